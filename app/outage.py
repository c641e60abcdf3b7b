"""What becomes of a page whose connection to the server was lost."""

import secrets

import streamlit as st

from app.components.lost_session import lost_session
from app.state.session import SessionValue, given_files

_session = SessionValue[str]("session name", lambda: secrets.token_hex(8))

A_DAY = 86_400  # s


def watch() -> None:
    """Let the page go on after an outage, and say what was lost with the session.

    Parts of a page that was away for longer than Streamlit remembers it, or whose server was
    started anew, are unknown to the server: it passes over all that they ask for. The whole page
    has to be run again.
    """
    _reconnect()
    lost_session(_session.get(), given_files(), "lost-session")


# A page with a part that is run at intervals asks for a run of the whole page as soon as its
# connection is back; nothing else makes it do so. The interval itself means nothing here.
@st.fragment(run_every=A_DAY)
def _reconnect() -> None:
    """Show nothing."""

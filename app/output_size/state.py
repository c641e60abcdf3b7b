"""The page's state in a browser session."""

from dataclasses import replace
from typing import Any

import streamlit as st

from app import address
from app.output_size import link
from app.output_size.link import SizeState

PAGE = "output-size"


def restore() -> None:
    """Take over the address of the page, where it says something new."""
    query = address.arrival(PAGE)
    if query is not None:
        state, st.session_state.size_complaints = link.read(query)
        put(state)


def state() -> SizeState:
    """What the page shows now."""
    found: SizeState = st.session_state.output_size
    return found


def put(new: SizeState) -> None:
    """Show something else."""
    st.session_state.output_size = new


def change(**numbers: Any) -> None:
    """Change some of what is shown."""
    put(replace(state(), **numbers))


def publish() -> None:
    """Write what is shown into the address."""
    address.publish(PAGE, link.write(state()))

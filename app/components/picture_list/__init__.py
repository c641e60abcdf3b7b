"""Pictures, each with a button beside it that removes it."""

from collections.abc import Callable, Sequence

import streamlit as st

from app.components.shared import bundle
from app.state import reruns

_mount = st.components.v2.component(
    "convoscope.picture_list",
    html=bundle.text("picture_list/picture_list.html"),
    css=bundle.text("picture_list/picture_list.css"),
    js=bundle.javascript("picture_list"),
    isolate_styles=False,
)


def picture_list(
    of: str, pictures: Sequence[tuple[str, str]], key: str, on_removed: Callable[[str], None]
) -> None:
    """Show pictures of something, each a name and its PNG in base64.

    `on_removed` gets the name of one that the learner wants removed: what the browser says.
    """

    @reruns.atomic_callback
    def remove() -> None:
        on_removed(st.session_state[key].removed)

    _mount(data=[of, list(pictures)], key=key, on_removed_change=remove)

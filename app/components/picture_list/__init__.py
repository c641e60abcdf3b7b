"""Pictures, each with a button beside it that removes it."""

from collections.abc import Callable, Sequence

import streamlit as st

from app.components.shared.mount import Component
from app.state import reruns

_component = Component("picture_list")


def picture_list(
    of: str, pictures: Sequence[tuple[str, str]], key: str, on_removed: Callable[[str], None]
) -> None:
    """Show pictures of something, each a name and its PNG in base64.

    `on_removed` gets the name of one that the learner wants removed: what the browser says.
    """

    @reruns.atomic_callback
    def remove() -> None:
        on_removed(st.session_state[key].asked)

    _component.show([of, list(pictures)], key, remove)

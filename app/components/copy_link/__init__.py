"""A button that copies the address of the page, settings included."""

import streamlit as st

from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.copy_link",
    html=bundle.text("copy_link/copy_link.html"),
    css=bundle.text("copy_link/copy_link.css"),
    js=bundle.javascript("copy_link"),
    isolate_styles=False,
)


def copy_link(note: str, key: str) -> None:
    """Show the button; `note` says beside it what the link does not carry."""
    _mount(data=[note], key=key, width="content")

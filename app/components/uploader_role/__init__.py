"""What Streamlit's file uploader lacks for screen readers."""

import streamlit as st

from app.components.shared import bundle
from app.state.streamlit_internals import PAGE_ELEMENTS

_mount = st.components.v2.component(
    "convoscope.uploader_role", js=bundle.javascript("uploader_role"), isolate_styles=False
)


def uploader_role(key: str) -> None:
    """Call the drop zone of every file uploader on the page a group; nothing is shown."""
    _mount(data=[PAGE_ELEMENTS["drop_zone"]], key=key, height=0)

"""A kernel that is learned, step by step."""

import streamlit as st

from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.learned_kernel",
    html=bundle.text("learned_kernel/learned_kernel.html"),
    css=bundle.text("learned_kernel/learned_kernel.css"),
    js=bundle.javascript("learned_kernel"),
    isolate_styles=False,
)


def learned_kernel(payload: bytes, key: str) -> None:
    """Show what was learned; `payload` is made by `app.kernel_lab.learning.payload`."""
    _mount(data=payload, key=key)

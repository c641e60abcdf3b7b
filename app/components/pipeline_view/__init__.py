"""The row of pictures: picture → convolution → activation → pooling."""

import streamlit as st

from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.pipeline",
    html=bundle.text("pipeline_view/pipeline_view.html"),
    css=bundle.text("pipeline_view/pipeline_view.css"),
    js=bundle.javascript("pipeline_view"),
    isolate_styles=False,
)


def pipeline_view(payload: bytes, key: str) -> None:
    """Show one run; `payload` is made by `app.kernel_lab.payload.build`."""
    _mount(data=payload, key=key)

"""The row of pictures: picture → convolution → activation → pooling."""

import streamlit as st

from app.components import bundle

_mount = st.components.v2.component(
    "convoscope.pipeline",
    html=bundle.text("pipeline.html"),
    css=bundle.text("pipeline.css"),
    js=bundle.javascript("pipeline"),
    isolate_styles=False,
)


def pipeline_view(frame: bytes, key: str) -> None:
    """Show one run; `frame` is made by `app.kernel_lab.frame.build`."""
    _mount(data=frame, key=key)

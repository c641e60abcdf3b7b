"""The training as it goes on: curves, filters, maps, the confusion matrix, histograms."""

import base64

import streamlit as st

from app import colour_scales
from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.training_view",
    html=bundle.text("training_view/training_view.html"),
    css=bundle.text("training_view/training_view.css"),
    js=bundle.javascript("training_view"),
    isolate_styles=False,
)


def colour_tables() -> dict[str, str]:
    """The colours of the scales, for the browser."""
    return {
        kind: base64.b64encode(table.tobytes()).decode()
        for kind, table in colour_scales.TABLES.items()
    }


def training_view(url: str, key: str) -> None:
    """Show what the server tells at `url` (`app.training.route`), which is asked again and again.

    No script runs for that, nor for the buttons.
    """
    _mount(data=[url, *colour_tables().values()], key=key)

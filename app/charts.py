"""Charts to explore, by Plotly, which is loaded where one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import startup

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BLUE, ORANGE, GREEN = "#2a78c8", "#c8651b", "#3b9a5f"
DARK_ORANGE, DARK_GREEN = "#b4560f", "#2b7a4b"  # as bars, with white numbers in them
GREY, BROWN = "#7d838f", "#a3907f"
_CONFIG = {"displaylogo": False, "scrollZoom": False}


def show(figure: Figure, key: str, alt: str) -> None:
    """Show a chart; `alt` is what it says to those who do not see it."""
    st.plotly_chart(figure, key=key, config=_CONFIG, alt=alt)


def finish() -> None:
    """End the charts of a page."""
    startup.freeze_after("Plotly")

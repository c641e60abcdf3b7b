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
SYSTEM_COLOURS = {
    BLUE: "CanvasText",
    ORANGE: "LinkText",
    GREEN: "Highlight",
    GREY: "GrayText",
    BROWN: "VisitedText",
}
"""What lines become where the system forces its colours."""
_CONFIG = {"displaylogo": False, "scrollZoom": False}


def show(figure: Figure, key: str, alt: str) -> None:
    """Show a chart; `alt` is what it says to those who do not see it."""
    st.plotly_chart(figure, key=key, config=_CONFIG, alt=alt)


def finish() -> None:
    """End the charts of a page: the styles that Plotly cannot say."""
    st.html(f"<style>{_LEGIBLE} @media (forced-colors: active) {{ {_forced()} }}</style>")
    startup.freeze_after("Plotly")


_TEXTS = ":is([class$='tick'], .infolayer) text, .js-plotly-plot .bartext-outside"
# Streamlit's theme writes numbers and titles of axes in a pale grey.
_LEGIBLE = f".js-plotly-plot {_TEXTS} {{ fill: currentColor !important }}"


def _forced() -> str:
    """Write the rules for forced colours, which a browser does not apply to the shapes of SVG.

    A shape is known by its colour, in lines and in the legend alike. The second colour is drawn
    thicker, as a system may have colours that are much alike.
    """
    rules = [
        ".main-svg { background: Canvas !important }",
        ".svg-container > .main-svg ~ .main-svg { background: none !important }",
        ":is(.bg, .hovertext path) { fill: Canvas !important }",
        ".hovertext path { stroke: CanvasText !important }",
        ":is(.hovertext, .hoverlayer .legend) text { fill: CanvasText !important }",
        ":is([class*='grid '], .zl) { stroke: GrayText !important; stroke-opacity: 0.5 }",
        ".modebar-group { background: Canvas !important }",
        ".modebar-btn path { fill: CanvasText !important }",
        ".bars path { fill: CanvasText !important }",
        ".bartext-inside { fill: Canvas !important }",
    ]
    for colour, system in SYSTEM_COLOURS.items():
        written = "rgb({}, {}, {})".format(*bytes.fromhex(colour[1:]))
        width = "; stroke-width: 4px !important" * (colour == ORANGE)
        rules += [
            f'path[style*="stroke: {written}"] {{ stroke: {system} !important{width} }}',
            f'path[style*="fill: {written}"] {{ fill: {system} !important }}',
        ]
    return " ".join(f".js-plotly-plot {rule}" for rule in rules)

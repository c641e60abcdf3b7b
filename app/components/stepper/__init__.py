"""The stepper: every output number with its window, its weights and its arithmetic."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.components.shared import bundle, standalone

_mount = st.components.v2.component(
    "convoscope.stepper",
    html=bundle.text("stepper/stepper.html"),
    css=bundle.text("stepper/stepper.css"),
    js=bundle.javascript("stepper"),
    isolate_styles=False,
)


def stepper(problem: Mapping[str, Any], key: str, rgb: bool = False, start: int = 0) -> None:
    """Show a problem, as `arithmetic.js` describes it; `rgb` where channels are red, green, blue.

    `start` is the output cell to begin with, counted row by row and map after map. Nothing comes
    back: stepping, hovering and playing never reach the server.
    """
    _mount(data=_data(problem, rgb, start), key=key)


def web_page(problem: Mapping[str, Any], title: str, rgb: bool = False) -> bytes:
    """The stepper with its numbers as an HTML file of its own."""
    return standalone.page("stepper", _data(problem, rgb, 0), title).encode()


def _data(problem: Mapping[str, Any], rgb: bool, start: int) -> list[Any]:
    digest = hashlib.sha256(json.dumps([problem, rgb, start]).encode()).hexdigest()[:16]
    return [dict(problem), digest, "rgb" if rgb else "", start]

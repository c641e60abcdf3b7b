"""Convolution as one matrix multiplication: windows as columns, filters as rows."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.matrix_product",
    html=bundle.with_saving("matrix_product/matrix_product.html", "the matrices"),
    css=bundle.text("stepper/stepper.css") + bundle.text("matrix_product/matrix_product.css"),
    js=bundle.javascript("matrix_product"),
    isolate_styles=False,
)


def matrix_product(
    problem: Mapping[str, Any], made: Mapping[str, Any], key: str, rgb: bool = False
) -> None:
    """Show a convolution and what `app.step_by_step.matrices` made of it; nothing comes back."""
    digest = hashlib.sha256(json.dumps([problem, made, rgb]).encode()).hexdigest()[:16]
    _mount(data=[dict(problem), dict(made), digest, "rgb" if rgb else ""], key=key)

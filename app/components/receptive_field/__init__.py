"""The receptive fields of outputs: of a layer's neurons, or of operations beside each other."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.receptive_field",
    html=bundle.with_saving("receptive_field/receptive_field.html", "the receptive field"),
    css=bundle.text("stepper/stepper.css") + bundle.text("receptive_field/receptive_field.css"),
    js=bundle.javascript("receptive_field"),
    isolate_styles=False,
)


def receptive_field(made: Mapping[str, Any], key: str, rgb: bool = False) -> None:
    """Show what `app.step_by_step.fields` made of a convolution; nothing comes back."""
    digest = hashlib.sha256(json.dumps([made, rgb]).encode()).hexdigest()[:16]
    _mount(data=[dict(made), digest, "rgb" if rgb else ""], key=key)

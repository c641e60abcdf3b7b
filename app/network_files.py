"""Buttons that save a network: its weights as safetensors, or all of it as ONNX."""

import re
from collections.abc import Callable

import streamlit as st


def file_name(title: str, ending: str) -> str:
    """Name the file of a network of this title."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"{stem or 'network'}.{ending}"


def save_buttons(
    title: str,
    weights: Callable[[], bytes],
    onnx: Callable[[], bytes],
    key: str,
    whose: str = "",
) -> None:
    """Show both buttons; what they save is made once it is asked for."""
    for label, ending, make in (
        (f"Save the weights{whose} (safetensors)", "safetensors", weights),
        (f"Save{whose} as ONNX", "onnx", onnx),
    ):
        st.download_button(
            label,
            make,
            file_name(title, ending),
            "application/octet-stream",
            on_click="ignore",
            key=f"{key}_{ending}",
        )

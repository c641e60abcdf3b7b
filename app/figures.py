"""Figures to keep, by Matplotlib, which is loaded when somebody asks for one."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app import startup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
"""What a figure is saved as, and the media type of each."""
_WITHOUT_DATE = {"svg": {"Date": None}, "png": {}, "pdf": {"CreationDate": None}}


def empty(width: float, height: float) -> Figure:
    """Return a figure of this size, in inches, to draw in.

    It is made without pyplot, whose figures belong to one thread.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def offer(title: str, name: str, draw: Callable[[], Figure]) -> None:
    """Show a button for each of `KINDS`; `draw` is called when one is pressed.

    The figure has this title inside its file, which is called `name`.
    """
    with st.container(horizontal=True):
        for kind, media in KINDS.items():
            st.download_button(
                f"{title} as {kind.upper()}",
                partial(_saved, draw, kind, title),
                f"{name}.{kind}",
                media,
                on_click="ignore",
            )


def _saved(draw: Callable[[], Figure], kind: str, title: str) -> bytes:
    made = file(draw(), kind, title)
    startup.freeze_after("Matplotlib")
    return made


def file(figure: Figure, kind: str, title: str) -> bytes:
    """Return the figure as a file of this one of `KINDS`, which does not say when it was made."""
    made = io.BytesIO()
    metadata = {"Title": title, **_WITHOUT_DATE[kind]}
    figure.savefig(made, format=kind, dpi=200, metadata=metadata)
    return made.getvalue()

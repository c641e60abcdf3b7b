"""How far a computation is, where it takes a while; the learner's next act breaks it off."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from engine.explain.heat_maps.scores import Tell

_SOON = 0.3
"""Seconds within which nobody needs to be told."""


@contextmanager
def progress(text: str) -> Iterator[Tell]:
    """Show how far it is, by what is told; Streamlit interrupts there."""
    bar, begun = st.empty(), time.monotonic()

    def tell(share: float) -> None:
        if time.monotonic() - begun > _SOON:
            bar.progress(share, text)

    try:
        yield tell
    except ValueError:
        bar.empty()
        raise
    bar.empty()

"""How far a search is, where it takes a while."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

SOON = 0.3
"""Seconds within which nobody needs to be told how far a computation is."""


@contextmanager
def telling(text: str) -> Iterator[Callable[[float], None]]:
    """Give what shows the share that is done; the learner's next act breaks off there."""
    bar, begun = st.empty(), time.monotonic()

    def tell(share: float) -> None:
        if time.monotonic() - begun > SOON:
            bar.progress(share, text)

    yield tell
    bar.empty()

"""Single test images of the twins, on the screen."""

from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.why_convolution.previews import address
from app.why_convolution.schema import WhyState
from engine.explain import twins

_SIDE = 96
_ROW = "display: flex; flex-wrap: wrap; gap: 0.6rem 1.4rem; align-items: center"
_IMAGE = f"width: {_SIDE}px; height: {_SIDE}px; image-rendering: pixelated; display: block"


def headed(state: WhyState) -> tuple[NDArray[np.float32], int]:
    """Show which test image it is, and of which class; return it, 1×16×16, and its class."""
    data = twins.split()
    image, label = data.test_x[state.image], int(data.test_labels[state.image])
    st.header(f"Test image {state.image}, a {label}", anchor=False)
    return image, label


def tile(image: NDArray[np.float32], alt: str) -> str:
    """Return an image 1×16×16 as HTML, its brightest pixel white."""
    pixels = np.rint(image[0] * (255 / max(float(image.max()), 1.0))).astype(np.uint8)
    return f'<img src="{address(pixels)}" alt="{escape(alt, quote=True)}" style="{_IMAGE}">'


def row(*parts: str) -> None:
    """Show parts of HTML beside each other."""
    st.html(f'<div style="{_ROW}">{"".join(parts)}</div>')

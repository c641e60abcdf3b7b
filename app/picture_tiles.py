"""Small pictures in a list that wraps, each with words below, as HTML."""

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

# Written at each element: Streamlit's own styles of lists go before those of a class.
_LIST = (
    "display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, {}rem), 1fr)); "
    "gap: 0.8rem 1.2rem; list-style: none; margin: 0; padding: 0"
)
_ITEM = "margin: 0; padding: 0; min-width: 0; line-height: 1.35"
_IMAGE = "width: 100%; height: auto; image-rendering: pixelated; display: block"
_OVER = "position: absolute; left: 0; top: 0; width: 100%; height: 100%; image-rendering: pixelated"


def board(name: str, items: Sequence[str], width: int = 16) -> str:
    """Return a list of this class; each of the `items`, HTML, is at least `width` rem wide."""
    tiles = "".join(f'<li style="{_ITEM}">{item}</li>' for item in items)
    return f'<ul class="{name}" style="{_LIST.format(width)}">{tiles}</ul>'


def image(pixels: Pixels, alt: str, over: Pixels | None = None, strength: float = 1.0) -> str:
    """Return an image H×W×3, and one H×W×4 laid over it, stretched to its size."""
    below = f'<img src="{png_address(pixels)}" alt="{escape(alt, quote=True)}" style="{_IMAGE}">'
    if over is None:
        return below
    style = f"{_OVER}; opacity: {strength:g}"
    above = f'<img src="{png_address(over)}" alt="" style="{style}">'
    return f'<div style="position: relative">{below}{above}</div>'


def in_colour(pixels: Pixels) -> Pixels:
    """Return pixels C×H×W, grey or RGB, as H×W×3."""
    three: Pixels = np.broadcast_to(pixels, (3, *pixels.shape[1:]))
    return np.ascontiguousarray(three.transpose(1, 2, 0))


def png_address(pixels: Pixels) -> str:
    """Return an image, RGB or RGBA, as an address that holds it."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"

"""Small pictures on their way to the page, as addresses that hold their own data."""

import base64
import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app import pictures
from app.pictures import OWN
from engine.datasets.fitting import fit_picture

_SHOWN = 400
"""More rows and columns than these make no difference on the screen."""


def preview(name: str, size: int) -> str:
    """Return the middle of a picture in `size`×`size` pixels, or in as many as can be seen."""
    side = min(size, _SHOWN)
    return _made(name, side) if name == OWN else _kept(name, side)


@lru_cache(256)
def _kept(name: str, side: int) -> str:
    return _made(name, side)


def _made(name: str, side: int) -> str:
    pixels = pictures.source(name, "colour").pixels
    fitted = fit_picture(pixels, (3, side, side))
    return address(np.ascontiguousarray(fitted.transpose(1, 2, 0)))


def address(pixels: NDArray[np.uint8]) -> str:
    """Return pixels, H×W or H×W×3, as a PNG in an address."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"

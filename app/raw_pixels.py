"""Raw pixels of a picture for the browser, by plain HTTP: no script runs for them.

The lens shows raw values, and of a large picture the frame holds only a reduced copy. What it lacks
it asks for here, rectangle by rectangle, while the page goes on with something else.
"""

import re
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.offers import Offers
from app.routes import base_path, same_origin, unchanging

MOST_PIXELS = 1 << 20
"""Pixels that are handed out at a time: a whole picture of one megapixel."""

_KEPT = 24 * 60 * 60  # seconds
SIDES = ("top", "left", "bottom", "right")
_NUMBER = re.compile("[0-9]{1,9}")  # Python refuses to read a number of thousands of digits


class Holder(Protocol):
    """Whoever has a picture, or can make it again; with the last of them it is not found."""

    @property
    def pixels(self) -> NDArray[np.uint8]: ...


_offers = Offers[Holder]()


def offer(name: str, holder: Holder) -> None:
    """Hand out the pixels of `holder` for as long as it lives; `name` holds a digest of them."""
    _offers.add(name, holder)


def find(name: str) -> NDArray[np.uint8] | None:
    """Return the picture (H×W or H×W×3) of that name, while anyone holds it."""
    holder = _offers.find(name)
    return holder.pixels if holder is not None else None


def rectangle(
    pixels: NDArray[np.uint8], top: int, left: int, bottom: int, right: int
) -> bytes | None:
    """Rows top … bottom − 1, columns left … right − 1 as bytes, row by row; None for nonsense."""
    height, width = pixels.shape[:2]
    inside = 0 <= top < bottom <= height and 0 <= left < right <= width
    if not inside or (bottom - top) * (right - left) > MOST_PIXELS:
        return None
    return pixels[top:bottom, left:right].tobytes()


def url(name: str) -> str:
    """Where the browser finds the picture; a rectangle as /top/left/bottom/right goes behind it."""
    return f"{_prefix()}/{name}"


def route() -> Route:
    """Return the route that the server adds to Streamlit's own."""
    numbers = "/".join(f"{{{side}}}" for side in SIDES)
    return Route(f"{_prefix()}/{{name}}/{numbers}", same_origin(_answer))


def _prefix() -> str:
    return f"{base_path()}/raw-pixels"


async def _answer(request: Request) -> Response:
    # It may have to be decoded first, and meanwhile the server answers others.
    pixels = await run_in_threadpool(find, request.path_params["name"])
    asked = [request.path_params[side] for side in SIDES]
    content = None
    if pixels is not None and all(map(_NUMBER.fullmatch, asked)):
        content = rectangle(pixels, *map(int, asked))
    return unchanging(content, _KEPT)

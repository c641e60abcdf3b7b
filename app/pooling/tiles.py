"""Maps as tiles of one page: each way to make a map smaller, with what it costs and keeps."""

from html import escape

import numpy as np
from numpy.typing import NDArray

from app import formulas, picture_tiles
from app.colour_scales import TABLES, Kind
from app.display import Scale, to_display
from app.volumes.compute import reduced
from engine.explain import downsampling
from engine.explain.downsampling import Kept, Map
from engine.explain.translation import shifted
from engine.filters import get
from engine.ops.activations import relu
from engine.ops.filtering import filter_image

SIDE = 160
"""Longest side of the map that is pooled: its pixels can be seen, and so can those it becomes."""

_KEPT = "font-size: 1.1rem; font-weight: 600"


def board(picture: NDArray[np.uint8], what: str, shift: tuple[int, int]) -> str:
    """Return all tiles of a grey picture H×W as HTML.

    `what` is "edges" or "picture", `shift` is (down, right) in pixels of the reduced picture.
    Raises ValueError where the map is too small to pool.
    """
    small = reduced(picture, SIDE)
    before, after = feature_map(small, what), feature_map(shifted(small, shift), what)
    scale = Scale("magnitude" if what == "edges" else "picture", 0.0, float(before.max()) or 1.0)
    height, width = before.shape
    first = (
        f"{_image(before, scale, 'The feature map that is pooled')}"
        f"<b>Feature map, {width}×{height}</b><br>{_range(before)}<br>What is pooled. "
        "It moves along with the picture: convolution at stride 1 is equivariant."
    )
    found = downsampling.compare(before, after, shift)
    items = [_tile(one, scale, shift) for one in found]
    return picture_tiles.board("pooling-tiles", [first, *items])


def feature_map(picture: NDArray[np.uint8], what: str) -> Map:
    """Return vertical edges after ReLU, or the brightness itself, as float32 H×W."""
    if what == "picture":
        return picture.astype(np.float32)
    response = filter_image(picture.astype(np.float32), get("sobel_x"), padding="same", mode="wrap")
    return relu(response)


def _tile(one: Kept, scale: Scale, shift: tuple[int, int]) -> str:
    height, width = one.values.shape
    title = escape(one.way.title)
    return (
        f"{_image(one.values, scale, one.way.title)}<b>{title}</b><br>"
        f"{_range(one.values)}<br>"
        f"{width}×{height} · {one.way.parameters} parameters · {one.way.work} per output<br>"
        f'<span style="{_KEPT}">{_told(one, shift)}</span>'
    )


def _range(values: Map) -> str:
    low, high = (formulas.short(float(end)) for end in (values.min(), values.max()))
    return f"values {low} … {high}"


def _told(one: Kept, shift: tuple[int, int]) -> str:
    """Say what a shift leaves of the map."""
    if shift == (0, 0):
        return "Shift the picture to see what stays"
    if one.same is None or one.change is None:
        return "too small to tell: border effects reach every cell"
    told = f"{100 * one.same:.0f}% unchanged · mean change {100 * one.change:.0f}% of the mean"
    if one.moved is None:
        return told
    return f"{told} · {100 * one.moved:.0f}% moved along"


def _image(values: Map, scale: Scale, alt: str) -> str:
    shown = to_display(values, scale)
    kind: Kind = scale.kind
    return picture_tiles.image(TABLES[kind][shown.pixels], alt)

"""What windows see of planes: padded cells, and those under one place of the kernel."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array
from engine.planning.geometry import Plan
from engine.planning.padding import source_index

Wide = NDArray[np.float64]

BLOCK = 32  # products that are added one after the other


def in_pairs(sums: Callable[[int, int], Wide], first: int, stop: int, most: int = BLOCK) -> Wide:
    """Add all taps' products, long sums by halves, so that rounding does not pile up.

    `sums` adds those of the taps first … stop, at most `most`, one after the other.
    """
    if stop - first <= most:
        return sums(first, stop)
    middle = (first + stop) // 2
    return in_pairs(sums, first, middle, most) + in_pairs(sums, middle, stop, most)


def padded(x: Array, plan: Plan, mode: str) -> Wide:
    """Return …×H×W in float64 with what stands around it."""
    rows = source_index(plan.size[0], *plan.vertical, mode)
    columns = source_index(plan.size[1], *plan.horizontal, mode)
    around = x[..., rows, :][..., columns].astype(np.float64)
    around[..., rows < 0, :] = 0
    around[..., columns < 0] = 0
    return around


def framed(maps: Array, plan: Plan, value: float) -> Wide:
    """Return maps …×H×W in float64 with this value around them."""
    frame = np.full((*maps.shape[:-2], *plan.padded), value)
    inside(frame, plan)[...] = maps
    return frame


def inside(frame: Array, plan: Plan) -> Array:
    """Return the maps within their frame, as a view."""
    top, left = plan.vertical[0], plan.horizontal[0]
    return frame[..., top : top + plan.size[0], left : left + plan.size[1]]


def seen(frame: Array, place: Sequence[int], plan: Plan) -> Any:
    """Return what each window has under one place of the kernel, as a view."""
    (down, across), (rows, columns) = plan.stride, plan.output
    top, left = place[0] * plan.dilation[0], place[1] * plan.dilation[1]
    below = frame[..., top : top + (rows - 1) * down + 1 : down, :]
    return below[..., left : left + (columns - 1) * across + 1 : across]

"""Reducing a large picture to what a screen can show: fewer pixels, 256 levels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import float_array, read_only, real_array, real_number, times, whole
from engine.kernels import reduction as kernels
from engine.kernels.pooling import pool
from engine.kernels.readiness import lets_numpy_stand_in
from engine.ops.in_numpy import counting, pooling
from engine.runtime import threads

Array = NDArray[Any]

# A part smaller than this costs more to hand to another thread than to compute.
_SMALLEST_PART = 1 << 16
# Numbers that are converted to float32 at a time, so that they are still in the cache when added.
_BAND = 1 << 17


def block_mean(image: Array, factor: int) -> NDArray[np.float32]:
    """Return the mean of each block of factor×factor pixels, each channel for itself.

    `image` is H×W or H×W×C of any real type; the sums are taken in float32. The result, float32,
    has ⌈H/factor⌉ rows and ⌈W/factor⌉ columns; a block that the picture's edge cuts off averages
    what is there. NaN spreads to its block.

    Raises ValueError for another rank, an empty picture, or a factor below 1.
    """
    rank = "H×W" if np.ndim(image) == 2 else "H×W×C"
    picture = real_array(image, "image", rank)
    if picture.size == 0:
        raise ValueError(f"image is {times(picture.shape)}; there is nothing in it to average")
    # A factor beyond the picture is one block, and fits into a machine integer.
    factor = min(whole(factor, "factor", 1), max(picture.shape[:2]))
    height, width = picture.shape[:2]
    channels = picture[0, 0].size
    rows, columns = -(-height // factor), -(-width // factor)
    lines = picture.reshape(height, -1)
    out = np.empty((rows, columns * channels), np.float32)
    block = factor, factor
    band = max(1, _BAND // (factor * lines.shape[1]))

    def part(start: int, stop: int) -> None:
        for first in range(start, stop, band):
            last = min(first + band, stop)
            taken = _float32(lines[first * factor : last * factor])
            count = last - first
            target = out[first:last]
            alone = (0, 1, count)
            if lets_numpy_stand_in():
                pooling.block_mean(taken, channels, factor, target)
                continue
            pool(*alone, taken, len(taken), channels, block, block, (0, 0), False, target, count)

    threads.split(part, rows, _SMALLEST_PART // (factor * lines.shape[1]))
    # Average pooling takes what hangs over the edge for zeros.
    out[-1] *= np.float32(factor / (height - (rows - 1) * factor))
    out[:, -channels:] *= np.float32(factor / (width - (columns - 1) * factor))
    return out.reshape(rows, columns, *picture.shape[2:])


def _float32(lines: Array) -> Array:
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, as in NumPy
        return read_only(np.ascontiguousarray(lines, np.float32))


def to_indices(values: Array, low: float, high: float) -> NDArray[np.uint8]:
    """Return places in a table of 256 colours: `low` becomes 0, `high` 255, evenly between.

    `values` of any shape and real type; the result is uint8 of that shape. Rounded to the nearest
    place (halves up), what lies outside goes to the nearer end, NaN becomes 0.

    Raises ValueError where `low` is not below `high`.
    """
    array = float_array(values, "values").reshape(np.shape(values))
    low, high = real_number(low, "low"), real_number(high, "high")
    if not low < high:
        raise ValueError(f"low is {low:g} and high {high:g}; low must be below high")
    if not np.isfinite(high - low):
        raise ValueError(f"from low {low:g} to high {high:g} is further than a number can tell")
    flat = read_only(array.reshape(-1))
    out = np.empty(flat.size, np.uint8)
    scale = 255 / (high - low)

    def part(start: int, stop: int) -> None:
        if lets_numpy_stand_in():
            counting.to_indices(flat[start:stop], low, scale, out[start:stop])
        else:
            kernels.to_indices(flat[start:stop], low, scale, out[start:stop])

    threads.split(part, flat.size, _SMALLEST_PART)
    return out.reshape(array.shape)

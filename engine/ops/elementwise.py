"""Drivers of the activations: what comes in, where the result goes, split over the threads."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import check_out, deliver, float_array, read_only, times, whole
from engine.runtime import threads

Array = NDArray[Any]

# A part smaller than this costs more to hand to another thread by way of Python than to compute.
SMALLEST_PART = 1 << 16
# Numbers that stay in the processor's cache while several NumPy calls pass over them.
_PIECE = 1 << 15


def prepare(x: Array, out: Array | None) -> tuple[Array, Array]:
    """Return input and output as C-contiguous arrays of one shape and type.

    The output may be `out`.
    """
    values = read_only(float_array(x, "x"))
    if np.ndim(x) == 0:
        values = values.reshape(())
    if out is None:
        return values, np.empty_like(values)
    out = check_out(out, "out", values.shape, values.dtype)
    shared = out is not x and np.may_share_memory(out, values)
    shifted = shared and out.ctypes.data != values.ctypes.data
    if out.flags.c_contiguous and not shifted:
        return values, out
    return values, np.empty_like(values)


def by_slope(kernel: Callable[..., None], x: Array, weight: object, out: Array | None) -> Array:
    """Run `kernel` with one slope, or with one for each channel."""
    values, result = prepare(x, out)
    slopes = read_only(float_array(weight, "weight", dtype=values.dtype))
    if slopes.size == 1:
        source, target = values.reshape(1, -1), result.reshape(1, -1)

        def columns(start: int, stop: int) -> None:
            kernel(source[:, start:stop], slopes.reshape(1), target[:, start:stop], 0, 1)

        threads.split(columns, values.size, SMALLEST_PART)
        return deliver(result, out)
    channels = values.shape[1] if values.ndim > 1 else 1
    if slopes.ndim != 1 or slopes.size != channels:
        raise ValueError(
            f"weight is {times(slopes.shape)}; it must be one number, or one for each of the"
            f" {channels} channels of x"
        )
    count = values.shape[0] * channels
    source, target = values.reshape(count, -1), result.reshape(count, -1)
    each = read_only(np.tile(slopes, values.shape[0]))

    def rows(start: int, stop: int) -> None:
        kernel(source, each, target, start, stop)

    threads.split(rows, count, SMALLEST_PART // max(1, source[:1].size))
    return deliver(result, out)


def piecewise(piece: Callable[[Array, Array], None], x: Array, out: Array | None) -> Array:
    """Run `piece(x, out)` over short stretches of the flat arrays."""
    values, result = prepare(x, out)
    source, target = values.reshape(-1), result.reshape(-1)

    def part(start: int, stop: int) -> None:
        # exp(1000) is infinite and 1/infinity 0: the right answers, no reason to warn.
        with np.errstate(all="ignore"):
            for first in range(start, stop, _PIECE):
                last = min(first + _PIECE, stop)
                piece(source[first:last], target[first:last])

    threads.split(part, source.size, SMALLEST_PART)
    return deliver(result, out)


def in_groups(x: Array, pieces: int) -> tuple[Array, Array]:
    """Return x, and x as (N·C/pieces)×pieces×cells."""
    pieces = whole(pieces, "pieces", 1)
    values = read_only(float_array(x, "x"))
    if values.ndim < 2 or values.size == 0:
        raise ValueError(f"x is {times(values.shape)}; it must be N×C or N×C×H×W, none of them 0")
    samples, channels = values.shape[:2]
    if channels % pieces:
        raise ValueError(f"{channels} channels cannot be divided into groups of {pieces}")
    return values, values.reshape(samples * channels // pieces, pieces, -1)

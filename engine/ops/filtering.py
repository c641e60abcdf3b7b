"""Filtering a picture with one kernel: correlation, or true convolution."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.checks import (
    Array,
    check_memory,
    flag,
    float_dtype,
    one_of,
    read_only,
    real_array,
    times,
)
from engine.kernels import filtering as fast
from engine.kernels.filter_tiles import ROWS
from engine.kernels.readiness import lets_numpy_stand_in
from engine.ops.in_numpy import convolution as in_numpy
from engine.ops.separable import factors
from engine.planning import geometry
from engine.planning.axes import forward_axes, split_into_lanes
from engine.planning.padding import MODES, Index, interleaved, source_index
from engine.runtime import threads

# Multiply-adds below which a second thread costs more than it saves.
_WORTH_A_THREAD = 1 << 17
# Numbers that a block of input may hold, so that it stays in the second-level cache; its output
# rows, and the fewest output columns.
_BLOCK, _DEEP, _NARROWEST = 96 << 10, 24, 512
# In two passes the most columns, as the first leaves a few rows of them in the first-level cache.
_WIDEST_IN_TWO = 3072
_LARGEST_SINGLE = float(np.finfo(np.float32).max)
# Up to so many taps one pass is as fast as two.
_TAPS_OF_ONE_PASS = 9


def filter_image(
    image: object,
    kernel: object,
    stride: object = 1,
    padding: object = "same",
    mode: str = "constant",
    dilation: object = 1,
    flip: bool = False,
) -> Array:
    """Slide `kernel` over `image`, channel by channel.

    out[y, x] = Σ_i Σ_j kernel[i, j] · padded[y·S + i·D, x·S + j·D]: cross-correlation, which
    networks call convolution. `flip=True` rotates the kernel by 180° first: the convolution of
    mathematics, I * K = I ⋆ rot180(K).

    Parameters
    ----------
    image
        H×W or H×W×C, any real dtype.
    kernel
        2-D, any size.
    stride, dilation
        A whole number or a (vertical, horizontal) pair, at least 1.
    padding
        "same" (D·(F − 1) in all, the odd one at the bottom and right, whatever the stride),
        "valid" (none), a whole number for every side, or a (vertical, horizontal) pair.
    mode
        What stands outside the picture, as in `numpy.pad`: "constant" (zeros), "edge", "reflect",
        "symmetric" or "wrap".

    Returns
    -------
    H2×W2 or H2×W2×C, signed and unclipped; float64 for a float64 image, otherwise float32.

    Each number keeps to its own window, whatever stands elsewhere in the picture: |error| ≤
    32 eps · Σ|kernel · pixel| over the window, eps = 1.2e-7 for float32 and 2.2e-16 for float64,
    and so exactly 0 where every product is 0; the bound is proved, for kernels of up to 768
    rows and columns, short of overflow and of products and weights below the smallest normal
    number of the type, 1.2e-38 or 2.2e-308. Exact where image and kernel hold whole numbers and
    no partial sum is beyond 2^24.

    Raises
    ------
    ValueError, TypeError
        In one sentence: wrong dimensions, no real numbers, or a kernel larger than the padded
        input.
    """
    picture, weights = _picture(image), _kernel(kernel)
    one_of(mode, "mode", MODES)
    plan = geometry.plan(picture.shape[:2], weights.shape, stride, padding, dilation)
    check_memory((*plan.padded, *picture.shape[2:]), "the padded picture")
    result = np.float64 if picture.dtype.kind == "f" and picture.dtype.itemsize > 4 else np.float32
    working = _working_type(picture, weights)
    if picture.dtype not in (np.uint8, working):
        picture = picture.astype(working)
    with np.errstate(over="ignore"):
        exact = weights[::-1, ::-1] if flag(flip, "flip") else weights
        if lets_numpy_stand_in():
            return in_numpy.filter_image(picture, exact, plan, mode).astype(result)
        out = _filter(picture, np.ascontiguousarray(exact, dtype=working), exact, plan, mode)
        return out.astype(result, copy=False)


def _picture(image: object) -> Array:
    picture = real_array(image, "image")
    if picture.ndim not in (2, 3) or picture.size == 0:
        raise ValueError(
            f"image has the shape {times(picture.shape)}; it must be H×W or H×W×C, none of them 0"
        )
    return picture.view(np.uint8) if picture.dtype == np.bool_ else picture


def _kernel(kernel: object) -> Array:
    weights = real_array(kernel, "kernel", "height×width")
    if weights.size == 0:
        raise ValueError(f"kernel is {times(weights.shape)}; it must have at least one entry")
    return weights


def _working_type(picture: Array, weights: Array) -> np.dtype[Any]:
    """Return float32, unless that could not hold every pixel exactly, or a weight at all."""
    largest = max(float(weights.max()), -float(weights.min()))
    beyond = _LARGEST_SINGLE < largest < np.inf
    return np.dtype(np.float64) if beyond else float_dtype(picture.dtype)


def _filter(picture: Array, weights: Array, exact: Array, plan: geometry.Plan, mode: str) -> Array:
    """Filter rows of interleaved channels; each thread loads the input that it needs as it goes."""
    height, channels = plan.size[0], picture[0, 0].size
    job = _Job(
        np.empty((plan.output[0], plan.output[1] * channels), weights.dtype),
        read_only(np.ascontiguousarray(picture).reshape(height, -1)),
        weights,
        exact,
        plan,
        _layout(plan, mode, channels),
    )
    _sum(job, *_passes(job))
    return job.out.reshape(*plan.output, *picture.shape[2:])


@dataclass(frozen=True)
class _Layout:
    """Where each padded cell of a row, and each padded row, comes from (−1: a zero)."""

    rows: Index
    columns: Index
    run: tuple[int, int]  # positions start … stop of a padded row that hold input 0, 1, 2, …
    offsets: Index  # per column of the kernel: where its output 0 reads


@dataclass(frozen=True)
class _Job:
    """One picture to filter; its rows, and those of the output, are flat."""

    out: Array
    source: Array
    weights: Array  # in the type to compute in
    exact: Array  # as they were given
    plan: geometry.Plan
    layout: _Layout


@lru_cache(maxsize=32)
def _layout(plan: geometry.Plan, mode: str, channels: int) -> _Layout:
    across = forward_axes(plan, mode)[1]
    lanes = split_into_lanes(across)
    columns = across.source(lanes.positions(across.stride)).ravel()
    start, stop = (across.before, across.before + across.size) if across.stride == 1 else (0, 0)
    return _Layout(
        read_only(source_index(plan.size[0], *plan.vertical, mode)),
        read_only(interleaved(columns, channels)),
        (start * channels, stop * channels),
        read_only((lanes.lane * lanes.length + lanes.shift) * channels),
    )


def _passes(job: _Job) -> tuple[Array, Array]:
    """Return the kernel's taps, and none; or, where it is a product, its column and its row."""
    taps = job.weights.reshape(-1)
    if job.plan.stride[0] == 1 and taps.size > _TAPS_OF_ONE_PASS:
        pair = factors(job.exact, taps.dtype)
        if pair is not None:
            return pair
    return taps, taps[:0]


def _sum(job: _Job, down: Array, across: Array) -> None:
    """Filter tap by tap, or, with a row of weights `across`, in two passes."""
    plan, layout = job.plan, job.layout
    strip, deep = _block(job, across.size > 0)
    floats = job.source.reshape(-1) if job.source.dtype == down.dtype else read_only(down[:0])
    unit = fast.unit_of(plan.stride[0], plan.dilation[0])
    work = int(job.out.shape[1] * (down.size + across.size)) * unit
    fast.filter_rows(
        *threads.share(-(-plan.output[0] // unit), _WORTH_A_THREAD / work),
        unit,
        job.out,
        job.source,
        floats,
        plan.stride[0],
        plan.dilation[0],
        layout.rows,
        layout.columns,
        *layout.run,
        strip,
        deep,
        layout.offsets,
        down,
        plan.kernel[0],
        across,
    )


def _block(job: _Job, two_passes: bool) -> tuple[int, int]:
    """Return the columns and rows of output to work out at a time, whose input stays cached."""
    tall, width = job.plan.kernel[0], job.out.shape[1]
    deep = _DEEP if job.plan.stride[0] == 1 else 1  # else no two rows share what they read
    widest = width
    if two_passes:  # at least twice the kernel's rows, as so many are loaded again for the next
        deep, widest = _DEEP // 2 * -(-tall // 6), min(width, _WIDEST_IN_TWO)
    if job.plan.stride[1] == 1:
        return min(widest, max(_NARROWEST, _BLOCK // (deep + tall - 1))), deep
    deep = min(deep, _BLOCK // job.layout.columns.size - tall)
    return width, max(1, deep - deep % ROWS)

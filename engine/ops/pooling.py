"""Pooling: one number from each window. No parameters, the depth stays.

The output has ⌊(W − F + 2P)/S⌋ + 1 columns, and rows alike (Dumoulin & Visin, "A guide to
convolution arithmetic for deep learning", 2016, section 3); with `ceil_mode` it is rounded up, but
no window begins behind the input. Names, argument order and results follow `torch.nn.functional`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import (
    check_memory,
    check_out,
    deliver,
    flag,
    float_array,
    one_of,
    pair,
    read_only,
    real_array,
    shown,
    times,
    whole,
)
from engine.kernels import pooling as kernels
from engine.kernels.readiness import either_shared, lets_numpy_stand_in
from engine.ops.in_numpy import pooling as in_numpy
from engine.planning.geometry import Plan, covered, plan
from engine.runtime import threads
from engine.runtime.caches import beyond_caches

Array = NDArray[Any]
Sides = tuple[tuple[int, int], tuple[int, int]]

_max_pool_backward = either_shared(kernels.max_pool_backward, in_numpy.max_pool_backward)


def max_pool2d(
    x: Array,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    *,
    ceil_mode: bool = False,
    out: Array | None = None,
    argmax: NDArray[np.int64] | None = None,
) -> tuple[Array, NDArray[np.int64]]:
    """Return the largest value under each window, and where it was.

    `x` is N×C×H×W, float32 or float64. `kernel_size`, `stride` (by default the kernel's size) and
    `padding` (with −∞; at most half the kernel) are an int or a (vertical, horizontal) pair.
    `ceil_mode` lets a last window hang over the end.

    Returns `(out, argmax)`, both N×C×H2×W2, new arrays or those that are given: `out` in the dtype
    of `x`, `argmax` int64, the position row·W + column in the H×W plane. The first of equal values
    wins. A NaN wins over every number, the last one over those before it. As PyTorch with
    `return_indices=True`.

    Raises ValueError or TypeError where the shapes, sizes or types make no sense.
    """
    maps = float_array(x, "x", "N×C×H×W")
    sizes = pooling_plan(maps.shape[2:], kernel_size, stride, padding, ceil_mode)
    _refuse_empty(maps, "x")
    shape = maps.shape[:2] + sizes.output
    largest = _target(out, "out", shape, maps.dtype, maps)
    winners = _target(argmax, "argmax", shape, np.dtype(np.int64), maps)
    _max_pool(read_only(maps), sizes, largest, winners)
    return deliver(largest, out), deliver(winners, argmax)


def max_pool_planned(maps: Array, sizes: Plan) -> tuple[Array, Array]:
    """Compute `max_pool2d` of N×C×H×W, C-contiguous, by a plan whose windows all see some of it."""
    out = np.empty(maps.shape[:2] + sizes.output, maps.dtype)
    argmax = np.empty(out.shape, np.int64)
    _max_pool(read_only(maps), sizes, out, argmax)
    return out, argmax


def _max_pool(maps: Array, sizes: Plan, out: Array, argmax: Array) -> None:
    """Fill both, by the kernel that suits."""
    if lets_numpy_stand_in():
        in_numpy.max_pool(maps, sizes, out, argmax)
        return
    (height, width), rows = sizes.size, sizes.output[0]
    best, where, lines = out.reshape(-1), argmax.reshape(-1), maps.reshape(-1, width)
    nontemporal = beyond_caches(maps, out, argmax)
    count = len(lines) // height * rows
    share = threads.share(count, threads.FEW_NUMBERS / (sizes.kernel[0] * width))
    if _two_by_two(sizes):
        kernels.max_pool_2x2(
            *share, lines.reshape(-1), height, width, best, where, 2, width, nontemporal
        )
    else:
        above, below = best.reshape(-1, sizes.output[1]), where.reshape(-1, sizes.output[1])
        kernels.max_pool_argmax(*share, lines, height, *_windows(sizes), above, below, rows)


def max_pool2d_backward(
    grad_out: Array, argmax: NDArray[np.integer[Any]], input_shape: Sequence[int]
) -> Array:
    """Return the gradient of `max_pool2d` with respect to its input: all to the winner.

    `grad_out` and `argmax` (of `max_pool2d`) are N×C×H2×W2, `input_shape` is (N, C, H, W).
    Where windows overlap, what one cell wins is added up. Returns N×C×H×W in the dtype of
    `grad_out`.

    Raises ValueError or TypeError where the shapes or types do not agree.
    """
    grads = float_array(grad_out, "grad_out", "N×C×H×W")
    shape = _input_shape(input_shape, grads)
    winners = real_array(argmax, "argmax", "N×C×H×W")
    if winners.dtype.kind not in "iu":
        raise TypeError(f"argmax holds {winners.dtype}; it must hold whole numbers")
    if winners.shape != grads.shape:
        raise ValueError(
            f"argmax is {times(winners.shape)}; it must be {times(grads.shape)}, like grad_out"
        )
    cells = shape[2] * shape[3]
    for position in (int(winners.min()), int(winners.max())):
        if not 0 <= position < cells:
            raise ValueError(
                f"argmax holds {position}; a plane of {times(shape[2:])} has the positions"
                f" 0 to {cells - 1}"
            )
    count = shape[0] * shape[1]
    flat = read_only(grads.reshape(count, -1))
    places = read_only(np.ascontiguousarray(winners, np.int64).reshape(count, -1))
    grad_x = np.zeros((count, cells), grads.dtype)
    share = threads.share(count, threads.FEW_NUMBERS / flat.shape[1])
    _max_pool_backward(share, flat, places, grad_x)
    return grad_x.reshape(shape)


def avg_pool2d(
    x: Array,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    *,
    out: Array | None = None,
) -> Array:
    """Return the mean under each window; padding counts as zeros, or not at all.

    What hangs over the padded input by `ceil_mode` never counts. Arguments and errors as in
    `max_pool2d`. Returns N×C×H2×W2 in the dtype of `x`.
    """
    maps = float_array(x, "x", "N×C×H×W")
    sizes = pooling_plan(maps.shape[2:], kernel_size, stride, padding, ceil_mode)
    include = flag(count_include_pad, "count_include_pad")
    _refuse_empty(maps, "x")
    means = _target(out, "out", maps.shape[:2] + sizes.output, maps.dtype, maps)
    return deliver(avg_pool_planned(maps, sizes, both_sides(padding), include, means), out)


def avg_pool_planned(
    maps: Array, sizes: Plan, around: Sides, include_pad: bool, means: Array | None = None
) -> Array:
    """Compute `avg_pool2d` of N×C×H×W, C-contiguous, by a plan whose windows all see some of it.

    `around` is the padding that may count: ((top, bottom), (left, right)).
    """
    means = np.empty(maps.shape[:2] + sizes.output, maps.dtype) if means is None else means
    lines = read_only(maps.reshape(-1, maps.shape[3]))
    _pool(lines, 1, sizes, False, means.reshape(-1, sizes.output[1]))
    _divide_by(counts(sizes, around, include_pad), sizes, means)
    return means


def avg_pool2d_backward(
    grad_out: Array,
    input_shape: Sequence[int],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Return the gradient of `avg_pool2d` with respect to its input.

    It is spread evenly over what counts of each window.

    `grad_out` is N×C×H2×W2, `input_shape` is (N, C, H, W), the rest as in the forward call.
    Returns N×C×H×W in the dtype of `grad_out`.

    Raises ValueError or TypeError where the shapes, sizes or types do not agree.
    """
    grads = float_array(grad_out, "grad_out", "N×C×H×W")
    shape = _input_shape(input_shape, grads)
    sizes = pooling_plan(shape[2:], kernel_size, stride, padding, ceil_mode)
    include = flag(count_include_pad, "count_include_pad")
    if grads.shape[2:] != sizes.output:
        raise ValueError(
            f"grad_out has maps of {times(grads.shape[2:])}; pooling {times(shape[2:])} with"
            f" these settings gives {times(sizes.output)}"
        )
    shares = grads.copy()
    _divide_by(counts(sizes, both_sides(padding), include), sizes, shares)
    flat = read_only(shares.reshape(-1, *sizes.output))
    grad_x = np.zeros((len(flat), *shape[2:]), grads.dtype)
    if lets_numpy_stand_in():
        in_numpy.mean_pool_backward(flat, sizes, grad_x)
    else:
        share = threads.share(len(flat), threads.FEW_NUMBERS / (shape[2] * shape[3]))
        kernels.mean_pool_backward(*share, flat, *_windows(sizes), grad_x)
    return grad_x.reshape(shape)


def pool_image(
    image: Array,
    kind: str,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Array:
    """Pool a picture H×W or H×W×C, each channel for itself; `kind` is "max" or "average".

    float32 or float64 (other real numbers are converted); the result has the picture's rank, and
    rows and columns are floored. Sizes and errors as in `max_pool2d`.
    """
    one_of(kind, "kind", ("max", "average"))
    rank = "H×W" if np.ndim(image) == 2 else "H×W×C"
    picture = float_array(image, "image", rank)
    sizes = pooling_plan(picture.shape[:2], kernel_size, stride, 0)
    _refuse_empty(picture, "image")
    lines = read_only(picture.reshape(len(picture), -1))
    channels = picture[0, 0].size
    out = np.empty((sizes.output[0], sizes.output[1] * channels), picture.dtype)
    _pool(lines, channels, sizes, kind == "max", out)
    return out.reshape(sizes.output + picture.shape[2:])


def pooling_plan(
    size: Sequence[int],
    kernel_size: object,
    stride: object = None,
    padding: object = 0,
    ceil_mode: object = False,
) -> Plan:
    """Return the sizes of pooling `size` = (height, width); errors as in `max_pool2d`.

    What a last window hangs over by `ceil_mode` is counted as more padding at the end.
    """
    kernel = pair(kernel_size, "kernel_size", 1)
    around = pair(padding, "padding", 0)
    for cells, window in zip(around, kernel, strict=True):
        if 2 * cells > window:  # a window could lie in the padding alone
            raise ValueError(
                f"padding {cells} is more than half of the kernel's size, {window}; a window must"
                " see some of the input"
            )
    steps = kernel if stride is None else pair(stride, "stride", 1)
    sizes = plan((size[0], size[1]), kernel, steps, around)
    if flag(ceil_mode, "ceil_mode"):
        sizes = rounded_up(sizes)
    check_memory(sizes.padded, "the padded input")
    return sizes


def rounded_up(sizes: Plan) -> Plan:
    """Return the plan with windows that begin in the input and hang over the padded one's end."""
    ends, outputs = [], []
    for axis, (before, after) in enumerate((sizes.vertical, sizes.horizontal)):
        kernel = covered(sizes.kernel[axis], sizes.dilation[axis])
        stride = sizes.stride[axis]
        output = -((kernel - sizes.padded[axis]) // stride) + 1
        if (output - 1) * stride >= sizes.size[axis] + before:
            output -= 1
        over = (output - 1) * stride + kernel - sizes.padded[axis]
        ends.append((before, after + max(0, over)))
        outputs.append(output)
    height, width = (sum(end, size) for end, size in zip(ends, sizes.size, strict=True))
    return replace(
        sizes,
        vertical=ends[0],
        horizontal=ends[1],
        padded=(height, width),
        output=(outputs[0], outputs[1]),
    )


def both_sides(padding: object) -> Sides:
    """Return padding that is the same on opposite sides."""
    down, across = pair(padding, "padding", 0)
    return (down, down), (across, across)


def counts(sizes: Plan, around: Sides, include_pad: bool) -> tuple[Array, Array]:
    """Return how many rows, and how many columns, of each window its mean is divided by."""
    found = []
    for axis, (before, after) in enumerate(around):
        first = np.arange(sizes.output[axis]) * sizes.stride[axis] - before
        lowest, end = (-before, sizes.size[axis] + after) if include_pad else (0, sizes.size[axis])
        spread = sizes.dilation[axis]
        unseen = np.maximum(0, -((first - lowest) // spread))  # taps before what counts
        seen = np.minimum(sizes.kernel[axis], (end - 1 - first) // spread + 1)
        found.append(seen - unseen)
    return found[0], found[1]


def _divide_by(counted: tuple[Array, Array], sizes: Plan, means: Array) -> None:
    """Let means N×C×H2×W2 of whole windows be those of what counts of each."""
    area = sizes.kernel[0] * sizes.kernel[1]
    divisors = np.outer(*counted)
    if np.any(divisors != area):
        means *= (area / divisors).astype(means.dtype)


def _input_shape(input_shape: Sequence[int], grads: Array) -> tuple[int, int, int, int]:
    """Return `input_shape` as (N, C, H, W), which must have the gradient's N and C."""
    if not isinstance(input_shape, tuple | list) or len(input_shape) != 4:
        raise ValueError(f"input_shape is {shown(input_shape)}; it must be (N, C, H, W)")
    samples, channels, height, width = (whole(n, "input_shape", 1) for n in input_shape)
    if grads.shape[:2] != (samples, channels):
        raise ValueError(
            f"grad_out is {times(grads.shape)} and input_shape {times(input_shape)};"
            " they must have the same N and C"
        )
    _refuse_empty(grads, "grad_out")
    return samples, channels, height, width


def _refuse_empty(array: Array, name: str) -> None:
    if array.size == 0:
        raise ValueError(f"{name} is {times(array.shape)}, which holds no number to pool")


def _windows(sizes: Plan) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Return kernel, stride and padding as the compiled kernels take them."""
    return sizes.kernel, sizes.stride, (sizes.vertical[0], sizes.horizontal[0])


def _two_by_two(sizes: Plan) -> bool:
    """Tell whether the windows are 2×2 at stride 2, for which there is a shorter way."""
    return sizes.kernel == sizes.stride == (2, 2) and sizes.padded == sizes.size


def _target(
    out: object, name: str, shape: tuple[int, ...], dtype: np.dtype[Any], source: Array
) -> Array:
    """Return where a kernel may write the result.

    That is `out` itself, unless there is none, or it lies otherwise than a kernel writes, or the
    input is still to be read.
    """
    given = None if out is None else check_out(out, name, shape, dtype)
    if given is not None and given.flags.c_contiguous and not np.may_share_memory(given, source):
        return given
    return np.empty(shape, dtype)


def _pool(lines: Array, channels: int, sizes: Plan, largest: bool, out: Array) -> None:
    """Pool planes that lie below each other, (P·H)×(W·C), to (P·H2)×(W2·C)."""
    if lets_numpy_stand_in() or sizes.dilation != (1, 1):
        in_numpy.pool(lines, channels, sizes, largest, out)
        return
    (height, width), rows = sizes.size, sizes.output[0]
    nontemporal = beyond_caches(lines, out)
    share = threads.share(len(out), threads.FEW_NUMBERS / (sizes.kernel[0] * lines.shape[1]))
    if _two_by_two(sizes) and channels == 1 and not largest:
        kernels.mean_pool_2x2(
            *share, lines.reshape(-1), height, width, out.reshape(-1), nontemporal
        )
    else:
        kernels.pool(*share, lines, height, channels, *_windows(sizes), largest, out, rows)

"""What pooling, the activations and the screen's arithmetic *are*, in plain Python loops.

Slow on purpose; the tests hold the compiled code to these.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Pair = tuple[int, int]


def _count(size: int, kernel: int, stride: int, padding: int, ceil: bool) -> int:
    """Windows along one axis: as many as have room; with `ceil` also those that begin in it."""
    count = 1
    while True:
        first = count * stride - padding
        hangs_over = first + kernel > size + padding
        begins = first < size
        before = (count - 1) * stride - padding + kernel  # where the one before ends
        if hangs_over and not (ceil and begins and before < size + padding):
            return count
        count += 1


def _windows(
    size: Pair, kernel: Pair, stride: Pair, padding: Pair, ceil: bool = False
) -> Iterator[tuple[Pair, list[Pair]]]:
    """(output row and column, the input cells under that window that are no padding)."""
    rows, columns = (_count(size[a], kernel[a], stride[a], padding[a], ceil) for a in (0, 1))
    for i in range(rows):
        for j in range(columns):
            cells = [
                (y, x)
                for y in range(i * stride[0] - padding[0], i * stride[0] - padding[0] + kernel[0])
                for x in range(j * stride[1] - padding[1], j * stride[1] - padding[1] + kernel[1])
                if 0 <= y < size[0] and 0 <= x < size[1]
            ]
            yield (i, j), cells


def _output(size: Pair, kernel: Pair, stride: Pair, padding: Pair, ceil: bool = False) -> Pair:
    last, _ = list(_windows(size, kernel, stride, padding, ceil))[-1]
    return last[0] + 1, last[1] + 1


def _divisor(place: Pair, size: Pair, kernel: Pair, stride: Pair, padding: Pair) -> int:
    """How many cells of a window lie in the input or in the padding around it."""
    count = 1
    for a in (0, 1):
        first = place[a] * stride[a] - padding[a]
        inside = [at for at in range(first, first + kernel[a]) if at < size[a] + padding[a]]
        count *= len(inside)
    return count


def max_pool(
    plane: Array, kernel: Pair, stride: Pair, padding: Pair, ceil: bool = False
) -> tuple[Array, Array]:
    """One H×W plane: the largest value under each window and its position row·W + column."""
    height, width = plane.shape
    out = np.empty(_output((height, width), kernel, stride, padding, ceil), plane.dtype)
    argmax = np.empty(out.shape, np.int64)
    for place, cells in _windows((height, width), kernel, stride, padding, ceil):
        best = cells[0]
        for cell in cells[1:]:
            if plane[cell] > plane[best] or math.isnan(plane[cell]):
                best = cell
        out[place] = plane[best]
        argmax[place] = best[0] * width + best[1]
    return out, argmax


def max_pool_backward(grad_out: Array, argmax: Array, size: Pair) -> Array:
    """One plane: every gradient is added to the winner's cell."""
    grad = np.zeros(size, grad_out.dtype)
    for i in range(grad_out.shape[0]):
        for j in range(grad_out.shape[1]):
            grad[divmod(int(argmax[i, j]), size[1])] += grad_out[i, j]
    return grad


def mean_pool(
    plane: Array,
    kernel: Pair,
    stride: Pair,
    padding: Pair,
    ceil: bool = False,
    include_pad: bool = True,
) -> Array:
    """One plane: the sum under each window, over the number of its cells, padding included or not.

    What hangs over the padding by `ceil` is not counted.
    """
    size = plane.shape
    out = np.empty(_output(size, kernel, stride, padding, ceil), plane.dtype)
    for place, cells in _windows(size, kernel, stride, padding, ceil):
        whole = _divisor(place, size, kernel, stride, padding)
        divisor = whole if include_pad else len(cells)
        out[place] = sum(float(plane[cell]) for cell in cells) / divisor
    return out


def mean_pool_backward(
    grad_out: Array,
    size: Pair,
    kernel: Pair,
    stride: Pair,
    padding: Pair,
    ceil: bool = False,
    include_pad: bool = True,
) -> Array:
    """One plane: every cell under a window gets an equal share of the window's gradient."""
    grad = np.zeros(size, grad_out.dtype)
    for place, cells in _windows(size, kernel, stride, padding, ceil):
        whole = _divisor(place, size, kernel, stride, padding)
        for cell in cells:
            grad[cell] += grad_out[place] / (whole if include_pad else len(cells))
    return grad


def norm_pool(plane: Array, order: float, kernel: Pair, stride: Pair) -> Array:
    """One plane: (Σ|x|^p)^(1/p) of each window."""
    out = np.empty(_output(plane.shape, kernel, stride, (0, 0)), plane.dtype)
    for place, cells in _windows(plane.shape, kernel, stride, (0, 0)):
        out[place] = sum(abs(float(plane[cell])) ** order for cell in cells) ** (1 / order)
    return out


def block_mean(plane: Array, factor: int) -> Array:
    """One plane: the mean of what there is of each factor×factor block."""
    height, width = plane.shape
    out = np.empty((math.ceil(height / factor), math.ceil(width / factor)), np.float32)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            cells = [
                float(plane[y, x])
                for y in range(i * factor, min((i + 1) * factor, height))
                for x in range(j * factor, min((j + 1) * factor, width))
            ]
            out[i, j] = sum(cells) / len(cells)
    return out


def to_index(value: float, low: float, high: float) -> int:
    """The place of one value in a table of 256."""
    if math.isnan(value) or value <= low:
        return 0
    if value >= high:
        return 255
    return math.floor((value - low) * (255 / (high - low)) + 0.5)


def histogram(values: Array, bins: int) -> tuple[list[float], list[int]]:
    """Edges and counts of the finite values; 0 is an edge."""
    finite = [float(value) for value in values.ravel() if math.isfinite(value)]
    furthest = max((abs(value) for value in finite), default=0.0) or 1.0
    below = bins // 2 if any(value < 0 for value in finite) else 0  # bins below 0
    counts = [0] * bins
    for value in finite:
        place = math.floor(value * ((bins - below) / furthest))
        counts[min(max(place + below, 0), bins - 1)] += 1
    return [(k - below) / (bins - below) * furthest for k in range(bins + 1)], counts

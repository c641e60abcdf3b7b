"""The drivers of convolution layers: tables from `engine.layout`, work split over the threads.

Arguments are validated, C-contiguous and of one type.
"""

from typing import Any

import numpy as np

from engine import layout, threads
from engine.checks import Array, read_only
from engine.geometry import Plan
from engine.kernels import layer_gradients as gradients
from engine.kernels import layers as fast
from engine.kernels import turned_layers as turned
from engine.kernels.vectors import VECTOR_BYTES

# Multiply-adds, and weights or cells to be moved, below which a second thread costs more than it
# saves.
_WORTH_A_THREAD = 1 << 20
_WORTH_A_MOVER = 1 << 15


def forward(x: Array, weight: Array, bias: Array, plan: Plan, groups: int, mode: str) -> Array:
    """The sums of `engine.conv2d`."""
    out = np.empty((x.shape[0], weight.shape[0], *plan.output), x.dtype)
    how = layout.forward(
        plan, mode, x.shape[0], weight.shape, groups, x.itemsize, threads.get_num_threads()
    )
    _correlate(x, weight, bias, out, how)
    return out


def input_gradient(grad: Array, weight: Array, bias: Array, plan: Plan, groups: int) -> Array:
    """The gradient of `forward` with respect to x, with `bias` added to its channels."""
    samples, channels = grad.shape[0], weight.shape[1] * groups
    how = layout.input_gradient(
        plan, samples, weight.shape, groups, grad.itemsize, threads.get_num_threads()
    )
    out = np.empty((samples, channels, *plan.size), grad.dtype)
    if plan.stride == (1, 1):
        _correlate(grad, weight, bias, out, how)
        return out
    down, across = plan.stride
    phases = np.empty((samples, down * across * channels, *how.outputs), grad.dtype)
    _correlate(grad, weight, bias, phases, how)
    before = plan.vertical[0], plan.horizontal[0]

    def work(first: int, last: int) -> None:
        gradients.interleave(out, phases, first, last, before, down, across)

    area = plan.size[0] * plan.size[1]
    threads.split(work, samples * channels, 1 + _WORTH_A_MOVER // area)
    return out


def weight_gradient(
    grad: Array, x: Array, plan: Plan, shape: tuple[int, ...], groups: int
) -> tuple[Array, Array]:
    """The gradients of `forward` with respect to weights of this shape and to the bias."""
    filters, taps = shape[0], shape[1] * shape[2] * shape[3]
    tables, together, by_filter = layout.weight_gradient(
        plan, x.shape[0], shape, groups, x.itemsize, threads.get_num_threads()
    )
    grad, x = read_only(grad), read_only(x)
    parts: dict[int, Array] = {}

    def work(first: int, last: int) -> None:
        total = np.zeros(filters * (taps + 1), x.dtype)
        sums, bias = total[: filters * taps], total[filters * taps :]
        gradients.weight_gradient(sums, bias, grad, x, tables, together, by_filter, first, last)
        parts[first] = total

    items = -(-x.shape[0] // together) * tables.bands * groups
    each = grad.size * (taps + layout.STORED) // max(1, items)
    threads.split(work, items, 1 + _WORTH_A_THREAD // max(1, each))
    total = parts.pop(0)
    for first in sorted(parts):  # in order, so that the same call gives the same result
        total += parts[first]
    return total[: filters * taps].reshape(shape), total[filters * taps :]


def _correlate(x: Array, weight: Array, bias: Array, out: Array, how: layout.Correlation) -> None:
    """out[n, phase · all filters + k] = the sums that `how` describes."""
    tables, x, weights = how.layout, read_only(x), read_only(weight.reshape(-1))
    if how.turned:
        weights = _turned(weights, bias, how)

    def work(first: int, last: int) -> None:
        if how.turned:
            turned.convolve_turned(out, x, weights, tables, how.block, how.vectors, first, last)
        else:
            fast.convolve(out, x, weights, bias, tables, how.block, how.vectors, first, last)

    threads.split(work, x.shape[0] * how.items, 1 + _WORTH_A_THREAD // how.work)


def _aligned(count: int, dtype: np.dtype[Any]) -> Array:
    """Room for so many numbers, in which no vector crosses a border of cache lines."""
    room = np.empty(count * dtype.itemsize + VECTOR_BYTES, np.uint8)
    first = -room.ctypes.data % VECTOR_BYTES
    return room[first : first + count * dtype.itemsize].view(dtype)


def _turned(weights: Array, bias: Array, how: layout.Correlation) -> Array:
    """Weights, and the bias before them, as `convolve_turned` takes them."""
    tables, most = how.layout, how.vectors
    half = VECTOR_BYTES // weights.itemsize // 2
    halves = turned.all_halves(tables.filters, half, most)
    lines = tables.places.size + tables.limits.size - 1
    packed = _aligned(tables.groups * halves * half * lines, weights.dtype)

    def work(first: int, last: int) -> None:
        turned.pack_turned(packed, weights, bias, tables, most, first, last)

    blocks = tables.groups * -(-halves // most)
    threads.split(work, blocks, 1 + _WORTH_A_MOVER // (lines * half * most))
    return read_only(packed)

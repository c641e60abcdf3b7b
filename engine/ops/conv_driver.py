"""The drivers of convolution layers: tables from `planning.conv_plan`, work split over threads.

Arguments are validated, C-contiguous and of one type. `winograd`: whether Winograd's tiles may be
taken, where they pay.
"""

import numpy as np

from engine.checks import Array, read_only
from engine.kernels import conv as fast
from engine.kernels import conv_gradients as gradients
from engine.kernels import filter_major_conv
from engine.kernels.readiness import lets_numpy_stand_in
from engine.kernels.scratch import aligned
from engine.kernels.vectors import VECTOR_BYTES
from engine.ops import scattering, winograd_driver
from engine.ops.in_numpy import convolution as in_numpy
from engine.planning import conv_plan
from engine.planning.geometry import Plan
from engine.runtime import threads

# Multiply-adds, and weights or cells to be moved, below which a second thread costs more than it
# saves.
_WORTH_A_THREAD = 3 << 16
_WORTH_A_MOVER = 1 << 11


def forward(
    x: Array, weight: Array, bias: Array, plan: Plan, groups: int, mode: str,
    out: Array | None = None, winograd: bool = False,
) -> Array:  # fmt: skip
    """Compute the sums of `engine.conv2d`, in `out` if it is given."""
    if out is None:
        out = np.empty((x.shape[0], weight.shape[0], *plan.output), x.dtype)
    if lets_numpy_stand_in():
        return _narrowed(in_numpy.conv2d(x, weight, bias, plan, groups, mode), out)
    how = conv_plan.forward(
        plan, mode, x.shape[0], weight.shape, groups, x.itemsize, threads.get_num_threads()
    )
    _correlate(x, weight, bias, out, how, winograd)
    return out


def input_gradient(
    grad: Array, weight: Array, bias: Array, plan: Plan, groups: int, out: Array | None = None,
    winograd: bool = False,
) -> Array:  # fmt: skip
    """Compute the gradient of `forward` with respect to x, plus `bias` for each channel."""
    samples, channels = grad.shape[0], weight.shape[1] * groups
    if out is None:
        out = np.empty((samples, channels, *plan.size), grad.dtype)
    if lets_numpy_stand_in():
        return _narrowed(in_numpy.input_gradient(grad, weight, bias, plan, groups), out)
    if scattering.suits(plan, weight):
        return scattering.scatter(grad, weight, bias, plan, groups, out)
    how = conv_plan.input_gradient(
        plan, samples, weight.shape, groups, grad.itemsize, threads.get_num_threads()
    )
    if plan.stride == (1, 1):
        _correlate(grad, weight, bias, out, how, winograd)
        return out
    down, across = plan.stride
    phases = np.empty((samples, down * across * channels, *how.outputs), grad.dtype)
    _correlate(grad, weight, bias, phases, how, winograd)
    before = plan.vertical[0], plan.horizontal[0]
    area = plan.size[0] * plan.size[1]
    share = threads.share(samples * channels, _WORTH_A_MOVER / area)
    gradients.interleave(*share, out, phases, before, down, across)
    return out


def weight_gradient(
    grad: Array, x: Array, plan: Plan, shape: tuple[int, ...], groups: int, winograd: bool = False
) -> tuple[Array, Array]:
    """Compute the gradients of `forward` with respect to weights of this shape and bias."""
    if lets_numpy_stand_in():
        of_weight, of_bias = in_numpy.weight_gradient(grad, x, plan, shape, groups)
        made = np.empty(shape, x.dtype), np.empty(shape[0], x.dtype)
        return _narrowed(of_weight, made[0]), _narrowed(of_bias, made[1])
    filters, taps = shape[0], shape[1] * shape[2] * shape[3]
    how = conv_plan.weight_gradient(plan, x.shape[0], shape, groups, x.itemsize)
    if winograd and how.tiles is not None:
        gradients_of_both = winograd_driver.weight_gradient(grad, x, shape, how.tiles)
        if gradients_of_both is not None:
            return gradients_of_both
    tables, grad, x = tuple(how.layout), read_only(grad), read_only(x)
    total = np.zeros((how.shares, filters * taps), x.dtype)
    bias = np.zeros((how.shares, filters), x.dtype)
    each = grad.size * (taps + conv_plan.STORED) // how.units
    share = threads.share(how.units, _WORTH_A_THREAD / max(1, each), parts_per_thread=1)
    gradients.weight_gradient(*share, total, bias, grad, x, tables, how.together, how.by_filter)
    return total.sum(axis=0).reshape(shape), bias.sum(axis=0)


@np.errstate(over="ignore")  # what the type cannot hold becomes infinite
def _narrowed(found: Array, out: Array) -> Array:
    """Return what was computed in float64 as `out`, in its type."""
    np.copyto(out, found, casting="same_kind")
    return out


def _correlate(
    x: Array, weight: Array, bias: Array, out: Array, how: conv_plan.Correlation, winograd: bool
) -> None:
    """Compute out[n, phase · all filters + k] = the sums that `how` describes."""
    tables, x, bias = tuple(how.layout), read_only(x), read_only(bias)
    weights = read_only(weight.reshape(-1))
    tiles = how.tiles if winograd else None
    if tiles is not None and winograd_driver.convolve(x, weights, bias, out, tiles):
        return
    if how.filter_major:
        weights = _packed(weights, bias, how)

    share = threads.share(x.shape[0] * how.items, _WORTH_A_THREAD / how.work)
    if how.filter_major:
        filter_major_conv.convolve_filter_major(
            *share, out, x, weights, tables, how.block, how.vectors
        )
    else:
        fast.convolve(*share, out, x, weights, bias, tables, how.block, how.vectors)


def _packed(weights: Array, bias: Array, how: conv_plan.Correlation) -> Array:
    """Return weights, the bias before them, as `convolve_filter_major` takes them."""
    tables, most = how.layout, how.vectors
    half = VECTOR_BYTES // weights.itemsize // 2
    halves = filter_major_conv.all_halves(tables.filters, half, most)
    lines = tables.places.size + tables.limits.size - 1
    packed = aligned(tables.groups * halves * half * lines, weights.dtype)
    packed.fill(0)

    blocks = tables.groups * -(-halves // most)
    share = threads.share(blocks, _WORTH_A_MOVER / (lines * half * most))
    filter_major_conv.pack_filter_major(*share, packed, weights, bias, tuple(tables), most)
    return read_only(packed)

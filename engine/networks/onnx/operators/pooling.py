"""Pooling under windows, and over whole maps."""

import math

import numpy as np

from engine.checks import Array, times
from engine.networks.onnx.operators.convolution import Sides, sides, steps
from engine.networks.onnx.operators.registry import (
    Call,
    check_room,
    floats,
    maps_of,
    operator,
)
from engine.ops import pooling
from engine.ops.in_numpy import pooling as in_numpy
from engine.planning.geometry import Plan, plan_with_sides

_WINDOW = "auto_pad ceil_mode dilations kernel_shape pads strides"
_LARGEST_WINDOW = 1 << 14  # cells, where they are walked one by one


def planned(call: Call, size: tuple[int, int]) -> tuple[Plan, Sides]:
    """Return the sizes, and the padding without what a last window hangs over."""
    kernel = call.wholes("kernel_shape", 2)
    if kernel is None:
        raise ValueError("it lacks kernel_shape")
    window = kernel[0], kernel[1]
    around = sides(call, size, window)
    plan = plan_with_sides(size, window, steps(call, "strides"), around, steps(call, "dilations"))
    if call.whole("ceil_mode", 0):
        plan = pooling.rounded_up(plan)
    check_room(plan.padded, "its padded input")
    for axis, (before, _) in enumerate((plan.vertical, plan.horizontal)):
        last = (plan.output[axis] - 1) * plan.stride[axis] - before
        if before > (plan.kernel[axis] - 1) * plan.dilation[axis] or last >= plan.size[axis]:
            raise ValueError("one of its windows lies in the padding alone and sees no number")
    return plan, around


def _plan(call: Call, x: Array) -> tuple[Plan, Sides]:
    size = maps_of(x)
    if x.size == 0:
        raise ValueError(f"its input is {times(x.shape)}, which holds no number to pool")
    plan, around = planned(call, size)
    check_room((*x.shape[:2], *plan.output), "its output")
    call.work.add(math.prod((*x.shape[:2], *plan.output, *plan.kernel)))
    if _walks(plan, x) and plan.kernel[0] * plan.kernel[1] > _LARGEST_WINDOW:
        raise ValueError(f"its window of {times(plan.kernel)} is larger than is computed")
    return plan, around


def _walks(plan: Plan, x: Array) -> bool:
    """Tell whether no compiled kernel serves: windows with gaps, whole numbers."""
    return plan.dilation != (1, 1) or x.dtype.kind != "f"


@operator("MaxPool", attributes=f"{_WINDOW} storage_order", outputs=2)
def max_pool(call: Call, x: Array) -> list[Array]:
    """Find the largest under each window, and its place among all numbers of the input."""
    plan, _ = _plan(call, x)
    if _walks(plan, x):
        out = np.empty((*x.shape[:2], *plan.output), x.dtype)
        places = np.empty(out.shape, np.int64)
        in_numpy.max_pool(x, plan, out, places)
    else:
        out, places = pooling.max_pool_planned(np.ascontiguousarray(floats(x)), plan)
    if call.outputs == 1:
        return [out.astype(x.dtype, copy=False)]
    height, width = plan.size
    if call.whole("storage_order", 0):
        places = places % width * height + places // width
    planes = np.arange(x.shape[0] * x.shape[1]).reshape(*x.shape[:2], 1, 1)
    return [out.astype(x.dtype, copy=False), places + planes * (height * width)]


@operator("AveragePool", attributes=f"{_WINDOW} count_include_pad")
def average_pool(call: Call, x: Array) -> Array:
    """Compute the mean under each window; padding counts as zeros, or not at all."""
    plan, around = _plan(call, x)
    values = np.ascontiguousarray(floats(x))
    include = call.whole("count_include_pad", 0) == 1
    return pooling.avg_pool_planned(values, plan, around, include).astype(x.dtype, copy=False)


@operator("GlobalAveragePool")
def global_average_pool(call: Call, x: Array) -> Array:
    """Compute the mean of each map."""
    return np.asarray(_maps(x).mean(axis=2)).reshape(_ones(x)).astype(x.dtype, copy=False)


@operator("GlobalMaxPool")
def global_max_pool(call: Call, x: Array) -> Array:
    """Find the largest of each map."""
    return np.asarray(_maps(x).max(axis=2)).reshape(_ones(x)).astype(x.dtype, copy=False)


def _maps(x: Array) -> Array:
    if x.ndim < 3 or x.size == 0:
        raise ValueError(f"its input is {times(x.shape) or 'a number'}; it must be maps, N×C×H×W")
    return floats(x).reshape(*x.shape[:2], -1)


def _ones(x: Array) -> tuple[int, ...]:
    return (*x.shape[:2], *(1,) * (x.ndim - 2))

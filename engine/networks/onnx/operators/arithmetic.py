"""Sums, products and means, number by number or along axes; and other types."""

import numpy as np

from engine.checks import Array
from engine.networks.onnx.operators.registry import (
    Call,
    axes_of,
    axis_of,
    broadcast_shape,
    integers,
    operator,
    scalar,
)
from engine.networks.onnx.tensors import type_of

_OLD = "axis broadcast"  # of opset 6


def _same_type(*arrays: Array) -> None:
    kinds = {array.dtype for array in arrays}
    if len(kinds) > 1:
        said = " and ".join(sorted(kind.name for kind in kinds))
        raise ValueError(f"its inputs hold {said}; they must hold the same type")


def _two(function: np.ufunc, call: Call, a: Array, b: Array) -> Array:
    _same_type(a, b)
    if call.opset < 7 and "axis" in call.attributes:  # b begins at this axis of a
        axis = axis_of(call.whole("axis", 0), a.ndim)
        b = b.reshape(b.shape + (1,) * max(0, a.ndim - axis - b.ndim))
    shape = broadcast_shape(a.shape, b.shape)
    into = a if call.overwrite and a.shape == shape else None
    return np.asarray(function(a, b, out=into))


@operator("Add", (2, 2), _OLD)
def add(call: Call, a: Array, b: Array) -> Array:
    """Compute a + b."""
    return _two(np.add, call, a, b)


@operator("Sub", (2, 2), _OLD)
def subtract(call: Call, a: Array, b: Array) -> Array:
    """Compute a − b."""
    return _two(np.subtract, call, a, b)


@operator("Mul", (2, 2), _OLD)
def multiply(call: Call, a: Array, b: Array) -> Array:
    """Compute a · b."""
    return _two(np.multiply, call, a, b)


@operator("Div", (2, 2), _OLD)
def divide(call: Call, a: Array, b: Array) -> Array:
    """Compute a / b; whole numbers are cut towards 0, and by 0 they give 0."""
    if a.dtype.kind == "f":
        return _two(np.divide, call, a, b)
    _same_type(a, b)
    broadcast_shape(a.shape, b.shape)
    quotient = a // b
    if a.dtype.kind == "i":
        quotient += ((a % b != 0) & ((a < 0) != (b < 0))).astype(a.dtype)
    return np.asarray(quotient)


@operator("Sum", (1, 1000))
def total(call: Call, *arrays: Array) -> Array:
    """Compute the sum of all inputs."""
    found = arrays[0]
    for number, other in enumerate(arrays[1:]):
        into = Call({}, call.opset, overwrite=call.overwrite or number > 0)
        found = _two(np.add, into, found, other)
    return found


@operator("Clip", (1, 3), "min max")
def clip(call: Call, x: Array, low: Array | None = None, high: Array | None = None) -> Array:
    """Compute min(max(x, low), high)."""
    if call.opset < 11:
        low = np.array(call.real("min", -np.inf), x.dtype) if "min" in call.attributes else None
        high = np.array(call.real("max", np.inf), x.dtype) if "max" in call.attributes else None
    found = x
    for function, bound, name in ((np.maximum, low, "min"), (np.minimum, high, "max")):
        if bound is not None:
            into = found if call.overwrite or found is not x else None
            found = function(found, scalar(bound.astype(x.dtype), name), out=into)
    return np.asarray(found)


@operator("ReduceMean", (1, 2), "axes keepdims noop_with_empty_axes")
def mean(call: Call, x: Array, axes: Array | None = None) -> Array:
    """Compute the mean along axes."""
    over = reduced(call, x.ndim, axes, since=18)
    if over is None:
        return x
    found = x.mean(axis=over, keepdims=call.whole("keepdims", 1) == 1)
    return np.asarray(found).astype(x.dtype)


@operator("ReduceMax", (1, 2), "axes keepdims noop_with_empty_axes")
def largest(call: Call, x: Array, axes: Array | None = None) -> Array:
    """Find the largest along axes."""
    over = reduced(call, x.ndim, axes, since=18)
    if over is None:
        return x
    least = -np.inf if x.dtype.kind == "f" else x.dtype.type(0)
    if x.dtype.kind in "iu":
        least = np.iinfo(x.dtype).min
    return np.asarray(x.max(axis=over, keepdims=call.whole("keepdims", 1) == 1, initial=least))


def reduced(call: Call, ndim: int, axes: Array | None, since: int) -> tuple[int, ...] | None:
    """Return the axes that disappear: an input since this opset, an attribute before."""
    chosen = integers(axes, "axes") if call.opset >= since else call.wholes("axes")
    if chosen:
        return axes_of(chosen, ndim)
    return None if call.whole("noop_with_empty_axes", 0) else tuple(range(ndim))


@operator("Identity")
def identity(call: Call, x: Array) -> Array:
    """Hand the input on."""
    return x


@operator("Cast", attributes="to saturate round_mode")
def cast(call: Call, x: Array) -> Array:
    """Give the same numbers in another type."""
    return x.astype(type_of(call.whole("to", 0), "its output"), copy=False)

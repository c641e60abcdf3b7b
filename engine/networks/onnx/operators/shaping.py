"""The same numbers in another shape; and shapes themselves as numbers."""

import math

import numpy as np

from engine.checks import Array, times
from engine.networks.onnx.operators.registry import Call, axes_of, axis_of, integers, operator
from engine.networks.onnx.tensors import Tensor, as_array


@operator("Flatten", attributes="axis")
def flatten(call: Call, x: Array) -> Array:
    """Make a matrix: the axes before `axis` become its rows, the others its columns."""
    axis = call.whole("axis", 1)
    axis = axis if axis == x.ndim else axis_of(axis, x.ndim)
    return x.reshape(math.prod(x.shape[:axis]), math.prod(x.shape[axis:]))


@operator("Reshape", (2, 2), "allowzero")
def reshape(call: Call, x: Array, shape: Array) -> Array:
    """Give x this shape: 0 keeps a length, −1 is what is left."""
    wanted = list(integers(shape, "shape") or ())
    for axis, length in enumerate(wanted):
        if length == 0 and not call.whole("allowzero", 0):
            if axis >= x.ndim:
                raise ValueError("its shape holds a 0 where its input has no dimension to keep")
            wanted[axis] = x.shape[axis]
    known = math.prod(length for length in wanted if length != -1)
    if wanted.count(-1) == 1 and known and x.size % known == 0:
        wanted[wanted.index(-1)] = x.size // known
    if math.prod(wanted) != x.size or min(wanted, default=0) < 0:
        raise ValueError(f"its input, {times(x.shape)}, cannot take the shape {times(wanted)}")
    return x.reshape(wanted)


@operator("Transpose", attributes="perm")
def transpose(call: Call, x: Array) -> Array:
    """Order the axes anew."""
    order = call.wholes("perm")
    if order is None:
        return np.ascontiguousarray(x.T)
    if len(order) != x.ndim:
        raise ValueError(f"perm orders {len(order)} dimensions, and its input has {x.ndim}")
    return np.ascontiguousarray(x.transpose(axes_of(order, x.ndim)))


@operator("Squeeze", (1, 2), "axes")
def squeeze(call: Call, x: Array, axes: Array | None = None) -> Array:
    """Leave out axes of length 1."""
    chosen = call.wholes("axes") if call.opset < 13 else integers(axes, "axes")
    if chosen is None:
        return x.reshape([length for length in x.shape if length != 1])
    out = axes_of(chosen, x.ndim)
    if any(x.shape[axis] != 1 for axis in out):
        raise ValueError(f"its input is {times(x.shape)}; only lengths of 1 can be left out")
    return x.reshape([length for axis, length in enumerate(x.shape) if axis not in out])


@operator("Unsqueeze", (1, 2), "axes")
def unsqueeze(call: Call, x: Array, axes: Array | None = None) -> Array:
    """Put in axes of length 1."""
    chosen = call.wholes("axes") if call.opset < 13 else integers(axes, "axes")
    if chosen is None or x.ndim + len(chosen) > 32:
        raise ValueError("it lacks axes, or they are too many")
    into = axes_of(chosen, x.ndim + len(chosen))
    lengths = iter(x.shape)
    return x.reshape([1 if axis in into else next(lengths) for axis in range(x.ndim + len(into))])


@operator("Shape", attributes="start end")
def shape(call: Call, x: Array) -> Array:
    """Tell the lengths of the input."""
    first, last = call.whole("start", 0), call.whole("end", x.ndim)
    return np.array(x.shape, np.int64)[slice(first, last)]


@operator("Constant", (0, 0), "value value_float value_floats value_int value_ints")
def constant(call: Call) -> Array:
    """Give the array that the node holds."""
    if len(call.attributes) != 1:
        raise ValueError("it must hold exactly one value")
    ((name, value),) = call.attributes.items()
    if isinstance(value, Tensor):
        return as_array(value)
    try:
        return np.array(value, np.float32 if "float" in name else np.int64)
    except (TypeError, ValueError):
        raise ValueError("its value is of another kind than it says") from None

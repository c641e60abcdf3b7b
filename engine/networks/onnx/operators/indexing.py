"""Parts of arrays, and arrays put together."""

import numpy as np

from engine.checks import Array, times
from engine.networks.onnx.operators.registry import (
    Call,
    axes_of,
    axis_of,
    check_room,
    integers,
    operator,
)


@operator("Slice", (1, 5), "starts ends axes")
def slice_(
    call: Call, x: Array, starts: Array | None = None, ends: Array | None = None,
    axes: Array | None = None, steps: Array | None = None,
) -> Array:  # fmt: skip
    """Take every so many places from a start to an end, along axes."""
    if call.opset < 10:
        first, last = call.wholes("starts"), call.wholes("ends")
        along, by = call.wholes("axes"), None
    else:
        first, last = integers(starts, "starts"), integers(ends, "ends")
        along, by = integers(axes, "axes"), integers(steps, "steps")
    if first is None or last is None:
        raise ValueError("it lacks starts or ends")
    along = tuple(range(len(first))) if along is None else along
    by = (1,) * len(first) if by is None else by
    if not len(first) == len(last) == len(along) == len(by) or 0 in by:
        raise ValueError("starts, ends, axes and steps must be as many, and no step 0")
    chosen = [slice(None)] * x.ndim
    for axis, *where in zip(axes_of(along, x.ndim), first, last, by, strict=True):
        chosen[axis] = slice(*where)
    return x[tuple(chosen)]


@operator("Gather", (2, 2), "axis")
def gather(call: Call, x: Array, places: Array) -> Array:
    """Take the entries at these places along an axis."""
    if x.ndim == 0 or places.dtype.kind not in "iu":
        raise ValueError("it needs an array, and whole numbers that say the places")
    axis = axis_of(call.whole("axis", 0), x.ndim)
    length = x.shape[axis]
    if places.size and (places.min() < -length or places.max() >= length):
        raise ValueError(f"its places go beyond the {length} that there are")
    check_room((*x.shape[:axis], *places.shape, *x.shape[axis + 1 :]), "its output")
    return np.asarray(x.take(places, axis=axis))


@operator("Concat", (1, 1000), "axis")
def concat(call: Call, *arrays: Array) -> Array:
    """Put the inputs one behind the other along an axis."""
    first = arrays[0]
    if first.ndim == 0:
        raise ValueError("it needs arrays, not single numbers")
    axis = axis_of(call.whole("axis", 1), first.ndim)
    for other in arrays[1:]:
        same = [a for a, length in enumerate(first.shape) if other.shape[a : a + 1] == (length,)]
        if (
            other.ndim != first.ndim
            or len({axis, *same}) < first.ndim
            or other.dtype != first.dtype
        ):
            raise ValueError(
                f"its inputs are {times(first.shape)} and {times(other.shape)}; they do not fit"
            )
    length = sum(array.shape[axis] for array in arrays)
    check_room((*first.shape[:axis], length, *first.shape[axis + 1 :]), "its output")
    return np.concatenate(arrays, axis=axis)

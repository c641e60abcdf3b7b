"""Convolution and its transpose, with the padding of ONNX: by hand, or by `auto_pad`."""

import numpy as np

from engine.checks import Array, one_of, times
from engine.networks.onnx.operators.registry import (
    Call,
    check_room,
    floats,
    maps_of,
    operator,
)
from engine.ops import conv_driver
from engine.planning.geometry import Plan, covered, least_same, near, plan_with_sides

Sides = tuple[tuple[int, int], tuple[int, int]]
"""Rows at the (top, bottom) and columns at the (left, right)."""

AUTO_PAD = ("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID")
_WINDOW = "auto_pad dilations group kernel_shape pads strides"
_FAR = 2**31 - 1


def steps(call: Call, name: str) -> tuple[int, int]:
    """Return `strides` or `dilations`, (vertical, horizontal)."""
    down, across = call.wholes(name, 2) or (1, 1)
    if not (1 <= down <= _FAR and 1 <= across <= _FAR):
        raise ValueError(f"{name} is {times((down, across))}; they must be from 1 to {_FAR}")
    return down, across


def pads(call: Call) -> Sides:
    """Return what is padded by hand; none may be negative."""
    given = call.wholes("pads", 4) or (0, 0, 0, 0)
    if min(given) < 0 or max(given) > _FAR:
        raise ValueError(f"pads is {', '.join(map(str, given))}; they must be from 0 to {_FAR}")
    top, left, bottom, right = given
    return (top, bottom), (left, right)


def sides(call: Call, size: tuple[int, int], kernel: tuple[int, int]) -> Sides:
    """Return what is padded around maps of this size."""
    mode = one_of(call.text("auto_pad", "NOTSET"), "auto_pad", AUTO_PAD)
    if mode == "NOTSET":
        return pads(call)
    if mode == "VALID":
        return (0, 0), (0, 0)
    down, across = (
        least_same(size[axis], kernel[axis], steps(call, "strides")[axis], spread)
        for axis, spread in enumerate(steps(call, "dilations"))
    )
    return (down, across) if mode == "SAME_UPPER" else (down[::-1], across[::-1])


def _filters(call: Call, x: Array, weight: Array, bias: Array | None) -> tuple[Array, Array, Array]:
    """Return all three in the type to compute in, checked but for the number of channels."""
    maps_of(x)
    if weight.ndim != 4 or 0 in weight.shape or 0 in x.shape:
        raise ValueError(
            f"its input is {times(x.shape)} and its filters {times(weight.shape)}; they must be"
            " pictures, and no length 0"
        )
    kernel = call.wholes("kernel_shape", 2)
    if kernel is not None and kernel != weight.shape[2:]:
        raise ValueError(f"kernel_shape is {times(kernel)}, and its filters {times(weight.shape)}")
    values = np.ascontiguousarray(floats(x))
    if weight.dtype != x.dtype or (bias is not None and bias.dtype != x.dtype):
        raise ValueError("its input, its filters and its bias must hold the same type")
    offset = np.zeros(0, values.dtype) if bias is None else bias.astype(values.dtype, copy=False)
    return values, np.ascontiguousarray(weight, values.dtype), offset


def _bias(bias: Array, given: Array | None, filters: int) -> Array:
    if given is None:
        return np.zeros(filters, bias.dtype)
    if bias.shape != (filters,):
        raise ValueError(f"its bias is {times(bias.shape)}; it has {filters} filters")
    return np.ascontiguousarray(bias)


@operator("Conv", (2, 3), _WINDOW)
def conv(call: Call, x: Array, weight: Array, bias: Array | None = None) -> Array:
    """Compute what `engine.conv2d` does, by Winograd's tiles where they are faster."""
    values, filters, offset = _filters(call, x, weight, bias)
    offset = _bias(offset, bias, len(filters))
    groups, size, kernel = call.whole("group", 1), maps_of(x), filters.shape[2:]
    if groups < 1 or len(filters) % groups or x.shape[1] != filters.shape[1] * groups:
        raise ValueError(
            f"its input has {x.shape[1]} channels, its {len(filters)} filters {filters.shape[1]}"
            f" each, in {groups} groups; that does not fit"
        )
    around = sides(call, size, (kernel[0], kernel[1]))
    strides, dilations = steps(call, "strides"), steps(call, "dilations")
    plan = plan_with_sides(size, (kernel[0], kernel[1]), strides, around, dilations)
    check_room((*x.shape[:2], *plan.padded), "its padded input")
    check_room((len(x), len(filters), *plan.output), "its output")
    call.work.add(len(x) * plan.output[0] * plan.output[1] * filters.size)
    found = conv_driver.forward(values, filters, offset, plan, groups, "constant", winograd=True)
    return found.astype(x.dtype, copy=False)


@operator("ConvTranspose", (2, 3), f"{_WINDOW} output_padding output_shape")
def conv_transpose(call: Call, x: Array, weight: Array, bias: Array | None = None) -> Array:
    """Compute what `engine.conv_transpose2d` does."""
    values, filters, offset = _filters(call, x, weight, bias)
    groups = call.whole("group", 1)
    if groups < 1 or x.shape[1] % groups or len(filters) != x.shape[1]:
        raise ValueError(
            f"its input has {x.shape[1]} channels in {groups} groups, and its filters are made for"
            f" {len(filters)}; that does not fit"
        )
    channels = filters.shape[1] * groups
    offset = _bias(offset, bias, channels)
    plan = transposed(call, maps_of(x), (filters.shape[2], filters.shape[3]))
    check_room((len(x), channels, *plan.padded), "its output")
    call.work.add(len(x) * plan.output[0] * plan.output[1] * filters.size)
    found = conv_driver.input_gradient(values, filters, offset, plan, groups)
    return found.astype(x.dtype, copy=False)


def transposed(call: Call, size: tuple[int, int], kernel: tuple[int, int]) -> Plan:
    """Return the plan of the convolution that goes the other way."""
    strides, dilations = steps(call, "strides"), steps(call, "dilations")
    more = call.wholes("output_padding", 2) or (0, 0)
    if min(more) < 0 or any(
        m >= max(s, d) for m, s, d in zip(more, strides, dilations, strict=True)
    ):
        raise ValueError(f"output_padding is {times(more)}; it must be smaller than the stride")
    whole = [
        (size[axis] - 1) * strides[axis] + covered(kernel[axis], dilations[axis]) + more[axis]
        for axis in (0, 1)
    ]
    same = [size[axis] * strides[axis] for axis in (0, 1)]
    target = _output_shape(call, same)
    for axis in (0, 1):  # zeros at the end, as by `output_padding`, where more is asked for
        room = max(strides[axis], dilations[axis]) - more[axis]
        if target is not None and whole[axis] < target[axis] < whole[axis] + room:
            whole[axis] = target[axis]
    cut = _cut(call, whole, target)
    output = [whole[axis] - sum(cut[axis]) for axis in (0, 1)]
    if min(output) < 1:
        raise ValueError(f"its padding cuts the whole output of {times(whole)} away")
    padded = whole[0], whole[1]
    return Plan(
        size=(output[0], output[1]),
        kernel=kernel,
        stride=near(strides, padded),
        dilation=near(dilations, padded),
        vertical=cut[0],
        horizontal=cut[1],
        padded=padded,
        output=size,
    )


def _output_shape(call: Call, same: list[int]) -> list[int] | None:
    """Return the size that is asked for, by name or by `auto_pad`; None where none is."""
    wanted = call.wholes("output_shape")
    if wanted is not None:
        return list(wanted[-2:])
    return same if call.text("auto_pad", "NOTSET").startswith("SAME") else None


def _cut(call: Call, whole: list[int], target: list[int] | None) -> Sides:
    """Return what is cut off: as said, or as much as leaves an output of the size that is said."""
    mode = one_of(call.text("auto_pad", "NOTSET"), "auto_pad", AUTO_PAD)
    if target is None:
        return pads(call) if mode == "NOTSET" else ((0, 0), (0, 0))
    if len(target) != 2 or any(a > b or a < 1 for a, b in zip(target, whole, strict=True)):
        raise ValueError(f"its output of {times(whole)} cannot be cut to {times(target)}")
    over = [whole[axis] - target[axis] for axis in (0, 1)]
    cut = [(total // 2, total - total // 2) for total in over]
    if mode != "SAME_UPPER":
        cut = [(after, before) for before, after in cut]
    return cut[0], cut[1]

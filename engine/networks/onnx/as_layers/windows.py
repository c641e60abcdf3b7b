"""ONNX operators with windows, padding and sizes as layers of ours."""

import numpy as np

from engine.networks.layers.activation import ReLU
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten
from engine.networks.layers.enlarging import ConvTranspose2d, Upsample
from engine.networks.layers.joining import Concat
from engine.networks.layers.padding import ZeroPad2d
from engine.networks.layers.pooling import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d
from engine.networks.onnx.as_layers.place import Place, layer_of
from engine.networks.onnx.operators.arithmetic import reduced
from engine.networks.onnx.operators.convolution import Sides, sides, steps, transposed
from engine.networks.onnx.operators.padding import widths
from engine.networks.onnx.operators.pooling import planned
from engine.networks.onnx.operators.registry import scalar
from engine.networks.onnx.operators.resizing import nearest_places
from engine.ops.pooling import rounded_up
from engine.planning.geometry import covered, plan_with_sides


def _maps(place: Place) -> tuple[int, int]:
    shape = place.shape(0)
    if len(shape) != 3:
        raise ValueError("its input is a row of numbers; it needs maps")
    return shape[1], shape[2]


def _padded(place: Place, around: Sides) -> tuple[str, tuple[int, int]]:
    """Return what to read, and the padding left to do: uneven zeros are a layer of their own."""
    (top, bottom), (left, right) = around
    if top == bottom and left == right:
        return place.source(0), (top, left)
    layer = ZeroPad2d((left, right, top, bottom))
    return place.add(layer, [place.source(0)], part="pad"), (0, 0)


@layer_of("Conv")
def conv(place: Place) -> str:
    """Make a convolution."""
    size, weight, bias, call = _maps(place), place.constant(1), place.constant(2), place.call
    assert weight is not None
    kernel, groups = (weight.shape[2], weight.shape[3]), call.whole("group", 1)
    source, padding = _padded(place, sides(call, size, kernel))
    layer = Conv2d(
        weight.shape[1] * groups, len(weight), kernel, steps(call, "strides"), padding,
        steps(call, "dilations"), groups, bias is not None,
    )  # fmt: skip
    learned = {"weight": weight} | ({} if bias is None else {"bias": bias})
    return place.add(layer, [source], learned)


@layer_of("ConvTranspose")
def conv_transpose(place: Place) -> str:
    """Make a transposed convolution; what is cut less at the end is output padding."""
    size, weight, bias, call = _maps(place), place.constant(1), place.constant(2), place.call
    assert weight is not None
    kernel, groups = (weight.shape[2], weight.shape[3]), call.whole("group", 1)
    plan = transposed(call, size, kernel)
    strides, dilations = steps(call, "strides"), steps(call, "dilations")
    cut = plan.vertical[0], plan.horizontal[0]
    more = [
        plan.size[axis] + 2 * cut[axis]
        - (size[axis] - 1) * strides[axis] - covered(kernel[axis], dilations[axis])
        for axis in (0, 1)
    ]  # fmt: skip
    layer = ConvTranspose2d(
        len(weight), weight.shape[1] * groups, kernel, strides, cut, (more[0], more[1]), groups,
        bias is not None, dilations,
    )  # fmt: skip
    learned = {"weight": weight} | ({} if bias is None else {"bias": bias})
    return place.add(layer, [place.source(0)], learned)


@layer_of("MaxPool")
def max_pool(place: Place) -> str:
    """Make max pooling; behind ReLU uneven padding with zeros is as good as with −∞."""
    plan, around = planned(place.call, _maps(place))
    if plan.dilation != (1, 1):
        raise ValueError("its windows have gaps; a layer's have none")
    ceil = _rounds_up(place, around)
    if not all(one[0] == one[1] for one in around):
        (top, _), (left, _) = around
        even = (top, top), (left, left)
        spread = plan_with_sides(plan.size, plan.kernel, plan.stride, even, plan.dilation)
        if rounded_up(spread).output == plan.output:  # it hangs over just as by `ceil_mode`
            layer = MaxPool2d(plan.kernel, plan.stride, (top, left), True)
            return place.add(layer, [place.source(0)])
        if not _never_negative(place, place.source(0)):
            raise ValueError("it pads its sides differently; a layer pads them alike")
    source, padding = _padded(place, around)
    return place.add(MaxPool2d(plan.kernel, plan.stride, padding, ceil), [source])


def _never_negative(place: Place, name: str) -> bool:
    """Tell whether what a node makes holds no number below 0."""
    draft = place.draft(name)
    if draft is None or isinstance(draft.layer, ReLU):
        return draft is not None
    hands_on = isinstance(draft.layer, Concat | MaxPool2d | AvgPool2d)
    return hands_on and all(_never_negative(place, source) for source in draft.sources)


@layer_of("AveragePool")
def average_pool(place: Place) -> str:
    """Make average pooling, of whole maps global."""
    size = _maps(place)
    plan, around = planned(place.call, size)
    if plan.dilation != (1, 1):
        raise ValueError("its windows have gaps; a layer's have none")
    begins = around[0][0], around[1][0]
    sees_all = all(plan.kernel[axis] - begins[axis] >= size[axis] for axis in (0, 1))
    is_padded = place.call.whole("count_include_pad", 0) == 1 and plan.padded != size
    if plan.output == (1, 1) and sees_all and not is_padded:
        return place.add(AdaptiveAvgPool2d(1), [place.source(0)])
    include, ceil = place.call.whole("count_include_pad", 0) == 1, _rounds_up(place, around)
    if not all(one[0] == one[1] for one in around) and (not include or ceil):
        raise ValueError("it pads its sides differently; a layer pads them alike")
    source, padding = _padded(place, around)
    include = include or padding == (0, 0)
    return place.add(AvgPool2d(plan.kernel, plan.stride, padding, ceil, include), [source])


def _rounds_up(place: Place, around: Sides) -> bool:
    """Tell whether rounding up makes a difference here."""
    plan, _ = planned(place.call, _maps(place))
    strides, dilations = steps(place.call, "strides"), steps(place.call, "dilations")
    floored = plan_with_sides(plan.size, plan.kernel, strides, around, dilations)
    return floored.output != plan.output


@layer_of("GlobalAveragePool")
def global_average_pool(place: Place) -> str:
    """Make the mean of each map."""
    _maps(place)
    return place.add(AdaptiveAvgPool2d(1), [place.source(0)])


@layer_of("GlobalMaxPool")
def global_max_pool(place: Place) -> str:
    """Make max pooling under a window as large as the map."""
    return place.add(MaxPool2d(_maps(place)), [place.source(0)])


@layer_of("ReduceMean")
def mean(place: Place) -> str:
    """Make the mean of each map, perhaps flattened."""
    _maps(place)
    if reduced(place.call, 4, place.constant(1), since=18) not in ((2, 3), (3, 2)):
        raise ValueError("it takes the mean of something else than whole maps")
    if place.call.whole("keepdims", 1) == 1:
        return place.add(AdaptiveAvgPool2d(1), [place.source(0)])
    means = place.add(AdaptiveAvgPool2d(1), [place.source(0)], part="mean")
    return place.add(Flatten(), [means])


@layer_of("Pad")
def pad(place: Place) -> str:
    """Put zeros around maps."""
    _maps(place)
    call, value = place.call, place.constant(2)
    filler = call.real("value", 0.0) if call.opset < 11 else scalar(value, "constant_value")
    around = widths(call, 4, place.constant(1), place.constant(3))
    is_zero = call.text("mode", "constant") == "constant" and not filler
    if not is_zero or any(map(any, around[:2])) or min(map(min, around)) < 0:
        raise ValueError("it pads with something else than zeros around maps")
    (top, bottom), (left, right) = around[2:]
    return place.add(ZeroPad2d((left, right, top, bottom)), [place.source(0)])


@layer_of("Resize")
def resize(place: Place) -> str:
    """Repeat every number where the nearest neighbours are just that."""
    size, call = _maps(place), place.call
    given = [place.constant(number) for number in (1, 2, 3)]
    if call.text("mode", "nearest") != "nearest":
        raise ValueError("it weights several neighbours; a layer repeats the nearest")
    indices = nearest_places(call, (1, *place.shape(0)), *given)
    factors = [place.output[axis + 1] // size[axis] for axis in (0, 1)]
    for axis, factor in enumerate(factors):
        index = indices.get(axis + 2, np.arange(size[axis]))
        if not np.array_equal(index, np.repeat(np.arange(size[axis]), factor)):
            raise ValueError("it repeats numbers unevenly; a layer repeats each as often")
    return place.add(Upsample((factors[0], factors[1])), [place.source(0)])

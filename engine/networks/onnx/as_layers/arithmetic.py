"""Sums, products and joins of ONNX as layers of ours."""

from dataclasses import replace

import numpy as np

from engine.checks import Array, times
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.dropout import Dropout
from engine.networks.layers.enlarging import ConvTranspose2d
from engine.networks.layers.joining import Add, Concat, Mul
from engine.networks.layers.normalisation import BatchNorm2d, LocalResponseNorm
from engine.networks.layers.scaling import Scale
from engine.networks.onnx.as_layers.place import Draft, Place, layer_of, per_channel
from engine.networks.onnx.operators.registry import axis_of, scalar


@layer_of("Gemm")
def gemm(place: Place) -> str:
    """Make a fully connected layer."""
    weight, added, call = place.constant(1), place.constant(2), place.call
    assert weight is not None
    if call.whole("transA", 0):
        raise ValueError("transA is 1; a layer's samples stand below each other")
    weight = (weight if call.whole("transB", 0) else weight.T) * call.real("alpha", 1.0)
    learned = {"weight": weight}
    if added is not None:
        bias = per_channel(added, place.output) * call.real("beta", 1.0)
        learned["bias"] = np.broadcast_to(bias, place.output)
    layer = Linear(weight.shape[1], weight.shape[0], added is not None)
    return place.add(layer, [place.source(0)], learned)


@layer_of("MatMul")
def matmul(place: Place) -> str:
    """Make a fully connected layer without bias."""
    weight = place.constant(1)
    if weight is None or weight.ndim != 2 or len(place.shape(0)) != 1:
        raise ValueError("only a row of numbers times a matrix of the file is a layer")
    layer = Linear(weight.shape[0], weight.shape[1], bias=False)
    return place.add(layer, [place.source(0)], {"weight": weight.T})


@layer_of("Add", "Sum")
def add(place: Place) -> str:
    """Make the end of a skip connection, or a bias."""
    if all(place.reads_picture(number) for number in range(place.inputs)):
        if len({place.shape(number) for number in range(place.inputs)}) > 1:
            raise ValueError("it adds arrays of different shapes; a layer those of one shape")
        return place.add(Add(), [place.source(number) for number in range(place.inputs)])
    data, number = _one_constant(place)
    shift = per_channel(number, place.shape(data), place.output)
    biased = _with_bias(place, data, shift)
    return biased or _scaled(place, data, np.ones(1), shift)


def _with_bias(place: Place, data: int, shift: Array) -> str:
    """Give a bias to the layer before, which lacks one; "" where there is none."""
    before = place.draft(place.source(data))
    if before is None or not place.is_alone(data):
        return ""
    layer = before.layer
    if not isinstance(layer, Linear | Conv2d | ConvTranspose2d) or layer.bias:
        return ""
    weights = before.weights | {"bias": np.broadcast_to(shift, place.output[:1])}
    draft = Draft(replace(layer, bias=True), before.sources, weights)
    return place.replace(place.source(data), draft)


@layer_of("Sub")
def subtract(place: Place) -> str:
    """Make a sum with what is turned round."""
    minus = {"weight": -np.ones(1), "bias": np.zeros(1)}
    if place.reads_picture(0) and place.reads_picture(1):
        turned = place.add(Scale(), [place.source(1)], minus, "minus")
        return place.add(Add(), [place.source(0), turned])
    data, number = _one_constant(place)
    shift = per_channel(number, place.shape(data), place.output)
    sign = 1 if data == 0 else -1
    return _scaled(place, data, np.full(1, sign), -sign * shift)


@layer_of("Mul")
def multiply(place: Place) -> str:
    """Make one factor for each number, or fixed ones for channels."""
    if place.reads_picture(0) and place.reads_picture(1):
        return place.add(Mul(), [place.source(0), place.source(1)])
    data, number = _one_constant(place)
    return _scaled(place, data, per_channel(number, place.shape(data), place.output), np.zeros(1))


@layer_of("Div")
def divide(place: Place) -> str:
    """Make fixed factors for channels."""
    divisor = place.constant(1)
    assert divisor is not None
    factors = 1 / per_channel(divisor, place.shape(0), place.output).astype(np.float64)
    return _scaled(place, 0, factors, np.zeros(1))


def _one_constant(place: Place) -> tuple[int, Array]:
    """Return which of two inputs is computed, and the other."""
    data = 0 if place.reads_picture(0) else 1
    number = place.constant(1 - data)
    if place.inputs != 2 or number is None:
        raise ValueError("of several inputs some are constants; a layer reads none")
    return data, number


def _scaled(place: Place, data: int, weight: Array, bias: Array) -> str:
    count = max(weight.size, bias.size)
    numbers = {"weight": np.broadcast_to(weight, count), "bias": np.broadcast_to(bias, count)}
    return place.add(Scale(count), [place.source(data)], numbers)


@layer_of("BatchNormalization")
def batch_norm(place: Place) -> str:
    """Make batch normalisation of maps; of rows what is left of it, a scaling."""
    scale, bias, mean, variance = (place.constant(number) for number in (1, 2, 3, 4))
    eps = place.call.real("epsilon", 1e-5)
    if scale is None or bias is None or mean is None or variance is None:
        raise ValueError("it lacks numbers for its channels")
    if len(place.shape(0)) == 3:
        named = {"weight": scale, "bias": bias, "running_mean": mean, "running_var": variance}
        return place.add(BatchNorm2d(scale.size, eps), [place.source(0)], named)
    weight = scale / np.sqrt(variance.astype(np.float64) + eps)
    return _scaled(place, 0, weight, bias - mean * weight)


@layer_of("LRN")
def lrn(place: Place) -> str:
    """Make local response normalisation."""
    call = place.call
    layer = LocalResponseNorm(
        call.whole("size", 0),
        call.real("alpha", 1e-4),
        call.real("beta", 0.75),
        call.real("bias", 1.0),
    )
    return place.add(layer, [place.source(0)])


@layer_of("Dropout")
def dropout(place: Place) -> str:
    """Make dropout, for a training that goes on."""
    given = scalar(place.constant(1), "ratio")
    ratio = place.call.real("ratio", 0.5) if given is None else float(given)
    return place.add(Dropout(ratio), [place.source(0)])


@layer_of("Identity", "Cast", "Flatten", "Reshape", "Squeeze", "Unsqueeze")
def reshape(place: Place) -> str:
    """Make nothing where the shape stays, else the flattening of maps."""
    before, after = place.shape(0), place.output
    if before == after:
        return place.source(0)
    if len(after) != 1:
        raise ValueError(f"it makes {times(after)} of {times(before)}; a layer only makes rows")
    return place.add(Flatten(), [place.source(0)])


@layer_of("Concat")
def concat(place: Place) -> str:
    """Put maps one behind the other, in depth."""
    if axis_of(place.call.whole("axis", 1), len(place.output) + 1) != 1:
        raise ValueError("it joins along another axis than the channels")
    return place.add(Concat(), [place.source(number) for number in range(place.inputs)])

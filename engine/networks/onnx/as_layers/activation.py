"""Activation functions of ONNX as layers of ours."""

from collections.abc import Callable

import numpy as np

from engine.checks import times
from engine.networks.layers.activation import (
    ELU,
    GELU,
    LeakyReLU,
    PReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Tanh,
)
from engine.networks.layers.base import Layer
from engine.networks.layers.joining import Mul
from engine.networks.layers.scaling import Hardtanh, Scale
from engine.networks.onnx.as_layers.place import LAYERS_OF, Place, Translate, layer_of, per_channel
from engine.networks.onnx.operators.registry import Call, axis_of, scalar

_LARGEST = float(np.finfo(np.float32).max)

_PLAIN: dict[str, Callable[[Call], Layer]] = {
    "Relu": lambda call: ReLU(),
    "Sigmoid": lambda call: Sigmoid(),
    "Tanh": lambda call: Tanh(),
    "Softplus": lambda call: Softplus(),
    "LeakyRelu": lambda call: LeakyReLU(call.real("alpha", 0.01)),
    "Elu": lambda call: ELU(call.real("alpha", 1.0)),
}


def _activation(made: Callable[[Call], Layer]) -> Translate:
    return lambda place: place.add(made(place.call), [place.source(0)])


LAYERS_OF |= {operator: _activation(made) for operator, made in _PLAIN.items()}


@layer_of("Gelu")
def gelu(place: Place) -> str:
    """Make GELU itself, not its approximation."""
    if place.call.text("approximate", "none") != "none":
        raise ValueError("its approximation by tanh is no layer here")
    return place.add(GELU(), [place.source(0)])


@layer_of("PRelu")
def prelu(place: Place) -> str:
    """Make one slope, or one for each channel."""
    slope, shape = place.constant(1), place.shape(0)
    assert slope is not None
    if place.call.opset < 7 and slope.ndim == 1:
        slope = slope.reshape(-1, *(1,) * (len(shape) - 1))
    slopes = per_channel(slope, shape)
    return place.add(PReLU(slopes.size), [place.source(0)], {"weight": slopes})


@layer_of("Clip")
def clip(place: Place) -> str:
    """Make clipping; from 0 on without an end it is ReLU."""
    bounds = [-_LARGEST, _LARGEST]
    for number, name in enumerate(("min", "max")):
        found = (
            place.call.attributes.get(name)
            if place.call.opset < 11
            else scalar(place.constant(number + 1), name)
        )
        if found is not None:
            bounds[number] = float(np.clip(found, -_LARGEST, _LARGEST))
    low, high = bounds
    layer = ReLU() if (low, high) == (0, _LARGEST) else Hardtanh(low, high)
    return place.add(layer, [place.source(0)])


@layer_of("HardSigmoid")
def hard_sigmoid(place: Place) -> str:
    """Make a straight line, clipped to 0 … 1."""
    call = place.call
    return _line_clipped(place, call.real("alpha", 0.2), call.real("beta", 0.5), "")


@layer_of("HardSwish")
def hard_swish(place: Place) -> str:
    """Make x times its hard sigmoid."""
    return place.add(Mul(), [place.source(0), _line_clipped(place, 1 / 6, 0.5, "gate")])


def _line_clipped(place: Place, slope: float, start: float, part: str) -> str:
    numbers = {"weight": np.array([slope]), "bias": np.array([start])}
    line = place.add(Scale(), [place.source(0)], numbers, "line")
    return place.add(Hardtanh(0.0, 1.0), [line], part=part)


@layer_of("Softmax")
def softmax(place: Place) -> str:
    """Make shares of the classes, or of the channels at each place."""
    shape = place.shape(0)
    is_new = place.call.opset >= 13
    axis = axis_of(place.call.whole("axis", -1 if is_new else 1), len(shape) + 1)
    if axis != 1 or (not is_new and shape[1:] not in ((), (1, 1))):
        raise ValueError(f"it shares along axis {axis} of N×{times(shape)}; a layer along channels")
    return place.add(Softmax(), [place.source(0)])

"""Layers of a network for an activation function of `activation_curves`, and data to train them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.datasets.digits import digits
from engine.explain.activation_curves import Function
from engine.networks.layers.activation import (
    ELU,
    GELU,
    Activation,
    LeakyReLU,
    Maxout,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
)
from engine.networks.layers.base import Layer
from engine.networks.layers.dense import Linear
from engine.networks.model import Sequential

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

CLASSES = 10
_KINDS: dict[str, type[Activation]] = {
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "elu": ELU,
    "gelu": GELU,
    "silu": SiLU,
    "softplus": Softplus,
}


def block(function: Function, inputs: int, outputs: int) -> list[Layer]:
    """Return a fully connected layer and the activation after it.

    Of maxout as many sums are computed for each output as it has lines; those it learns itself.
    """
    if function.name == "maxout":
        pieces = len(function.parameters)
        return [Linear(inputs, outputs * pieces), Maxout(pieces)]
    if function.name == "prelu":
        return [Linear(inputs, outputs), PReLU(init=function.parameters[0])]
    return [Linear(inputs, outputs), _KINDS[function.name](*function.parameters)]


def network(function: Function, depth: int, units: int, seed: int) -> Sequential:
    """Return a classifier of digits with `depth` hidden layers of so many units.

    Its random weights are those that suit the function: Xavier's for sigmoid and tanh, else He's.
    """
    layers: list[Layer] = []
    inputs = digit_inputs()[0].shape[1]
    for _ in range(depth):
        layers += block(function, inputs, units)
        inputs = units
    kind = _KINDS.get(function.name, ReLU)
    layers.append(Linear(inputs, CLASSES))
    return Sequential(
        (digit_inputs()[0].shape[1],), layers, seed=seed, initialisation=kind.initialisation
    )


@lru_cache(1)
def digit_inputs() -> tuple[Floats, Labels]:
    """Return the 1,797 handwritten digits as N×64 about 0 with standard deviation 1; and labels."""
    data = digits()
    x = data.pictures.reshape(len(data), -1).astype(np.float32)
    x = (x - x.mean()) / x.std()
    x.flags.writeable = False
    return x, data.labels

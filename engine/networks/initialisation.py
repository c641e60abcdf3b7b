"""Random weights to begin with: He's and Xavier's, by PyTorch's formulas.

fan_in is how many numbers one neuron or filter sees, fan_out how many see one number: for K×C×F×F
weights C·F·F and K·F·F. Sources: Glorot & Bengio, "Understanding the difficulty of training deep
feedforward neural networks" (2010), for tanh and sigmoid; He et al., "Delving deep into
rectifiers" (2015), for ReLU.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.checks import Array, one_of
from engine.networks.layers.base import Draw, Shape

Random = Callable[[Shape, np.random.Generator], Array]


def _fans(shape: Shape) -> tuple[int, int]:
    area = math.prod(shape[2:])
    return shape[1] * area, shape[0] * area


def he_uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw between ±√(6/fan_in)."""
    bound = math.sqrt(6 / _fans(shape)[0])
    return rng.uniform(-bound, bound, shape)


def he_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw with standard deviation √(2/fan_in)."""
    return rng.normal(0, math.sqrt(2 / _fans(shape)[0]), shape)


def xavier_uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw between ±√(6/(fan_in + fan_out))."""
    bound = math.sqrt(6 / sum(_fans(shape)))
    return rng.uniform(-bound, bound, shape)


def xavier_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw with standard deviation √(2/(fan_in + fan_out))."""
    return rng.normal(0, math.sqrt(2 / sum(_fans(shape))), shape)


METHODS: dict[str, Random] = {
    "he_uniform": he_uniform,
    "he_normal": he_normal,
    "xavier_uniform": xavier_uniform,
    "xavier_normal": xavier_normal,
}


def drawer(method: str, rng: np.random.Generator, dtype: np.dtype[Any]) -> Draw:
    """Return a function that draws weights of any shape; as in float64, then rounded."""
    draw = METHODS[one_of(method, "initialisation", tuple(METHODS))]
    return lambda shape: draw(shape, rng).astype(dtype)

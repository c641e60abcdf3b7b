"""What the activation functions *are*, one number at a time, under the names of `engine`'s."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def relu(x: float) -> float:
    """max(0, x), NaN kept."""
    return x if math.isnan(x) or x > 0 else 0.0


def leaky_relu(x: float, negative_slope: float) -> float:
    """x above 0, negative_slope·x below."""
    return x if math.isnan(x) or x > 0 else negative_slope * x


def prelu(x: float, weight: float) -> float:
    """Leaky ReLU, whose slope is learned."""
    return leaky_relu(x, weight)


def elu(x: float, alpha: float) -> float:
    """Exponential linear unit."""
    return x if math.isnan(x) or x > 0 else alpha * math.expm1(x)


def sigmoid(x: float) -> float:
    """The logistic function."""
    return math.exp(x) / (1 + math.exp(x)) if x < 0 else 1 / (1 + math.exp(-x))


def tanh(x: float) -> float:
    """The hyperbolic tangent."""
    return math.tanh(x)


def maxout(x: Array, pieces: int) -> Array:
    """x is N×C×cells: the largest of each group of `pieces` channels, NaN before all."""
    samples, channels, cells = x.shape
    out = np.empty((samples, channels // pieces, cells), x.dtype)
    for n in range(samples):
        for k in range(out.shape[1]):
            for i in range(cells):
                out[n, k, i] = x[n, winner(x, pieces, n, k, i), i]
    return out


def winner(x: Array, pieces: int, sample: int, group: int, cell: int) -> int:
    """The channel that `maxout` takes: the first of equals, the first NaN before all."""
    candidates = range(group * pieces, (group + 1) * pieces)
    for channel in candidates:
        if math.isnan(x[sample, channel, cell]):
            return channel
    return max(candidates, key=lambda channel: float(x[sample, channel, cell]))

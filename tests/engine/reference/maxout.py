"""What maxout *is*; of all other activations `engine.activations.definition` says it."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


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

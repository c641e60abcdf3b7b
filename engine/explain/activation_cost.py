"""What activation functions cost on this machine, measured now."""

import time
from collections.abc import Iterator, Sequence

import numpy as np

from engine.explain.activation_curves import Function
from engine.kernels import readiness

COUNT = 1 << 18
"""Numbers in an array: a feature map of 64 channels of 64×64."""

_FEW = 256


def rounds(functions: Sequence[Function], count: int) -> Iterator[tuple[float, ...]]:
    """Time every function in turn, `count` times over; yield nanoseconds per number of each round.

    In turn, so that what else the machine does meanwhile hits all of them. The array is float32,
    drawn from N(0, 1). First, code is loaded on a few of its numbers.
    """
    readiness.wait()
    x = np.random.default_rng(0).standard_normal(COUNT).astype(np.float32)
    for function in functions:
        function(x[:_FEW])
    for _ in range(count):
        yield tuple(_seconds(function, x) * 1e9 / COUNT for function in functions)


def _seconds(function: Function, x: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    start = time.perf_counter()
    function(x)
    return time.perf_counter() - start

"""What a convolution layer costs on this machine, computed three ways: measured now."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.kernels import readiness
from engine.networks.layers.dense import product
from engine.ops.convolution import conv2d
from engine.ops.unfolding import unfold
from engine.planning.volumes import Layer, Volume, multiply_adds, output_volume, weights_per_filter

Floats = NDArray[np.float32]

Result = TypeVar("Result")

BYTES = 4
"""Of a float32."""
PIECE = 0.05
"""Seconds that plain loops are measured for in a round; the rest is extrapolated."""
WAYS = ("loops", "im2col", "engine")


@dataclass(frozen=True)
class Sizes:
    """A layer as a product of matrices: weights `filters`×`depth`, columns `depth`×`positions`."""

    numbers: int
    filters: int
    depth: int
    positions: int
    multiply_adds: int

    @property
    def columns(self) -> int:
        """How many numbers the matrix of columns holds."""
        return self.depth * self.positions


@dataclass(frozen=True)
class Round:
    """Seconds of each of `WAYS` for the whole layer; of the loops, `outputs` were computed.

    `unfolding` is the part of im2col that lays out the columns.
    """

    seconds: tuple[float, float, float]
    outputs: int
    unfolding: float


def sizes(volume: Volume, layer: Layer) -> Sizes:
    """Return the sizes of a convolution layer's matrices."""
    made, depth = output_volume(volume, layer), weights_per_filter(volume, layer)
    positions = made.width * made.height
    return Sizes(volume.count, layer.filters, depth, positions, multiply_adds(volume, layer))


def rounds(volume: Volume, layer: Layer, count: int) -> Iterator[Round]:
    """Compute the layer `count` times over, each way in turn, on random float32 numbers.

    "loops": Python's own loops and numbers, output after output for `PIECE` seconds, and from
    those the time of all; "im2col": `engine.unfold`, which is NumPy's, and one matrix product by
    BLAS, split over as many threads as the engine has; "engine": `engine.conv2d`. In turn, so that
    what else the machine does meanwhile hits all of them. First, code is loaded.
    """
    readiness.wait()
    x, weight = drawn(volume, layer)
    rows = weight.reshape(len(weight), -1)

    def own() -> object:
        return conv2d(x, weight, None, layer.stride, layer.padding)

    by_columns(x, weight, layer), own()
    padded = np.pad(x[0], ((0, 0), *((layer.padding, layer.padding),) * 2)).tolist()
    total = output_volume(volume, layer).count
    for _ in range(count):
        loops, outputs = _loops(padded, weight, layer.stride, total)
        unfolding, columns = _timed(lambda: _columns(x, layer))
        multiplying, _ = _timed(partial(product, rows, columns))
        yield Round((loops, unfolding + multiplying, _timed(own)[0]), outputs, unfolding)


@lru_cache(1)
def drawn(volume: Volume, layer: Layer) -> tuple[Floats, Floats]:
    """Return input 1×C×H×W and weights K×C×F×F, drawn from N(0, 1)."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, volume.depth, volume.height, volume.width), np.float32)
    shape = layer.filters, volume.depth, layer.kernel, layer.kernel
    weight = rng.standard_normal(shape, np.float32)
    return x, weight


def by_columns(x: Floats, weight: Floats, layer: Layer) -> Floats:
    """Return the layer's output, K×(H2·W2), by columns and one matrix product."""
    found: Floats = product(weight.reshape(len(weight), -1), _columns(x, layer))
    return found


def one_output(
    padded: list[list[list[float]]], kernel: list[list[list[float]]], top: int, left: int
) -> float:
    """Return one output of a convolution by plain loops: Σ of weight · input over the window."""
    total = 0.0
    for plane, part in zip(padded, kernel, strict=True):
        for i, weights in enumerate(part):
            row = plane[top + i]
            for j, weight in enumerate(weights):
                total += weight * row[left + j]
    return total


def _columns(x: Floats, layer: Layer) -> Floats:
    found: Floats = unfold(x, layer.kernel, 1, layer.padding, layer.stride)[0]
    return found


def _loops(
    padded: list[list[list[float]]], weight: Floats, stride: int, total: int
) -> tuple[float, int]:
    """Return the seconds that all outputs would take, and how many were computed to tell."""
    down, across = (
        (size - side) // stride + 1
        for size, side in zip((len(padded[0]), len(padded[0][0])), weight.shape[2:], strict=True)
    )
    done, start = 0, time.perf_counter()
    for k, y, x in np.ndindex(len(weight), down, across):
        if y == x == 0:  # all of them as Python's numbers would take longer than the loops
            kernel = weight[k].tolist()
        one_output(padded, kernel, y * stride, x * stride)
        done += 1
        spent = time.perf_counter() - start
        if spent >= PIECE:
            break
    return spent * total / done, done


def _timed(act: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result

"""Ways to make a map smaller, or to see more of it, side by side: what each costs and keeps.

A map is invariant to a shift of the picture where its numbers stay as they are, and equivariant
where they move along. Pooling at stride 2 is neither exactly: a shift by one pixel moves its
windows by half a cell (Zhang, "Making convolutional networks shift-invariant again", 2019, whose
remedy, blurring before every other value is dropped, is one of the ways here).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ops.convolution import conv2d
from engine.ops.norm_pooling import lp_pool2d
from engine.ops.pooling import avg_pool2d, max_pool2d

Map = NDArray[np.float32]

BLUR = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32)[None, None] / 16
"""The weights, 1×1×3×3, of the blur and of both convolutions here: binomial, they sum to 1."""


@dataclass(frozen=True)
class Way:
    """One of them: `name` in links and tests, `title` on the screen.

    `make` computes 1×1×H2×W2 from 1×1×H×W, `stride` is how many numbers of the input lie between
    two of the output. `parameters` are what a network would learn in it, `work` says what one
    output number takes.
    """

    name: str
    title: str
    make: Callable[[Map], Map]
    stride: int
    parameters: int
    work: str


def _blurred_max(x: Map) -> Map:
    return _convolved(max_pool2d(x, 2, 1)[0], 2)


def _convolved(x: Map, stride: int, dilation: int = 1) -> Map:
    return conv2d(x, BLUR, None, stride, dilation, dilation)


WAYS = (
    Way("max", "Max pooling 2×2, stride 2", lambda x: max_pool2d(x, 2)[0], 2, 0, "3 comparisons"),
    Way("average", "Average pooling 2×2, stride 2", lambda x: avg_pool2d(x, 2), 2, 0,
        "3 additions, 1 division"),
    Way("l2", "L2 pooling 2×2, stride 2", lambda x: lp_pool2d(x, 2, 2), 2, 0,
        "4 multiply-adds, 1 root"),
    Way("overlapping", "Overlapping max pooling 3×3, stride 2",
        lambda x: max_pool2d(x, 3, 2, 1)[0], 2, 0, "8 comparisons"),
    Way("antialiased", "Anti-aliased max pooling: max 2×2 at stride 1, blur, stride 2",
        _blurred_max, 2, 0, "12 comparisons and 9 multiply-adds"),
    Way("strided", "Strided convolution 3×3, stride 2", lambda x: _convolved(x, 2), 2, 10,
        "9 multiply-adds"),
    Way("dilated", "Dilated convolution 3×3, dilation 2, stride 1",
        lambda x: _convolved(x, 1, 2), 1, 10, "9 multiply-adds"),
)  # fmt: skip
"""Pooling, and what takes its place; the convolutions have the blur's weights and a bias of 0."""


@dataclass(frozen=True)
class Kept:
    """What a way makes of a map H×W, and what is left of it when the picture is shifted.

    `same` is the share of the numbers that a shift leaves as they are, where they are: invariance.
    `moved` is the share that are those of the unshifted map, moved along with the picture:
    equivariance; None where the shift is no whole number of the map's cells. `change` is the mean
    change of a number, as a share of the mean size of all. The border is left out of all three;
    they are None where nothing else is left.
    """

    way: Way
    values: Map
    same: float | None
    moved: float | None
    change: float | None


def compare(before: Map, after: Map, shift: tuple[int, int]) -> tuple[Kept, ...]:
    """Make every way of a map H×W and of that of the picture shifted by (down, right).

    Both are float32 and of the same size; raises ValueError where they are smaller than 3×3.
    """
    if min(before.shape) < 3:
        raise ValueError(
            f"the map is {before.shape[1]}×{before.shape[0]}; pooling needs at least 3×3"
        )
    pairs = ((way, way.make(before[None, None]), way.make(after[None, None])) for way in WAYS)
    return tuple(kept(way, old[0, 0], new[0, 0], shift) for way, old, new in pairs)


def kept(way: Way, old: Map, new: Map, shift: tuple[int, int]) -> Kept:
    """Compare a map with that of the picture shifted by (down, right)."""
    border = max(abs(pixels) for pixels in shift) // way.stride + 3
    inside = tuple(slice(border, size - border) for size in old.shape)
    here, there = old[inside], new[inside]
    if here.size == 0:
        return Kept(way, old, None, None, None)
    rounding = 1e-5 * max(1.0, float(np.abs(old).max()))
    moved = None
    if all(pixels % way.stride == 0 for pixels in shift):
        cells = tuple(pixels // way.stride for pixels in shift)
        moved = _share(np.roll(old, cells, axis=(0, 1))[inside], there, rounding)
    size = float(np.abs(here).mean())
    change = float(np.abs(here - there).mean()) / size if size > 0 else 0.0
    return Kept(way, old, _share(here, there, rounding), moved, change)


def _share(one: Map, other: Map, rounding: float) -> float:
    return float(np.mean(np.abs(one - other) <= rounding))

"""A shifted picture through the chain: which results shift along, and which only nearly.

A map is equivariant where it moves with the picture, and invariant where it stays as it is.
Convolution at stride 1 is equivariant; with a step of S pixels between two neighbours of a map that
holds for shifts by multiples of S alone (Zhang, "Making convolutional networks shift-invariant
again", 2019).
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from engine.explain.pipeline import Result, Settings
from engine.planning.geometry import covered
from engine.planning.values import pair

Pair = tuple[int, int]


def shifted(picture: NDArray[np.uint8], shift: Pair) -> NDArray[np.uint8]:
    """Return the picture moved by (down, right) pixels, wrapping round at the sides."""
    return np.roll(picture, shift, axis=(0, 1))


@dataclass(frozen=True)
class Moved:
    """How the map of a shifted picture compares with that of the picture itself.

    `step` is how many pixels lie between two neighbours of the map, `cells` the shift in cells of
    the map, both (vertical, horizontal). `same` is the share of its numbers that are those of the
    unshifted picture, moved by the nearest whole number of cells; numbers into which the border
    plays are left out, and `same` is None where no others are left.
    """

    name: str
    step: Pair
    cells: tuple[Fraction, Fraction]
    same: float | None

    @property
    def is_whole(self) -> bool:
        """Whether the shift is a whole number of cells in both directions."""
        return all(cells.denominator == 1 for cells in self.cells)


def compare(before: Result, after: Result, settings: Settings, shift: Pair) -> tuple[Moved, ...]:
    """Compare each stage of a picture with that of the picture shifted by (down, right)."""
    return tuple(
        _moved(old.name, old.values, new.values, settings, shift)
        for old, new in zip(before.stages, after.stages, strict=True)
    )


def _moved(
    name: str,
    old: NDArray[np.float32],
    new: NDArray[np.float32],
    settings: Settings,
    shift: Pair,
) -> Moved:
    pooled = name == "pooling"
    factor = settings.pool_stride if pooled else 1
    down, right = (stride * factor for stride in settings.stride)
    cells = Fraction(shift[0], down), Fraction(shift[1], right)
    nearest = round(cells[0]), round(cells[1])
    borders = [
        _border(axis, settings, shift[axis], (down, right)[axis], settings.pool_size * pooled)
        for axis in (0, 1)
    ]
    inside = tuple(
        slice(border, size - border) for border, size in zip(borders, old.shape, strict=False)
    )
    here, there = np.roll(old, nearest, axis=(0, 1))[inside], new[inside]
    return Moved(name, (down, right), cells, _share_of_same(here, there))


def _border(axis: int, settings: Settings, shift: int, step: int, pooled: int) -> int:
    """Return how many cells at each side of a map padding or the shift's seam may affect."""
    window = covered(settings.kernel_size[axis], settings.dilation[axis])
    padding = 0 if isinstance(settings.padding, str) else pair(settings.padding, "padding", 0)[axis]
    reach = abs(shift) + window + padding + pooled * settings.stride[axis]
    return math.ceil(reach / step) + 1


def _share_of_same(old: NDArray[np.float32], new: NDArray[np.float32]) -> float | None:
    if old.size == 0:
        return None
    rounding = 1e-5 * max(1.0, float(np.abs(new).max()))
    return float(np.mean(np.abs(old - new) <= rounding))

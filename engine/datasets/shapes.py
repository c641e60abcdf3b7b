"""Coloured shapes on coloured ground, made by chance: a data set without any download."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.checks import check_memory, whole
from engine.datasets.data_set import DataSet, Pixels

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]

_FINER = 4  # rows and columns that are drawn for one of the picture: edges become smooth

# Whether a place (u, v), right and down from the middle, lies in the shape of radius 1.
SHAPES: dict[str, Callable[[Plane, Plane], Mask]] = {
    "circle": lambda u, v: u**2 + v**2 <= 1,
    "ring": lambda u, v: (u**2 + v**2 >= 0.3) & (u**2 + v**2 <= 1),
    "square": lambda u, v: np.maximum(abs(u), abs(v)) <= 0.85,
    "triangle": lambda u, v: (v <= 0.5) & (np.sqrt(3) * abs(u) <= v + 1),
    "cross": lambda u, v: (np.minimum(abs(u), abs(v)) <= 0.3) & (np.maximum(abs(u), abs(v)) <= 1),
}


def shapes(count: int = 2000, side: int = 32, seed: int = 0) -> DataSet:
    """Return `count`×3×`side`×`side`: circles, rings, squares, triangles, crosses in turn.

    Each has a size (diameter 45 to 80 % of the side), a place, a slant of up to 25° and two
    colours of its own, one dark and one bright, and grain on top. The same `seed`, the same
    pictures.
    """
    rng = np.random.default_rng(whole(seed, "seed", 0))
    check_memory((whole(count, "count", 1), 3, whole(side, "side", 4), side), "the pictures")
    check_memory((side * _FINER, side * _FINER), "a shape")
    labels = np.arange(count) % len(SHAPES)
    inside = _drawn(labels, side, rng)
    dark = rng.integers(0, 110, (count, 3, 1, 1))
    bright = rng.integers(145, 256, (count, 3, 1, 1))
    is_dark = rng.integers(0, 2, (count, 1, 1, 1)) == 1
    ground, ink = np.where(is_dark, bright, dark), np.where(is_dark, dark, bright)
    colours = ground + (ink - ground) * inside[:, np.newaxis]
    grain = rng.normal(0, 8, colours.shape)
    pictures: Pixels = np.rint(colours + grain).clip(0, 255).astype(np.uint8)
    return DataSet(
        f"Shapes, {side}×{side}",
        pictures,
        labels.astype(np.int64),
        tuple(SHAPES),
        "made by engine/datasets/shapes.py",
        "MIT",
    )


def _drawn(labels: NDArray[np.int64], side: int, rng: np.random.Generator) -> Plane:
    """Return which share of each pixel the shape covers, N×side×side."""
    count = len(labels)
    radius = side * rng.uniform(0.225, 0.4, count)
    across, down = rng.uniform(radius, side - radius, (2, count))
    slant = rng.uniform(-25, 25, count) * np.pi / 180
    places = (np.arange(side * _FINER, dtype=np.float32) + 0.5) / _FINER
    covered = np.empty((count, side, side), np.float32)
    contains = list(SHAPES.values())
    for i in range(count):
        x, y = (places - across[i]) / radius[i], (places[:, np.newaxis] - down[i]) / radius[i]
        u = np.cos(slant[i]) * x + np.sin(slant[i]) * y
        v = np.cos(slant[i]) * y - np.sin(slant[i]) * x
        inside = contains[labels[i]](u, v)
        covered[i] = inside.reshape(side, _FINER, side, _FINER).mean((1, 3))
    return covered

"""A small classifier of 8×8 digits, and what it gives as a convolution over a larger picture."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array, whole
from engine.datasets.digits import digits
from engine.explain.fully_convolutional import convert
from engine.networks.layers.activation import ReLU
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.pooling import MaxPool2d
from engine.networks.model import Sequential
from engine.networks.optimisers import Adam
from engine.networks.table import table
from engine.networks.training import step

Floats = NDArray[np.float32]

SIDE, STRIDE, CLASSES = 8, 2, 10
"""Of the network's pictures; of its windows on a larger one; and how many digits there are."""
MAPS, UNITS = 16, 64
SHIFT = 3
"""Pixels by which the digits of the training are shifted at most, so some are cut off."""
STEPS, BATCH, RATE, SEED = 600, 64, 4e-3, 0
TEST = 297
"""Of the digits, the last, which training never sees."""


@dataclass(frozen=True)
class Sliding:
    """A picture (S×S, 0 to 1), and what the network gives at each position of its 8×8 window.

    `scores` (10×H2×W2) are those of the convolutions, in one pass over the picture; `by_fc`, as
    large, those of the fully connected layers, window by window. The scores are `weights` (10×U)
    times `hidden` (U×H2×W2), the U hidden units after ReLU, plus `bias` (10). `cost` and
    `cost_by_fc` are multiply-adds of the one pass, and of all windows.
    """

    picture: Floats
    labels: tuple[int, ...]
    scores: Floats
    by_fc: Floats
    hidden: Floats
    weights: Floats
    bias: Floats
    cost: int
    cost_by_fc: int

    @property
    def mean(self) -> Floats:
        """The scores averaged over the map, one for each class."""
        found: Floats = self.scores.mean(axis=(1, 2), dtype=np.float64).astype(np.float32)
        return found


@dataclass(frozen=True)
class Judged:
    """The share of test digits classified correctly: by one window, and by the averaged map."""

    single: float
    averaged: float
    side: int


@lru_cache(1)
def classifier() -> Sequential:
    """Return the network, trained on shifted digits; the same weights each time.

    8×8×1 → CONV 3×3 → 6×6×16 → max pooling → 3×3×16 → FC → 64 → FC → 10, without padding, so that a
    window of a larger picture gives what the same pixels give alone.
    """
    layers = (
        Conv2d(1, MAPS, 3), ReLU(), MaxPool2d(2), Flatten(),
        Linear(MAPS * 9, UNITS), ReLU(), Linear(UNITS, CLASSES),
    )  # fmt: skip
    network, optimiser = Sequential((1, SIDE, SIDE), layers, seed=SEED), Adam(RATE)
    rng = np.random.default_rng(SEED)
    pictures, labels = _digits()
    for _ in range(STEPS):
        chosen = rng.integers(0, len(pictures) - TEST, BATCH)
        batch = _shifted(pictures[chosen], SIDE, SHIFT, rng)
        step(network, optimiser, batch, labels[chosen])
    return network


def slide(extra: int, seed: int) -> Sliding:
    """Send a picture of side 8 + 2·`extra` through the network, as one convolution and by windows.

    The picture holds as many test digits as fit beside each other, drawn by `seed`; side 8 gives a
    1×1 map, the result of the fully connected layers.
    """
    side = SIDE + STRIDE * whole(extra, "extra", 0, 64)
    picture, labels = _scene(side, np.random.default_rng(whole(seed, "seed", 0)))
    network = classifier()
    sliding = convert(network, (1, side, side))
    *_, hidden, scores = (one[0] for one in sliding.activations(picture[None, None]))
    last = f"{len(network.layers) - 1}"
    weights, bias = (network.parameters[f"{last}.{name}"] for name in ("weight", "bias"))
    windows = np.lib.stride_tricks.sliding_window_view(picture, (SIDE, SIDE))[::STRIDE, ::STRIDE]
    by_fc = network(windows.reshape(-1, 1, SIDE, SIDE)).T.reshape(scores.shape)
    cost, each = (
        sum(row.multiply_adds for row in table(one.input_shape, one.layers).rows)
        for one in (sliding, network)
    )
    return Sliding(
        picture, labels, scores, by_fc, hidden, weights, bias, cost, each * scores[0].size
    )


@lru_cache(16)
def judge(extra: int) -> Judged:
    """Classify the test digits, each at a random place of a picture of side 8 + 2·`extra`.

    "Single" is the window in the middle; "averaged" the mean of the scores of all windows.
    """
    side = SIDE + STRIDE * extra
    pictures, labels = _digits()
    network = classifier()
    shown = _shifted(pictures[-TEST:], side, extra, np.random.default_rng(SEED))
    first = (side - SIDE) // 2
    middle = network(np.ascontiguousarray(shown[..., first : first + SIDE, first : first + SIDE]))
    averaged = convert(network, (1, side, side))(shown).mean(axis=(2, 3))
    single, mean = (
        float((scores.argmax(axis=1) == labels[-TEST:]).mean()) for scores in (middle, averaged)
    )
    return Judged(single, mean, side)


@lru_cache(1)
def _digits() -> tuple[Floats, NDArray[np.int64]]:
    data = digits()
    pictures = data.pictures[:, 0].astype(np.float32) / np.float32(255)
    pictures.flags.writeable = False
    return pictures, data.labels


def _shifted(pictures: Floats, side: int, most: int, rng: np.random.Generator) -> Array:
    """Put each digit about the middle of a black picture, up to `most` pixels off."""
    count, room = len(pictures), side + 2 * SIDE
    wide = np.zeros((count, 1, room, room), np.float32)
    for i, (down, right) in enumerate(rng.integers(-most, most + 1, (count, 2))):
        y, x = (room - SIDE) // 2 + down, (room - SIDE) // 2 + right
        wide[i, 0, y : y + SIDE, x : x + SIDE] = pictures[i]
    return wide[..., SIDE : SIDE + side, SIDE : SIDE + side]


def _scene(side: int, rng: np.random.Generator) -> tuple[Floats, tuple[int, ...]]:
    """Place test digits in a grid of cells, each at a random place in its cell."""
    pictures, labels = _digits()
    across = side // SIDE
    edges = np.linspace(0, side, across + 1).astype(int)
    scene, found = np.zeros((side, side), np.float32), []
    for y, x in np.ndindex(across, across):
        which = int(rng.integers(len(pictures) - TEST, len(pictures)))
        down, right = (int(rng.integers(edges[at], edges[at + 1] - SIDE + 1)) for at in (y, x))
        scene[down : down + SIDE, right : right + SIDE] = pictures[which]
        found.append(int(labels[which]))
    return scene, tuple(found)

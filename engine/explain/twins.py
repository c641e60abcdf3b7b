"""A CNN and its fully connected twin of about as many parameters, and what each of them assumes.

Both learn the same handwritten digits of 8×8 pixels, in the middle of black images of 16×16. Two
questions: what if the pixels of all images are shuffled by one fixed permutation, so that
neighbours are neighbours no more, and what if the digits of the test set are shifted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.checks import whole
from engine.datasets.digits import digits
from engine.networks.builder import LayerSpec, build
from engine.networks.layers.base import Layer
from engine.networks.model import Sequential
from engine.networks.optimisers import Adam
from engine.networks.ready_made import twin
from engine.networks.training import step

Images = NDArray[np.float32]
Labels = NDArray[np.int64]
Layers = tuple[Layer, ...]

SIDE, REACH = 16, 4
"""Rows and columns of an image, and how far a digit can be shifted before it leaves it."""
SHIFTS = tuple(range(-REACH, REACH + 1))
TRAINED = 1400
"""How many of the 1,797 digits are trained on; the others are the test set."""
STEPS, EVERY, BATCH, RATE = 160, 20, 64, 0.005
TESTS = STEPS // EVERY + 1
"""How often a network is tested while it learns."""
ENDS = ("global", "pooled", "flat")
CNN, DENSE = 0, 1
"""Which network: the CNN, or its fully connected twin."""

_CLASSES = 10
_LIGHT = 3.0  # white, so that the numbers have a standard deviation near 1; black is 0, as padding


@dataclass(frozen=True)
class Split:
    """Images N×1×16×16 in float32, black 0, and their labels: to train on, and to test."""

    x: Images
    labels: Labels
    test_x: Images
    test_labels: Labels


@dataclass(frozen=True)
class Accuracy:
    """The accuracy on the test set of the CNN (0) or its twin (1) after `step` steps."""

    seed: int
    which: int
    is_shuffled: bool
    step: int
    accuracy: float


@dataclass(frozen=True)
class ShiftCurve:
    """Accuracies on the test set shifted to the right by each of `SHIFTS`, after `step` steps."""

    seed: int
    which: int
    step: int
    accuracies: tuple[float, ...]

    def at(self, shift: int) -> float:
        """Return the accuracy at one of `SHIFTS`."""
        return self.accuracies[SHIFTS.index(shift)]


@dataclass(frozen=True, eq=False)
class Trained:
    """Both networks after their last step."""

    seed: int
    networks: tuple[Sequential, Sequential]


def networks(end: str) -> tuple[Layers, Layers]:
    """Return the layers of the CNN and of its twin, of about 5,000 parameters each.

    The CNN has two 3×3 convolutions of 16 and 32 filters, and ends in global max pooling
    ("global"); "pooled" has max pooling at stride 2 between them; "flat" has that after each of 8
    and 20 filters, and a fully connected layer instead of the global pooling.
    """
    pooling: LayerSpec = ("MaxPool2d", {"kernel_size": 2})
    match end:
        case "global":
            specs = [*_convolution(16), *_convolution(32), _global(SIDE)]
        case "pooled":
            specs = [*_convolution(16), pooling, *_convolution(32), _global(SIDE // 2)]
        case "flat":
            specs = [*_convolution(8), pooling, *_convolution(20), pooling]
        case _:
            raise ValueError(f"there is no end {end!r}; there are {', '.join(ENDS)}")
    last: list[LayerSpec] = [
        ("Flatten", {}),
        ("Linear", {"out_features": _CLASSES}),
        ("Softmax", {}),
    ]
    shape = 1, SIDE, SIDE
    layers = build(shape, [*specs, *last])
    return layers, twin(shape, layers)


def _convolution(count: int) -> list[LayerSpec]:
    settings = {"out_channels": count, "kernel_size": 3, "padding": "same"}
    return [("Conv2d", settings), ("ReLU", {})]


def _global(side: int) -> LayerSpec:
    return "MaxPool2d", {"kernel_size": side}


@lru_cache(1)
def split() -> Split:
    """Return the digits in the middle of black images, in an order of their own."""
    data = digits()
    border = (SIDE - data.pictures.shape[-1]) // 2
    edges = (0, 0), (0, 0), (border, border), (border, border)
    x = np.pad(data.pictures, edges).astype(np.float32) * np.float32(_LIGHT / 255)
    order = np.random.default_rng(0).permutation(len(x))
    x, labels = x[order], data.labels[order]
    x.flags.writeable = labels.flags.writeable = False
    return Split(x[:TRAINED], labels[:TRAINED], x[TRAINED:], labels[TRAINED:])


def permutation(seed: int) -> NDArray[np.int64]:
    """Return a random order of the 256 pixels: which old pixel each new one takes."""
    return np.random.default_rng(whole(seed, "seed", 0)).permutation(SIDE * SIDE)


def shuffled(x: Images, order: NDArray[np.int64]) -> Images:
    """Return images N×1×16×16 whose pixels have all changed places in the same way."""
    return np.ascontiguousarray(x.reshape(len(x), -1)[:, order].reshape(x.shape))


def shifted(x: Images, shift: int) -> Images:
    """Return images moved to the right by up to `REACH` pixels, to the left where negative.

    What is moved in is black; no digit loses a pixel.
    """
    whole(shift, "shift", -REACH, REACH)
    return np.ascontiguousarray(np.roll(x, shift, axis=-1))


def compare_shuffled(end: str, seed: int, count: int) -> Iterator[Accuracy]:
    """Train both networks from `count` seeds on plain images and on shuffled ones, in turn.

    Seed and batches are the same for all four; each is tested on images of the kind it learns from.
    """
    data, pair = split(), networks(end)
    for number in _seeds(seed, count):
        order = permutation(number)
        training = {False: data.x, True: shuffled(data.x, order)}
        tests = {False: data.test_x, True: shuffled(data.test_x, order)}
        runs = [
            (which, is_shuffled, _train(layers, training[is_shuffled], data.labels, number))
            for is_shuffled in (False, True)
            for which, layers in enumerate(pair)
        ]
        for done in range(0, STEPS + 1, EVERY):
            for which, is_shuffled, run in runs:
                found = accuracy(next(run), tests[is_shuffled], data.test_labels)
                yield Accuracy(number, which, is_shuffled, done, found)


def compare_shifted(end: str, seed: int, count: int) -> Iterator[ShiftCurve | Trained]:
    """Train both networks from `count` seeds; test them on digits that are shifted.

    Yields a curve of each in turn, and after each seed both networks. No image is shifted in
    training.
    """
    data, pair = split(), networks(end)
    tests = [shifted(data.test_x, shift) for shift in SHIFTS]
    for number in _seeds(seed, count):
        runs = [_train(layers, data.x, data.labels, number) for layers in pair]
        for done in range(0, STEPS + 1, EVERY):
            now = [next(run) for run in runs]
            for which, network in enumerate(now):
                found = tuple(accuracy(network, x, data.test_labels) for x in tests)
                yield ShiftCurve(number, which, done, found)
        yield Trained(number, (now[CNN], now[DENSE]))


def _seeds(seed: int, count: int) -> range:
    return range(whole(seed, "seed", 0), seed + whole(count, "count", 1))


def _train(layers: Layers, x: Images, labels: Labels, seed: int) -> Iterator[Sequential]:
    """Take `STEPS` steps; yield the network before the first and after every `EVERY`."""
    network, optimiser = Sequential(x.shape[1:], layers, seed), Adam(RATE)
    rng = np.random.default_rng(seed)
    yield network
    for done in range(1, STEPS + 1):
        batch = rng.integers(0, len(x), BATCH)
        step(network, optimiser, x[batch], labels[batch])
        if done % EVERY == 0:
            yield network


def accuracy(network: Sequential, x: Images, labels: Labels) -> float:
    """Return the share of images whose predicted class is their label."""
    return float((network(x).argmax(1) == labels).mean())


def predict(network: Sequential, image: Images) -> tuple[int, float]:
    """Return the predicted class of an image 1×16×16, and its probability."""
    scores = network(image[np.newaxis])[0]
    return int(scores.argmax()), float(scores.max())

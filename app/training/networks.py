"""The networks to choose from, for any data set, each with settings that suit it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.training import handed
from engine.networks import Layer, build, pattern, table
from engine.networks.ready_made import fully_connected, lenet, six_layer_vgg, tiny_vgg

Layers = tuple[Layer, ...]
Shape = tuple[int, ...]
BUILT = "built"
"""Name of the network that the builder has handed over."""
MOST_WORK = 300_000_000
"""Multiply-adds for one picture: with more, training on a processor is no fun for anybody."""


@dataclass(frozen=True)
class Entry:
    """A network before it is built; `rate` is a learning rate for SGD with momentum."""

    title: str
    make: Callable[[Shape, int], Layers]
    rate: float


def _small(shape: Shape, classes: int) -> Layers:
    """Two convolutions of 16 filters, pooling, one of 32, pooling, and the classes."""
    filters = [("BatchNorm2d", {}), ("ReLU", {})]

    def convolution(count: int) -> list:
        settings = {"out_channels": count, "kernel_size": 3, "padding": "same"}
        return [("Conv2d", settings), *filters]

    pooling = ("MaxPool2d", {"kernel_size": 2})
    end = [("Flatten", {}), ("Dropout", {"p": 0.5}), ("Linear", {"out_features": classes})]
    wishes = [*convolution(16), *convolution(16), pooling, *convolution(32), pooling, *end]
    return build(shape, [*wishes, ("Softmax", {})])


ENTRIES = {
    "small": Entry("Small CNN with batch normalisation", _small, 0.01),
    "plain": Entry(
        "Plain CNN: CONV 8, POOL, CONV 16, POOL, FC 32",
        lambda shape, classes: pattern(shape, classes, 1, 2, 1, (8, 16), 3, "same", 32),
        0.03,
    ),
    "lenet": Entry("LeNet", lenet, 0.02),
    "tiny_vgg": Entry("Tiny VGG", tiny_vgg, 0.02),
    "six_layer_vgg": Entry("VGG with six layers", six_layer_vgg, 0.02),
    "dense": Entry(
        "Fully connected: 64 neurons",
        lambda shape, classes: fully_connected(shape, classes, [64]),
        0.02,
    ),
    "linear": Entry(
        "Linear classifier: no hidden layer",
        lambda shape, classes: fully_connected(shape, classes, []),
        0.01,
    ),
}

_OF_DIGITS = {"small": 0.1}  # with pictures of 8×8 it may be faster; larger ones would kill it


def names(shape: Shape, classes: int) -> list[str]:
    """Those that fit pictures of this shape, the learner's own first."""
    own = handed.network()
    fits = own is not None and own.input_shape == shape and _fits(shape, classes, own.layers)
    ready = [name for name in ENTRIES if _fits(shape, classes, ENTRIES[name].make(shape, classes))]
    return [BUILT, *ready] if fits else ready


def _fits(shape: Shape, classes: int, layers: Sequence[Layer]) -> bool:
    made = table(shape, layers)
    return (
        made.problem is None
        and made.output == (classes,)
        and 0 < made.multiply_adds <= MOST_WORK
    )  # fmt: skip


def title(name: str) -> str:
    """What the menu says."""
    own = handed.network()
    return own.title if name == BUILT and own is not None else ENTRIES[name].title


def layers(name: str, shape: Shape, classes: int) -> Layers:
    """The network's layers."""
    own = handed.network()
    if name == BUILT and own is not None:
        return own.layers
    return ENTRIES[name].make(shape, classes)


def rate(name: str, data: str) -> float:
    """A learning rate that suits it, with the data set of this name."""
    if data == "digits" and name in _OF_DIGITS:
        return _OF_DIGITS[name]
    return ENTRIES[name].rate if name in ENTRIES else 0.01

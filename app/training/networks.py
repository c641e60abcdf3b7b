"""The networks to choose from, for any data set, each with settings that suit it."""

from collections.abc import Callable
from dataclasses import dataclass

from app import branching_networks
from app.markdown_text import sentence
from app.training.run import LEAST_BATCH_NORM_SAMPLES
from engine.networks import BatchNorm2d, Layer, Node, Table, build, graph_table, notation, pattern
from engine.networks.branching import residual, small_inception
from engine.networks.builder import LayerSpec
from engine.networks.nodes import as_nodes
from engine.networks.ready_made import fully_connected, lenet, six_layer_vgg, tiny_vgg

Layers = tuple[Layer, ...]
Nodes = tuple[Node, ...]
Shape = tuple[int, ...]
BUILT = "built"
"""Name of the network that the link has as text, as the builder hands it over."""
MOST_MULTIPLY_ADDS = 300_000_000
"""Multiply-adds for one picture: with more, training on a processor is no fun for anybody."""
MOST_PARAMETERS = 5_000_000
MOST_NORMALISED_WORK = 550_000_000
"""For one picture, with batch normalisation, whose slices hold 32: one takes about 0.3 s of a core.
A number in the maps takes as long as 100 multiply-adds, as it is written and read several times."""
_WORK_OF_A_NUMBER = 100


@dataclass(frozen=True)
class Entry:
    """A network before it is built; `rate` is a learning rate for SGD with momentum."""

    title: str
    make: Callable[[Shape, int], Layers | Nodes]
    rate: float


def _small(shape: Shape, classes: int) -> Layers:
    """Two convolutions of 16 filters, pooling, one of 32, pooling, and the classes."""

    def convolution(count: int) -> list[LayerSpec]:
        settings = {"out_channels": count, "kernel_size": 3, "padding": "same"}
        return [("Conv2d", settings), ("BatchNorm2d", {}), ("ReLU", {})]

    pooling: LayerSpec = ("MaxPool2d", {"kernel_size": 2})
    end: list[LayerSpec] = [
        ("Flatten", {}),
        ("Dropout", {"p": 0.5}),
        ("Linear", {"out_features": classes}),
    ]
    specs = [*convolution(16), *convolution(16), pooling, *convolution(32), pooling, *end]
    return build(shape, [*specs, ("Softmax", {})])


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
    "residual": Entry(
        "Residual network: CONV, 3 blocks with shortcuts",
        lambda shape, classes: residual(shape, classes, blocks=1),
        0.05,
    ),
    "inception": Entry(
        "Small Inception: CONV, 10 modules of two branches",
        lambda shape, classes: small_inception(shape, classes, filters=24),
        0.05,
    ),
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


def names(shape: Shape, classes: int, own: str = "") -> list[str]:
    """Those that fit pictures of this shape, the learner's `own` first: its text."""
    every = [BUILT, *ENTRIES] if own else list(ENTRIES)
    return [name for name in every if not problem(name, shape, classes, own)]


def problem(name: str, shape: Shape, classes: int, own: str = "") -> str:
    """Why a network does not fit pictures of this shape, in one sentence; empty where it does."""
    try:
        made = nodes(name, shape, classes, own)
    except (ValueError, TypeError) as error:
        return sentence(str(error))
    return why_not(graph_table(shape, made), classes)


def why_not(made: Table, classes: int) -> str:
    """Why such a network cannot be trained here, in one sentence; empty where it can be."""
    if made.problem:
        return sentence(made.problem)
    if made.output != (classes,):
        return f"It must end in an FC layer of {classes} neurons, one for each class."
    if made.parameters > MOST_PARAMETERS or made.multiply_adds > MOST_MULTIPLY_ADDS:
        return "It is too large to train here: choose a smaller one."
    numbers = sum(row.volume.count for row in made.rows)
    work = made.multiply_adds + _WORK_OF_A_NUMBER * numbers
    is_normalised = any(isinstance(row.layer, BatchNorm2d) for row in made.rows)
    if is_normalised and work > MOST_NORMALISED_WORK:
        return (
            "It is too large to train here with batch normalisation, which needs"
            f" {LEAST_BATCH_NORM_SAMPLES} pictures at a time: choose a smaller one."
        )
    return "" if made.parameters else "It has no weights to learn."


def title(name: str) -> str:
    """Return the network's title in the menu."""
    return "Your own network" if name == BUILT else ENTRIES[name].title


def nodes(name: str, shape: Shape, classes: int, own: str = "") -> Nodes:
    """Return the network's layers as nodes; those in a line up to the first that does not fit.

    Raises ValueError or TypeError where `own` has settings that no layer can have.
    """
    if name != BUILT:
        return as_nodes(ENTRIES[name].make(shape, classes))
    if branching_networks.is_one(own):
        return branching_networks.nodes(own, shape, classes)
    return as_nodes(build(shape, notation.read(own)))


def rate(name: str, data: str) -> float:
    """Return a learning rate that suits it, with the data set of this name."""
    if data == "digits" and name in _OF_DIGITS:
        return _OF_DIGITS[name]
    return ENTRIES[name].rate if name in ENTRIES else 0.01

"""What goes on inside a network: filters, maps, and how activations and gradients are spread."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.training.dead_units import trainable_layers
from app.training.evaluation import class_probabilities
from app.training.run import Run
from engine.datasets.data_set import as_input
from engine.networks import Conv2d, Graph, Linear
from engine.networks.training import LOSSES

PICTURES = 32
"""So many training pictures, always the same, are sent through to see how numbers are spread."""
MOST_MAPS = 16
MOST_FILTERS = 32
BINS = 21
_MOST_NUMBERS = 20_000
Array = NDArray[Any]


@dataclass(frozen=True)
class Selection:
    """Which run is inspected, with which validation picture.

    `cell` is the cell of the confusion matrix that is opened: true class, predicted class.
    """

    run: int = 0
    picture: int = 0
    cell: tuple[int, int] | None = None


@dataclass(frozen=True)
class Spread:
    """A histogram over equal bins from `low` to `high`."""

    counts: tuple[int, ...]
    low: float
    high: float


@dataclass(frozen=True)
class LayerInspection:
    """One layer that learns: what comes out of it, activation included, and its weights' gradients.

    `note` counts what has stopped learning, once that is counted (`dead_units.DeadUnitCounter`).
    """

    title: str
    activations: Spread
    gradients: Spread
    note: str


@dataclass(frozen=True)
class Maps:
    """The maps of one picture after a layer, M×H×W."""

    title: str
    maps: Array


@dataclass(frozen=True)
class Inspection:
    """What is inside a network, for one picture.

    `filters` are N×C×F×F, `scores` the last layer's outputs before the softmax, `probabilities`
    those after it.
    """

    filters: Array
    maps: tuple[Maps, ...]
    layers: tuple[LayerInspection, ...]
    picture: Array
    label: int
    scores: Array
    probabilities: Array


def inspect(run: Run, picture: int, notes: Sequence[str] = ()) -> Inspection:
    """Look into the network of `run` as it is now; nothing is learned by it.

    `notes` tell what has stopped learning, layer by layer, if that is known.
    """
    with run.lock, np.errstate(all="ignore"):
        network, data = run.network, run.pictures
        picture = min(picture, len(data) - 1)
        one = as_input(data.pictures[picture : picture + 1])
        outputs = network.trace(one, keep=True, layers=network.scoring_layers).activations
        maps = tuple(
            Maps(one.title, outputs[one.activation][0, :MOST_MAPS])
            for one in trainable_layers(network)
            if outputs[one.activation].ndim == 4
        )
        return Inspection(
            _filters(network).copy(),
            maps,
            tuple(_layers(run, notes)),
            data.pictures[picture],
            int(data.labels[picture]),
            outputs[-1][0],
            class_probabilities(outputs[-1])[0],
        )


def _filters(network: Graph) -> Array:
    """Return the first layer's weights as small pictures."""
    first = next(
        number for number, layer in enumerate(network.layers) if isinstance(layer, Conv2d | Linear)
    )
    weights = network.parameters[f"{network.nodes[first].name}.weight"][:MOST_FILTERS]
    if weights.ndim == 2:
        shape = network.input_shape if first == 1 else (1, 1, weights.shape[1])
        return weights.reshape(-1, *shape)
    return weights


def _layers(run: Run, notes: Sequence[str]) -> Iterator[LayerInspection]:
    network, train = run.network, run.data.train
    count = min(PICTURES, run.samples, len(train))
    x = as_input(train.pictures[:count])
    trace = network.trace(x, keep=True, layers=network.scoring_layers)
    _, grad = LOSSES[run.settings.loss](trace.output, train.labels[:count])
    gradients = network.backward(trace, grad).parameters
    for number, layer in enumerate(trainable_layers(network)):
        place, end = layer.index, layer.activation
        title = f"{layer.title} + {network.layers[end].title}" if end > place else layer.title
        yield LayerInspection(
            title,
            spread(trace.activations[end]),
            spread(gradients[f"{network.nodes[place].name}.weight"]),
            notes[number] if notes else "",
        )


def spread(values: Array) -> Spread:
    """How the numbers are spread; of very many, every n-th."""
    flat = values.reshape(-1)
    flat = flat[:: -(-flat.size // _MOST_NUMBERS)]
    flat = flat[np.isfinite(flat)]
    if not flat.size:
        return Spread((0,) * BINS, 0.0, 0.0)
    low, high = min(0.0, float(flat.min())), max(0.0, float(flat.max()))
    counts, _ = np.histogram(flat, BINS, (low, high if high > low else low + 1e-9))
    return Spread(tuple(counts.tolist()), low, high)

"""What has stopped learning: units that are 0 for many pictures, and saturated numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.training.run import SLICE, Run
from engine.datasets.data_set import as_input
from engine.networks import Conv2d, Graph, Layer, Linear, Maxout, ReLU, Sequential
from engine.networks.layers.activation import Activation

PICTURES = 256
"""So many training pictures, always the first ones, are asked."""


@dataclass(frozen=True)
class TrainableLayer:
    """A layer with filters or neurons: its name, its number, and that of its activation.

    Where it has no activation, the last is its own number.
    """

    title: str
    index: int
    activation: int


def trainable_layers(network: Graph) -> Iterator[TrainableLayer]:
    """Yield the layers that learn, in order; in a network that branches, by their nodes' names."""
    layers, titles = network.layers[: network.scoring_layers], _titles(network)
    readers: dict[str, list[int]] = {node.name: [] for node in network.nodes}
    for place, node in enumerate(network.nodes[: len(layers)]):
        for name in node.inputs:
            if name in readers:
                readers[name].append(place)
    for place, layer in enumerate(layers):
        if type(layer) in (Conv2d, Linear):
            yield TrainableLayer(titles[place], place, _activation(network, place, readers))


def _titles(network: Graph) -> list[str]:
    """Return what each layer is called; in a line, convolutions and dense layers are counted."""
    if not isinstance(network, Sequential):
        return [node.name for node in network.nodes]
    titles, counted = [], {"CONV": 0, "FC": 0}
    for layer in network.layers:
        kind = "CONV" if type(layer) is Conv2d else "FC"
        counted[kind] += type(layer) in (Conv2d, Linear)
        titles.append(f"{kind}{counted[kind]}")
    return titles


def _activation(network: Graph, place: int, readers: Mapping[str, list[int]]) -> int:
    """Return the number of the last activation before another layer learns, or branches meet.

    It is `place` itself where there is none. Where several layers read one, the way ends.
    """
    nodes, rows = network.nodes, network.table.rows
    found, sides = place, len(rows[place].output)
    following = readers[nodes[place].name]
    while len(following) == 1:
        (at,) = following
        layer, following = nodes[at].layer, readers[nodes[at].name]
        if type(layer) in (Conv2d, Linear) or len(nodes[at].inputs) > 1:
            break
        if isinstance(layer, Activation | Maxout) and len(rows[at].output) == sides:
            found = at
    return found


class DeadUnitCounter:
    """Asks `PICTURES` pictures, as many at a time as go through the network in one slice.

    While the run is trained, the weights change between the parts: the count is of its last steps.
    Once it is paused, the count is of the weights that are there.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._network = run.network
        self._notes: tuple[str, ...] = ()
        self._counted_version: object = None
        self._restart()

    @property
    def is_done(self) -> bool:
        """Whether the notes are of the weights of now."""
        return self._counted_version == self.run.version

    @property
    def notes(self) -> tuple[str, ...]:
        """Return a note for each trainable layer, empty where nothing can stop learning.

        There are none before all pictures are counted, and none of another network, which another
        activation function or a rewind makes.
        """
        return self._notes if self._network is self.run.network else ()

    def work(self) -> None:
        """Ask a part of the pictures."""
        run = self.run
        with run.lock, np.errstate(all="ignore"):
            is_old = run.state != "running" and self._version != run.version
            if self._network is not run.network or is_old:
                self._restart()
            pictures = run.data.train.pictures[:PICTURES]
            most = max(1, SLICE // max(1, run.network.table.multiply_adds))
            x = as_input(pictures[self._at : self._at + most])
            trace = run.network.trace(x, keep=True, layers=run.network.scoring_layers)
            for tally, layer in zip(self._tallies, trainable_layers(run.network), strict=True):
                tally.add(trace.activations[layer.activation])
            self._at += len(x)
            if self._at == len(pictures):
                self._finish()

    def _restart(self) -> None:
        run = self.run
        if self._network is not run.network:
            self._network, self._notes = run.network, ()
        self._version, self._at = run.version, 0
        layers = run.network.layers
        self._tallies = [_Tally(layers[one.activation]) for one in trainable_layers(run.network)]

    def _finish(self) -> None:
        self._notes = tuple(tally.note for tally in self._tallies)
        self._counted_version = self._version
        self._restart()


class _Tally:
    """Of one layer, whose activation is `activation`, or no activation at all."""

    def __init__(self, activation: Layer) -> None:
        self._is_relu = isinstance(activation, ReLU)
        self._saturated_beyond = getattr(activation, "saturated", None)
        self._pictures = self._numbers = self._saturated = 0
        self._alive: NDArray[np.bool_] | None = None
        self._unit = ""

    def add(self, outputs: NDArray[Any]) -> None:
        """Add a layer's outputs for some pictures: N×C×H×W or N×C."""
        self._pictures += len(outputs)
        if self._saturated_beyond:
            low, high = self._saturated_beyond
            self._numbers += outputs.size
            self._saturated += int(((outputs < low) | (outputs > high)).sum())
        elif self._is_relu:
            rest = tuple(axis for axis in range(outputs.ndim) if axis != 1)
            alive = np.asarray((~(outputs <= 0)).any(axis=rest))
            self._alive = alive if self._alive is None else self._alive | alive
            self._unit = "feature maps" if outputs.ndim == 4 else "neurons"

    @property
    def note(self) -> str:
        """In a few words."""
        if self._numbers:
            share = self._saturated / self._numbers
            return f"{share:.0%} saturated on {self._pictures} images"
        if self._alive is not None:
            dead = f"{int((~self._alive).sum())} of {len(self._alive)} {self._unit} dead"
            return f"{dead} (zero on all {self._pictures} images)"
        return ""

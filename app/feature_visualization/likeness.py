"""Which pictures are alike: by the features of a layer, and by their pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.feature_visualization import picture_sets
from app.feature_visualization.analysis import Scene
from app.feature_visualization.picture_sets import Exhibit
from app.trained_networks.scene import Floats, remember
from engine.datasets import as_input
from engine.explain.features import nearest
from engine.networks import Flatten, Graph, Sequential

SHOWN = 5


@dataclass(frozen=True)
class Neighbour:
    """A picture that is like the chosen one: by which cosine, and what both are compared by."""

    exhibit: Exhibit
    cosine: float
    ours: Floats = field(repr=False)
    theirs: Floats = field(repr=False)


@dataclass(frozen=True)
class Neighbours:
    """The pictures nearest to the chosen one, by features and by pixels."""

    by_features: tuple[Neighbour, ...]
    by_pixels: tuple[Neighbour, ...]


def others(scene: Scene, exhibits: Sequence[Exhibit]) -> tuple[Exhibit, ...]:
    """Leave out the chosen picture and its parts."""
    own = {id(one.whole) for one in exhibits if np.array_equal(one.pixels, scene.subject.pixels)}
    return tuple(one for one in exhibits if id(one.whole) not in own)


def neighbours(
    scene: Scene, exhibits: Sequence[Exhibit], key: str, tell: Callable[[float], None]
) -> Neighbours:
    """Return the nearest pictures, one part of each whole one; `key` names the set.

    `tell` is called with the share that is done, and may break off.
    """

    def make() -> tuple[Neighbours, Floats]:
        plain = Sequential(scene.network.input_shape, [Flatten()])
        found = Neighbours(
            _nearest(scene.network, scene.features, scene.x, exhibits, tell),
            _nearest(plain, plain.nodes[0].name, scene.x, exhibits, lambda share: None),
        )
        return found, np.concatenate([one.theirs for one in found.by_features])

    return remember(scene, ("nearest", key, scene.features), make)


def _nearest(
    network: Graph,
    layer: str,
    x: Floats,
    exhibits: Sequence[Exhibit],
    tell: Callable[[float], None],
) -> tuple[Neighbour, ...]:
    best: dict[int, tuple[float, Exhibit]] = {}
    count = picture_sets.at_once(network.input_shape)
    for first in range(0, len(exhibits), count):
        some = exhibits[first : first + count]
        found = nearest(network, layer, x, as_input(picture_sets.stacked(some)), len(some))
        for number, cosine in zip(found.pictures[0], found.similarity[0], strict=True):
            exhibit = some[number]
            if id(exhibit.whole) not in best or cosine > best[id(exhibit.whole)][0]:
                best[id(exhibit.whole)] = float(cosine), exhibit
        tell(min(1.0, (first + len(some)) / len(exhibits)))
    chosen = sorted(best.values(), key=lambda pair: -pair[0])[:SHOWN]
    ours = features(network, layer, x)[0]
    return tuple(
        Neighbour(one, cosine, ours, features(network, layer, as_input(one.pixels[None]))[0])
        for cosine, one in chosen
    )


def features(network: Graph, layer: str, x: Floats) -> NDArray[np.float32]:
    """Return what a layer gives for pictures, a row for each."""
    number = [node.name for node in network.nodes].index(layer)
    output: NDArray[np.float32] = network.trace(x, layers=number + 1).output
    return output.reshape(len(output), -1)

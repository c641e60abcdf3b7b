"""Early against deep layers: three layers of a network, and what tells them apart."""

import math
from dataclasses import dataclass

import numpy as np

from app.look_inside import layers
from app.look_inside.analysis import Scene
from app.trained_networks.scene import Floats, remember
from engine.explain.features import map_statistics, nearest
from engine.networks.graph import Graph

_PLACES = ("Early", "Middle", "Deep")
_KINDS = ("function", "max", "average")
"""Layers after which a network goes on with what is left of its maps."""


@dataclass(frozen=True)
class Depth:
    """A layer of the lesson: its number, the input being 0, and what is said of it."""

    number: int
    title: str
    facts: tuple[tuple[str, str], ...]


def lesson(scene: Scene, second: Scene | None) -> tuple[Depth, ...]:
    """Return an early, a middle and a deep layer; fewer where there are not so many with maps."""
    numbers = chosen(scene.network)
    places = _PLACES if len(numbers) == len(_PLACES) else (_PLACES[0], _PLACES[-1])
    return tuple(
        Depth(number, place, _facts(scene, second, number))
        for place, number in zip(places, numbers, strict=False)
    )


def chosen(network: Graph) -> tuple[int, ...]:
    """Return the numbers of the first, the middle and the last layer with maps of several cells."""
    shapes = enumerate((row.output for row in network.table.rows), 1)
    mapped = [number for number, shape in shapes if math.prod(shape[1:]) > 1]
    settled = [n for n in mapped if layers.kind(network.layers[n - 1]) in _KINDS]
    among = settled if len(settled) >= len(_PLACES) else mapped
    places = {0, len(among) // 2, len(among) - 1} if among else set()
    return tuple(among[place] for place in sorted(places))


def _facts(scene: Scene, second: Scene | None, number: int) -> tuple[tuple[str, str], ...]:
    maps, rows, columns = scene.outputs[number].shape
    facts = [("Maps", f"{maps} of {columns}×{rows} cells")]
    if (seen := _seen(scene.network, number)) is not None:
        facts.append(("A cell sees", seen))
    zeros = map_statistics(scene.outputs[number]).zeros
    facts.append(("Zeros", f"{100 * zeros:.0f}%"))
    if second is not None:
        facts.append(("Similarity", f"{_similarity(scene, second, number):.2f}"))
    return tuple(facts)


def _seen(network: Graph, number: int) -> str | None:
    """Say how many pixels a cell sees; None where that differs from cell to cell."""
    fields = layers.receptive_fields(network)[number]
    if fields is None:
        return None
    (_, _, high), (_, _, wide) = fields
    _, height, width = network.input_shape
    if high > height or wide > width:
        return f"{wide}×{high} (the picture: {width}×{height})"
    return f"{wide}×{high} of {width}×{height} pixels"


def _similarity(scene: Scene, second: Scene, number: int) -> float:
    """Return the cosine between all numbers that a layer gives for two pictures."""

    def make() -> tuple[float, Floats]:
        found = nearest(scene.network, number - 1, scene.x, second.x, 1).similarity
        return float(found[0, 0]), found.astype(np.float32)

    return remember(scene, ("similarity", second.subject.key, number), make)

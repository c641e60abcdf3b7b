"""What the page shows, asked of the engine once for all who look at the same."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.memory import Budget
from app.where_it_looks import subjects
from app.where_it_looks.schema import LAST, NONE, PREDICTED, USUAL, WhereState
from engine import networks
from engine.datasets import as_input
from engine.explain.features import receptive_field
from engine.explain.heat_maps import Occlusion, occlusion_steps
from engine.explain.heat_maps.methods import HeatMap, heat_map, last_maps
from engine.explain.heat_maps.scores import probabilities
from engine.networks.graph import Graph
from engine.networks.shipped import Card

Floats = NDArray[np.float32]
Result = TypeVar("Result")
Spans = list[tuple[int, int]]
_BUDGET = 64_000_000
"""Bytes of results that the process keeps ready."""


@dataclass(frozen=True)
class Scene:
    """A network before a picture: what it predicts, and the two classes that are explained."""

    state: WhereState
    network: Graph
    card: Card
    subject: subjects.Subject
    x: Floats = field(repr=False)
    probabilities: Floats = field(repr=False)
    target: int
    other: int | None

    @property
    def layer(self) -> str:
        """The layer whose maps are weighted; CAM has its own."""
        is_last = self.state.layer == LAST or self.state.method == "cam"
        return last_maps(self.network) if is_last else self.state.layer

    @property
    def ranked(self) -> list[int]:
        """The classes, the most probable first."""
        return [int(number) for number in np.argsort(-self.probabilities, kind="stable")]

    @property
    def classes(self) -> tuple[int, ...]:
        """The classes that are explained: one, or two."""
        return (self.target,) if self.other is None else (self.target, self.other)

    @property
    def key(self) -> tuple[str, ...]:
        """What a result depends on, whatever the method."""
        return self.state.network, self.subject.key


@dataclass(frozen=True)
class _Kept(Generic[Result]):
    """A result within the budget; `pixels` stands for what it needs."""

    result: Result
    pixels: NDArray[np.uint8]


_kept = Budget[_Kept[Any]](_BUDGET)


def remember(scene: Scene, what: Hashable, make: Callable[[], tuple[Result, Floats]]) -> Result:
    """Return what was made of this network and picture, or make it: a result, and its numbers."""

    def kept() -> _Kept[Result]:
        result, numbers = make()
        return _Kept(result, np.ascontiguousarray(numbers).view(np.uint8))

    found: Result = _kept.get((*scene.key, what), kept).result
    return found


def scene(state: WhereState) -> Scene:
    """Return the network before the picture of a state."""
    network, card = networks.trained(state.network), networks.card(state.network)
    subject = subjects.subject(state.picture, state.network)
    x = as_input(subject.pixels[None])
    found = probabilities(network, x)[0]
    order = [int(number) for number in np.argsort(-found, kind="stable")]
    target = order[0] if state.target == PREDICTED else card.classes.index(state.target)
    other = _other(state, card, subject.truth, target, order)
    return Scene(state, network, card, subject, x, found, target, other)


def _other(
    state: WhereState, card: Card, truth: str | None, target: int, order: list[int]
) -> int | None:
    """Return the class beside the first: the chosen one, the true one or the runner-up."""
    if state.compare == NONE:
        return None
    if state.compare != USUAL:
        return card.classes.index(state.compare)
    true = None if truth is None else card.classes.index(truth)
    if true is not None and true != target:
        return true
    return next(number for number in order if number != target)


def explained(scene: Scene, target: int) -> HeatMap:
    """Return the heat map of a class; raises ValueError where the method cannot give one."""
    state = scene.state
    settings = state.method, scene.layer, target, state.patch, state.stride

    def make() -> tuple[HeatMap, Floats]:
        found = of(scene, scene.network, scene.x, target)
        return found, found.values if found.weighted is None else found.weighted.maps

    return remember(scene, settings, make)


def of(scene: Scene, network: Graph, x: Floats, target: int) -> HeatMap:
    """Return the heat map of another network or picture, in the way of this state."""
    state = scene.state
    return heat_map(network, x, target, state.method, scene.layer, state.patch, state.stride)


def _silent(share: float) -> None:
    """Tell nobody."""


def occluded(scene: Scene, tell: Callable[[float], None] = _silent) -> Occlusion:
    """Return the class's probability with the patch at each of its positions.

    `tell` is called with the share that is done, and may break off.
    """
    state = scene.state

    def make() -> tuple[Occlusion, Floats]:
        steps = occlusion_steps(scene.network, scene.x, scene.target, state.patch, state.stride)
        for found in steps:
            tell(found.done / found.positions)
        return found, found.scores

    return remember(scene, ("positions", scene.target, state.patch, state.stride), make)


def seen_by_cells(scene: Scene, rows: int, columns: int) -> tuple[Spans, Spans]:
    """Return which pixels the layer's cells see: (first, how many) for each row and each column."""
    fields = [receptive_field(scene.network, scene.layer, (row, 0)) for row in range(rows)]
    others = [receptive_field(scene.network, scene.layer, (0, column)) for column in range(columns)]
    return (
        [(field.top, field.height) for field in fields],
        [(field.left, field.width) for field in others],
    )

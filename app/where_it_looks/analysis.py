"""What the page shows, asked of the engine once for all who look at the same."""

from dataclasses import dataclass

from app.trained_networks import scene as looked_at
from app.trained_networks.scene import Floats, remember
from app.where_it_looks.schema import (
    NONE,
    PREDICTED,
    USUAL,
    WhereState,
    effective_cell,
    weighted_layer,
)
from engine.explain.features import EffectiveField, effective_receptive_field, receptive_field
from engine.explain.heat_maps import Occlusion, occlusion_steps
from engine.explain.heat_maps.methods import HeatMap, heat_map
from engine.explain.heat_maps.scores import Tell, silent
from engine.networks.graph import Graph

Spans = list[tuple[int, int]]
_SIDE = 32  # pixels of a picture for which the state says patch and stride


@dataclass(frozen=True)
class Scene(looked_at.Scene):
    """A network before a picture, and the two classes that are explained."""

    state: WhereState
    target: int
    other: int | None

    @property
    def layer(self) -> str:
        """The layer whose maps are weighted."""
        return weighted_layer(self.state, self.network)

    @property
    def unit(self) -> int:
        """Pixels by which the patch grows: larger pictures have larger ones, not more positions."""
        side: int = min(self.x.shape[2:])
        return max(1, round(side / _SIDE))

    @property
    def patch(self) -> int:
        """The side of the patch in pixels."""
        largest: int = min(self.x.shape[2:])
        return min(self.state.patch * self.unit, largest)

    @property
    def stride(self) -> int:
        """How many pixels the patch moves."""
        return min(self.state.stride * self.unit, self.patch)

    @property
    def classes(self) -> tuple[int, ...]:
        """The classes that are explained: one, or two."""
        return (self.target,) if self.other is None else (self.target, self.other)


def scene(state: WhereState) -> Scene:
    """Return the network before the picture of a state."""
    found = looked_at.scene(state.network, state.picture)
    classes = found.card.classes
    target = found.ranked[0] if state.target == PREDICTED else classes.index(state.target)
    return Scene(**vars(found), state=state, target=target, other=_other(state, found, target))


def _other(state: WhereState, scene: looked_at.Scene, target: int) -> int | None:
    """Return the class beside the first: the chosen one, the true one or the runner-up."""
    if state.compare == NONE:
        return None
    if state.compare != USUAL:
        return scene.card.classes.index(state.compare)
    if scene.truth is not None and scene.truth != target:
        return scene.truth
    return next(number for number in scene.ranked if number != target)


def explained(scene: Scene, target: int, tell: Tell = silent) -> HeatMap:
    """Return the heat map of a class; raises ValueError where the method cannot give one.

    `tell` is called with the share that is done, and may break off.
    """
    state = scene.state
    settings = state.method, scene.layer, target, state.patch, state.stride

    def make() -> tuple[HeatMap, Floats]:
        found = of(scene, scene.network, scene.x, target, tell)
        return found, found.values if found.weighted is None else found.weighted.maps

    return remember(scene, settings, make)


def of(scene: Scene, network: Graph, x: Floats, target: int, tell: Tell = silent) -> HeatMap:
    """Return the heat map of another network or picture, in the way of this state."""
    method, layer = scene.state.method, scene.layer
    return heat_map(network, x, target, method, layer, scene.patch, scene.stride, tell)


def occluded(scene: Scene, tell: Tell = silent) -> Occlusion:
    """Return the class's probability with the patch at each of its positions.

    `tell` is called with the share that is done, and may break off.
    """
    state = scene.state

    def make() -> tuple[Occlusion, Floats]:
        steps = occlusion_steps(scene.network, scene.x, scene.target, scene.patch, scene.stride)
        for found in steps:
            tell(found.done / found.positions)
        return found, found.scores

    return remember(scene, ("positions", scene.target, state.patch, state.stride), make)


def effective_field(scene: Scene) -> EffectiveField | None:
    """Return the effective receptive field of the cell that was asked for, in this picture.

    It is that of the weighted sum before ReLU, its weights held as they are.
    """
    asked = effective_cell(scene.state, scene.network)
    if asked is None:
        return None
    number, *cell = asked
    weighted = explained(scene, scene.classes[number]).weighted
    assert weighted is not None

    def make() -> tuple[EffectiveField, Floats]:
        found = effective_receptive_field(
            scene.network, scene.layer, cell, scene.x, weights=weighted.weights[0]
        )
        return found, found.map

    key = "effective", scene.state.method, scene.layer, scene.classes[number], *cell
    return remember(scene, key, make)


def seen_by_cells(scene: Scene, rows: int, columns: int) -> tuple[Spans, Spans]:
    """Return which pixels the layer's cells see: (first, how many) for each row and each column."""
    fields = [receptive_field(scene.network, scene.layer, (row, 0)) for row in range(rows)]
    others = [receptive_field(scene.network, scene.layer, (0, column)) for column in range(columns)]
    return (
        [(field.top, field.height) for field in fields],
        [(field.left, field.width) for field in others],
    )

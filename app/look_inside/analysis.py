"""What the page shows, asked of the engine once for all who look at the same."""

from dataclasses import dataclass, field, replace

import numpy as np

from app.look_inside.schema import ANOTHER, NONE, SHIFTED, InsideState, numbers
from app.trained_networks import scene as looked_at
from app.trained_networks import subjects
from app.trained_networks.scene import Floats, remember
from engine.explain.features import EffectiveField, effective_receptive_field


@dataclass(frozen=True)
class Scene(looked_at.Scene):
    """A network before a picture, and what every layer makes of it: the input comes first."""

    state: InsideState
    outputs: tuple[Floats, ...] = field(repr=False)


def scene_of(state: InsideState) -> Scene:
    """Return the network before the picture of a state."""
    return _with_outputs(looked_at.scene(state.network, state.picture), state)


def _with_outputs(found: looked_at.Scene, state: InsideState) -> Scene:
    def make() -> tuple[tuple[Floats, ...], Floats]:
        made = found.network.trace(found.x, keep=True).activations
        outputs = found.x[0], *(one[0] for one in made)
        return outputs, np.concatenate([one.ravel() for one in outputs])

    return Scene(**vars(found), state=state, outputs=remember(found, "outputs", make))


def beside(scene: Scene) -> Scene | None:
    """Return what the scene is compared with: the picture shifted, another one, or a network."""
    state = scene.state
    if state.beside == NONE:
        return None
    if state.beside == SHIFTED:
        moved = subjects.shifted(scene.subject, state.shift)
        return _with_outputs(looked_at.before(state.network, moved), state)
    if state.beside.startswith(ANOTHER):
        return scene_of(replace(state, network=state.beside.removeprefix(ANOTHER)))
    return scene_of(replace(state, picture=state.beside))


def effective_field(scene: Scene) -> EffectiveField | None:
    """Return the effective receptive field of the cell that was asked for, in this picture."""
    place = scene.state.effective
    if not place:
        return None
    layer, map_, row, column = numbers(place)

    def make() -> tuple[EffectiveField, Floats]:
        found = effective_receptive_field(
            scene.network, layer - 1, (row, column), scene.x, channel=map_
        )
        return found, found.map

    return remember(scene, ("effective", place), make)

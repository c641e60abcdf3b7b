"""What the page shows, asked of the engine once for all who look at the same."""

from dataclasses import dataclass, field

import numpy as np

from app.look_inside.schema import InsideState
from app.trained_networks import scene as looked_at
from app.trained_networks.scene import Floats, remember


@dataclass(frozen=True)
class Scene(looked_at.Scene):
    """A network before a picture, and what every layer makes of it: the input comes first."""

    state: InsideState
    outputs: tuple[Floats, ...] = field(repr=False)


def scene(state: InsideState) -> Scene:
    """Return the network before the picture of a state."""
    found = looked_at.scene(state.network, state.picture)

    def make() -> tuple[tuple[Floats, ...], Floats]:
        made = found.network.trace(found.x, keep=True).activations
        outputs = found.x[0], *(one[0] for one in made)
        return outputs, np.concatenate([one.ravel() for one in outputs])

    return Scene(**vars(found), state=state, outputs=remember(found, "outputs", make))

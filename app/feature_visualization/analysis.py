"""What the page shows, asked of the engine once for all who look at the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.feature_visualization import picture_sets, units
from app.feature_visualization.picture_sets import Exhibit
from app.feature_visualization.schema import MIDDLE, PREDICTED, USUAL, FeatureState
from app.trained_networks import scene as looked_at
from app.trained_networks.scene import Floats, remember
from engine.datasets import as_input
from engine.explain.features import Patch, top_patches

SHOWN = 9
"""Patches that are shown, as in Zeiler and Fergus."""


@dataclass(frozen=True)
class Scene(looked_at.Scene):
    """A network before a picture, and the unit that is looked at."""

    state: FeatureState

    @property
    def layer(self) -> str:
        """The layer of the unit."""
        usual = self.state.layer == USUAL
        return units.usual_layer(self.network) if usual else self.state.layer

    @property
    def features(self) -> str:
        """The layer by which pictures are compared."""
        usual = self.state.features == USUAL
        return units.usual_features(self.network) if usual else self.state.features

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of the unit's layer."""
        return units.shape(self.network, self.layer)

    @property
    def cell(self) -> tuple[int, int]:
        """The row and column of the unit, where it is one cell."""
        _, height, width = self.shape
        row, column = self.state.row, self.state.column
        return height // 2 if row == MIDDLE else row, width // 2 if column == MIDDLE else column

    @property
    def target(self) -> int:
        """The class whose score is maximised."""
        chosen = self.state.target
        return self.ranked[0] if chosen == PREDICTED else self.card.classes.index(chosen)


@dataclass(frozen=True)
class Found:
    """A picture in which a channel is active: where most, and how strongly."""

    exhibit: Exhibit
    patch: Patch


def scene(state: FeatureState) -> Scene:
    """Return the network before the picture of a state."""
    found = looked_at.scene(state.network, state.picture)
    return Scene(**vars(found), state=state)


def _silent(share: float) -> None:
    """Tell nobody."""


def searched(
    scene: Scene, exhibits: Sequence[Exhibit], key: str, tell: Callable[[float], None] = _silent
) -> tuple[Found, ...]:
    """Return the pictures that activate the channel most, one part of each whole picture.

    `key` names the set. `tell` is called with the share that is done, and may break off.
    """
    asked = "patches", key, scene.layer, scene.state.channel

    def make() -> tuple[tuple[Found, ...], Floats]:
        found = _best(scene, exhibits, tell)
        return found, np.zeros(1, np.float32)

    return remember(scene, asked, make)


def here(scene: Scene) -> Patch:
    """Return where the channel is most active in the chosen picture."""
    (found,) = top_patches(scene.network, scene.layer, scene.state.channel, scene.x, 1)
    return found


def _best(
    scene: Scene, exhibits: Sequence[Exhibit], tell: Callable[[float], None]
) -> tuple[Found, ...]:
    best: dict[int, Found] = {}
    count = picture_sets.at_once(scene.network.input_shape)
    for first in range(0, len(exhibits), count):
        some = exhibits[first : first + count]
        batch = as_input(picture_sets.stacked(some))
        for patch in top_patches(scene.network, scene.layer, scene.state.channel, batch, len(some)):
            one = Found(some[patch.picture], patch)
            whole = id(one.exhibit.whole)
            if whole not in best or patch.value > best[whole].patch.value:
                best[whole] = one
        tell(min(1.0, (first + len(some)) / len(exhibits)))
    return tuple(sorted(best.values(), key=lambda one: -one.patch.value)[:SHOWN])

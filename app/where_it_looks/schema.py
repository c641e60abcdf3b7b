"""The page's state: the network, what it is shown, the class, and how it is explained."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app.pictures import OWN
from app.state.schema import Schema, choice, custom, flag, position, whole
from app.trained_networks import link_fields, own_state, subjects
from engine import networks
from engine.explain.heat_maps.class_maps import WEIGHTED
from engine.explain.heat_maps.methods import METHODS, last_maps, map_layers
from engine.networks.graph import Graph

VIEWS = ("map", "occlusion", "checks")
NETWORKS = networks.shipped()
FIRST_NETWORK = "residual_cifar10"
"""The most accurate of them, whose head allows CAM."""
PREDICTED = "predicted"
USUAL, NONE = "usual", "none"
"""Beside the class: the true one or the runner-up, and nothing."""
LAST = "last"
"""The layer that heat maps are usually made of."""


@dataclass(frozen=True)
class WhereState(Schema):
    """All that a link carries.

    `target` is the class that is explained, `compare` the one beside it. `signed` shows the map
    before ReLU too, `smooth` enlarges it by interpolation, `strength` is that of the overlay in %.
    `common`: maps of one kind have one colour scale, not each its own. `patch` and `stride` are
    those of the occlusion, in pixels. `effective` is the cell whose effective receptive field was
    asked for, `map0_3_4`: of the first class's map. `cell` is the pinned cell, or where the patch
    lies.
    """

    view: str = choice(VIEWS, default="map")
    network: str = choice(NETWORKS, default=FIRST_NETWORK, head=True)
    picture: str = choice(subjects.every(), default=subjects.first(FIRST_NETWORK))
    target: str = custom(read=link_fields.class_or(PREDICTED), default=PREDICTED)
    compare: str = custom(read=link_fields.class_or(USUAL, NONE), default=USUAL)
    method: str = choice(METHODS, default="grad_cam")
    layer: str = custom(read=link_fields.layer, default=LAST)
    signed: bool = flag(default=False)
    smooth: bool = flag(default=False)
    common: bool = flag(default=False)
    strength: int = whole(0, 100, default=80)
    patch: int = whole(4, 16, default=6)
    stride: int = whole(1, 4, default=2)
    curves: bool = flag(default=False)
    effective: str = custom(read=link_fields.opened, default="")
    cell: str = position(custom(read=link_fields.opened, default=""))

    def start(self) -> Self:
        """Return this state with the first picture of its network, and what it predicts for it."""
        first = subjects.first(self.network)
        start = replace(self, picture=first, target=PREDICTED, compare=USUAL, layer=LAST)
        return replace(start, effective="")

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Replace what the network of the link does not have."""
        del given
        state, start, sentences = self, self.start(), []
        for name, what, known in (
            ("picture", "a picture", (OWN, *subjects.names(self.network))),
            ("target", "a class", (PREDICTED, *networks.card(self.network).classes)),
            ("compare", "a class", (USUAL, NONE, *networks.card(self.network).classes)),
            ("layer", "a layer with maps", (LAST, *_layers(self))),
        ):
            if getattr(self, name) not in known:
                state = replace(state, **{name: getattr(start, name)})
                sentences.append(link_fields.ignored(self, name, what))
        if state.effective and effective_cell(state, networks.trained(state.network)) is None:
            state = replace(state, effective="")
            sentences.append(link_fields.ignored(self, "effective", "a cell of a heat map"))
        return state, tuple(sentences)

    def in_link(self) -> Self:
        """Leave the learner's own network and picture out."""
        return own_state.linked(self)


def weighted_layer(state: WhereState, network: Graph) -> str:
    """Return the layer whose maps are weighted; CAM has its own."""
    is_last = state.layer == LAST or state.method == "cam"
    return last_maps(network) if is_last else state.layer


def effective_cell(state: WhereState, network: Graph) -> tuple[int, int, int] | None:
    """Return the cell whose effective receptive field was asked for: (class, row, column).

    The class is 0 or 1, the one beside it. None where there is no such cell, or no weighted sum.
    """
    name, *place = state.effective.split("_")
    known = ("map0",) if state.compare == NONE else ("map0", "map1")
    if state.method not in WEIGHTED or name not in known or len(place) != 2:
        return None
    layer = weighted_layer(state, network)
    (shape,) = (row.output for row in network.table.rows if row.name == layer)
    row, column = map(int, place)
    is_there = 0 <= row < shape[1] and 0 <= column < shape[2]
    return (known.index(name), row, column) if is_there else None


def _layers(state: WhereState) -> tuple[str, ...]:
    """Name the layers of the network, which is loaded only where a link asks for one."""
    return () if state.layer == LAST else map_layers(networks.trained(state.network))

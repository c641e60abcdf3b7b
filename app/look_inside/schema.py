"""The page's state: the network, what it is shown, and where one looks."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app.pictures import OWN
from app.state import readers
from app.state.schema import Schema, choice, custom, position, whole
from app.trained_networks import catalogue, link_fields, own_state, subjects
from engine import networks

NETWORKS = networks.shipped()
RANGES = ("map", "layer", "network")
"""Over which numbers a colour scale reaches."""
TEMPERATURES = (0.1, 10.0)

LAYERS, DEPTH = "layers", "depth"
VIEWS = (LAYERS, DEPTH)
NONE, SHIFTED, ANOTHER = "none", "shifted", "network_"
BESIDE = (SHIFTED, *subjects.every(), *(f"{ANOTHER}{name}" for name in NETWORKS))
"""What can stand beside it: the same picture shifted, another one, or another network, by `ANOTHER`
and its name."""

_PLACE = re.compile(r"layer_[0-9]{1,3}(_[0-9]{1,5}){1,3}", re.ASCII)
_TENTHS = re.compile(r"[0-9]{1,2}(\.[0-9])?", re.ASCII)


def _opened(text: str) -> str:
    """Read "" or the number of a layer, a map, a row and a column; the input is layer 0."""
    if text and not _PLACE.fullmatch(text):
        raise ValueError("it names no map")
    return text


def _temperature(text: str) -> str:
    low, high = TEMPERATURES
    if not _TENTHS.fullmatch(text) or not low <= float(text) <= high:
        raise ValueError(f"it must be a number from {low:g} to {high:g} with one decimal")
    return f"{float(text):g}"


@dataclass(frozen=True)
class InsideState(Schema):
    """All that a link carries.

    `view` shows all layers, or an early, a middle and a deep one with what tells them apart.
    `opened` is the map that is looked at, and its cell; `range` says over which numbers the colours
    reach; `temperature` is that of the softmax. `effective` is the cell whose effective receptive
    field was asked for. `beside` is what it is compared with, `shift` by how many pixels to the
    right the picture is moved there.
    """

    view: str = choice(VIEWS, default=LAYERS, head=True)
    network: str = choice(NETWORKS, default=NETWORKS[0], head=True)
    picture: str = choice(subjects.every(), default=subjects.first(NETWORKS[0]))
    beside: str = custom(read=readers.one_of((NONE, *BESIDE)), default=NONE)
    shift: int = whole(1, 8, default=2)
    effective: str = custom(read=_opened, default="")
    opened: str = position(custom(read=_opened, default=""))
    range: str = position(choice(RANGES, default="layer"))
    temperature: str = position(custom(read=_temperature, default="1"))

    def start(self) -> Self:
        """Return this state with the first picture of its network, and the view's comparison."""
        first = subjects.first(self.network)
        return replace(self, picture=first, beside=self.usual_beside, effective="")

    @property
    def usual_beside(self) -> str:
        """What the view begins with beside the picture."""
        return SHIFTED if self.view == DEPTH else NONE

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Replace what the network of the link does not have."""
        del given
        state, sentences = self, []
        if self.picture not in (OWN, *subjects.names(self.network)):
            state = replace(state, picture=self.start().picture)
            sentences.append(link_fields.ignored(self, "picture", "a picture"))
        if self.beside not in (NONE, *comparable(self.network, self.view)):
            state = replace(state, beside=self.usual_beside)
            sentences.append(link_fields.ignored(self, "beside", "something to compare with"))
        if self.opened and not is_there(self.network, self.opened):
            state = replace(state, opened="")
            sentences.append(link_fields.ignored(self, "opened", "a place"))
        if self.effective and not is_cell(self.network, self.effective):
            state = replace(state, effective="")
            sentences.append(link_fields.ignored(self, "effective", "a cell of a feature map"))
        return state, tuple(sentences)

    def in_link(self) -> Self:
        """Leave the learner's own network and picture out."""
        return own_state.linked(self)


def comparable(network: str, view: str = LAYERS) -> tuple[str, ...]:
    """Name the pictures, and the networks that take them, that can stand beside a network."""
    pictures = (SHIFTED, *subjects.names(network))
    if view == DEPTH:  # another network has other layers
        return pictures
    rivals = (name for name in NETWORKS if name != network and subjects.names(name) == pictures[1:])
    return (*pictures, *(f"{ANOTHER}{name}" for name in rivals))


def is_there(network: str, place: str) -> bool:
    """Tell whether a network has the layer, the map and the cell of a place, `layer_1_2_3_4`."""
    number, *cell = numbers(place)
    made = catalogue.network(network)
    shapes = [made.input_shape, *(row.output for row in made.table.rows)]
    if number >= len(shapes):
        return False
    shape = (*shapes[number], 1, 1)[:3]
    return all(one < length for one, length in zip(cell, shape, strict=False))


def is_cell(network: str, place: str) -> bool:
    """Tell whether a place is a cell of the maps of a layer."""
    number, *cell = numbers(place)
    if len(cell) < 3 or number == 0 or not is_there(network, place):
        return False
    return len(catalogue.network(network).table.rows[number - 1].output) == 3


def numbers(place: str) -> list[int]:
    """Return the layer, the map, the row and the column of a place."""
    return [int(part) for part in place.split("_")[1:]]

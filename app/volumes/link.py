"""The page's state as a link, and back: only what differs from its set of filters is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app import query
from app.matrix_text import from_link
from app.pictures import OWN
from app.query import Pair, Reader, one_of, pair, whole
from app.volumes import bank
from app.volumes.bank import CHANNELS, Filter
from engine.images import gallery

MAX_FILTERS, MAX_KERNEL, WHOLE = 8, 5, 1000
SIDES = (32, 64, 128, 256)
ACTIVATIONS = ("relu", "none")
LIMITS = {
    "kernel": (1, MAX_KERNEL),
    "stride": (1, 3),
    "padding": (0, 2),
    "filters": (1, MAX_FILTERS),
}


@dataclass(frozen=True)
class VolumeState:
    """All that a link carries.

    `side` is the longest side that the picture is reduced to, `chosen` the filter that is shown,
    `place` the place of the maps that is opened, in thousandths of their height and width, so that
    it stays where it is in a smaller map.
    """

    set: str = "colours"
    seed: int = 1
    picture: str = "astronaut"
    side: int = 128
    stride: int = 1
    padding: int = 1
    activation: str = "relu"
    chosen: int = 2
    place: Pair = (664, 547)
    filters: tuple[Filter, ...] = ()
    bias: tuple[str, ...] = ()


def start(head: VolumeState) -> VolumeState:
    """The untouched set of filters that `head` names, everything else as in `head`."""
    filters = bank.begun(head.set, head.seed)
    found = bank.SETS[head.set]
    left = VolumeState.picture if head.picture == bank.SMALL_PICTURE else head.picture
    return replace(
        head,
        picture=found.picture or left,
        side=found.side,
        stride=VolumeState.stride,
        padding=found.padding,
        chosen=min(VolumeState.chosen, len(filters) - 1),
        filters=filters,
        bias=("0",) * len(filters),
    )


def write(state: VolumeState) -> dict[str, str]:
    """Query parameters of a state; what stands as in its set is left out, and so is an upload."""
    head = VolumeState(set=state.set, seed=state.seed)
    first = VolumeState() if state.set == bank.RANDOM else VolumeState(seed=state.seed)
    begun = start(head)
    shown = replace(state, picture=begun.picture) if state.picture == OWN else state
    return query.write(head, first) | query.write(shown, begun)


def read(parameters: Mapping[str, str]) -> tuple[VolumeState, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing.

    Such a part stays as in the set of filters.
    """
    heads = {name: text for name, text in parameters.items() if name in _HEAD}
    rest = {name: text for name, text in parameters.items() if name not in _HEAD}
    head, complaints = query.read(heads, VolumeState(), _HEAD)
    begun = start(head)
    if "filters" in rest and "bias" not in rest:
        begun = replace(begun, bias=())
    state, more = query.read(rest, begun, _REST)
    complaints += more
    if not state.bias:
        state = replace(state, bias=("0",) * len(state.filters))
    if len(state.bias) != len(state.filters):
        complaints += (
            f"The link has {len(state.bias)} of the biases and {len(state.filters)} of the "
            "filters, but each filter needs one bias; those of the set are used instead.",
        )
        state = start(head)
    return replace(state, chosen=min(state.chosen, len(state.filters) - 1)), complaints


def _filters(text: str) -> tuple[Filter, ...]:
    parts = text.split("~~~")
    if len(parts) > MAX_FILTERS:
        raise ValueError(f"there are at most {MAX_FILTERS} filters")
    filters = tuple(
        tuple(from_link(one, MAX_KERNEL, MAX_KERNEL) for one in part.split("~~")[: CHANNELS + 1])
        for part in parts
    )
    shapes = {len(row) for one in filters for matrix in one for row in (matrix, *matrix)}
    if len(shapes) > 1 or any(len(one) != CHANNELS for one in filters):
        raise ValueError("every filter needs three square kernels of the same size")
    return filters


_HEAD: dict[str, Reader] = {"set": one_of(tuple(bank.SETS)), "seed": whole(1, 99999)}
_REST: dict[str, Reader] = {
    "picture": one_of(gallery.names()),
    "side": lambda text: int(one_of(tuple(map(str, SIDES)))(text)),
    "stride": whole(*LIMITS["stride"]),
    "padding": whole(*LIMITS["padding"]),
    "activation": one_of(ACTIVATIONS),
    "chosen": whole(0, MAX_FILTERS - 1),
    "place": pair(0, WHOLE - 1),
    "filters": _filters,
    "bias": lambda text: from_link(text, 1, MAX_FILTERS)[0],
}

"""The page's state in a browser session, and what the learner's acts do to it."""

import streamlit as st

from app import layer_edits
from app.builder import link, ready
from app.builder.link import BuilderState
from app.builder.looked_at import look
from app.linked_state import LinkedState
from app.state import reruns

TABLE, PANEL = "builder_table", "builder_panel"
_LISTS = {"filter": ("filters", link.FILTERS), "neurons": ("neurons", link.NEURONS)}


class _Kept(LinkedState[BuilderState]):
    """What could not be done with the last act is forgotten with the next."""

    def put(self, state: BuilderState) -> None:
        super().put(state)
        st.session_state.builder_refused = None


KEPT = _Kept("builder", "builder", link.read, link.write)
restore, publish = KEPT.restore, KEPT.publish
current, put, change = KEPT.current, KEPT.put, KEPT.change


@reruns.atomic_callback
def show(what: str) -> None:
    """By the pattern or layer by layer: there one goes on with the layers of the pattern."""
    state = current()
    if what == "layers" and state.show == "pattern":
        change(show=what, layers=state.text)
    else:
        change(show=what)


@reruns.atomic_callback
def start_from(name: str) -> None:
    """Begin with a network of the lectures or the papers."""
    if name in ready.NETWORKS:
        put(ready.NETWORKS[name])


@reruns.atomic_callback
def take_twin() -> None:
    """Show a fully connected network of as many parameters."""
    seen = look(current())
    if seen.problem:
        _refuse(len(seen.table.rows), f"{seen.problem}; a twin needs a network that fits")
        return
    try:
        put(ready.twin(current(), seen.trainable))
    except ValueError as error:
        _refuse(len(seen.table.rows) - 1, f"{error}, which a twin needs")


@reruns.atomic_callback
def edit() -> None:
    """The table asks for a change."""
    state = current()
    try:
        change(layers=layer_edits.edited(st.session_state[TABLE].asked, state.layers))
    except layer_edits.Refused as error:
        _refuse(error.row, str(error))


def _refuse(row: int, sentence: str) -> None:
    st.session_state.builder_refused = row, sentence


def refused() -> tuple[int, str] | None:
    """The layer that could not be changed as asked, and why."""
    found: tuple[int, str] | None = st.session_state.builder_refused
    return found


@reruns.atomic_callback
def slide() -> None:
    """A slider of the pattern was moved; what the browser sends is trusted for nothing."""
    match st.session_state[PANEL].asked:
        case {"slider": str(name), "value": int(value)}:
            _set(name, value)


def _set(name: str, value: int) -> None:
    state = current()
    if name == "convolutions" and 1 <= value <= link.MOST_CONVOLUTIONS:
        change(convolutions=value)
    elif name == "blocks" and 0 <= value <= link.MOST_BLOCKS:
        change(filters=_as_many(state.blocks, value, (16, 2), link.FILTERS[1]))
    elif name == "dense" and 0 <= value <= link.MOST_DENSE:
        change(neurons=_as_many(state.hidden, value, (64, 1), link.NEURONS[1]))
    else:
        _set_one(name, value)


def _as_many(numbers: tuple[int, ...], count: int, begin: tuple[int, int], most: int) -> str:
    """`count` numbers, new ones a multiple of the last: `begin` is the first and the factor."""
    first, factor = begin
    grown = list(numbers[:count])
    while len(grown) < count:
        grown.append(min(most, grown[-1] * factor) if grown else first)
    return "_".join(map(str, grown))


def _set_one(name: str, value: int) -> None:
    """ "filter 2": the number of filters in the second block, and so on."""
    kind, _, number = name.partition(" ")
    if kind not in _LISTS or not number.isdecimal():
        return
    field, (lowest, highest) = _LISTS[kind]
    numbers = getattr(current(), field).split("_")
    place = int(number) - 1
    if 0 <= place < len(numbers) and numbers[place] and lowest <= value <= highest:
        numbers[place] = str(value)
        change(**{field: "_".join(numbers)})

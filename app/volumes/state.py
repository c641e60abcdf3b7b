"""The page's state in a browser session, and what the learner's acts do to it."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from app import address, cells, pictures
from app.cells import Numbers, Problem, Texts
from app.page_state import PageState
from app.pictures import OWN
from app.state import matrix_edits, reruns
from app.step_by_step.problem import side_lengths
from app.volumes import bank, compute, link
from app.volumes.compute import Result
from app.volumes.link import VolumeState
from app.words import sentence

PAGE = "volumes"
KEPT = PageState[VolumeState]("volume")
begin, current, put, menu = KEPT.begin, KEPT.current, KEPT.put, KEPT.menu
Part = int | None
"""What an editor holds: the matrix of a channel of the chosen filter, or (None) all biases."""


def restore() -> None:
    """Take over the address of the page, where it says something new."""
    query = address.arrival(PAGE)
    if query is not None:
        state, st.session_state.volume_complaints = link.read(query)
        if "picture" not in query and "own_picture" in st.session_state:
            state = replace(state, picture=OWN)  # an upload is in no address
        begin(state)


@reruns.atomic_callback
def choose(name: str) -> None:
    """A menu was used."""
    state = KEPT.chosen(name)
    if state is None:
        return
    begin(link.start(state)) if name in ("set", "seed") else put(state)


@reruns.atomic_callback
def choose_filter(key: str) -> None:
    """A filter of the bank, or a random one, takes the place of the chosen one."""
    state = current()
    name = st.session_state[key]
    side = len(state.filters[0][0])
    if name in bank.BANK:
        _replace_chosen(bank.resized(bank.BANK[name], side))
    elif name == bank.RANDOM_TITLE:
        _replace_chosen(bank.drawn(state.seed, state.chosen, side))


def _replace_chosen(one: bank.Filter) -> None:
    KEPT.drop_draft()
    put(replace(current(), filters=_with_chosen(current(), one)))


def _with_chosen(state: VolumeState, one: bank.Filter) -> tuple[bank.Filter, ...]:
    return (*state.filters[: state.chosen], one, *state.filters[state.chosen + 1 :])


def take_picture() -> None:
    """A picture was uploaded or taken on this page."""
    if not st.session_state.picture_problem:
        begin(replace(current(), picture=OWN))


@reruns.atomic_callback
def slide(name: str, value: int) -> None:
    """A slider was moved."""
    state = current()
    if name == "kernel":
        filters = tuple(bank.resized(one, value) for one in state.filters)
        put(replace(state, filters=filters))
    elif name == "filters":
        _set_count(value)
    else:
        put(replace(state, **{name: value}))


def _set_count(count: int) -> None:
    state = current()
    filters = state.filters[:count]
    while len(filters) < count:
        filters = (*filters, bank.another(filters, state.set, state.seed))
    bias = (state.bias + ("0",) * count)[:count]
    chosen = min(state.chosen, count - 1)
    put(replace(state, filters=filters, bias=bias, chosen=chosen))


@reruns.atomic_callback
def open_place(chosen: int, row: int, column: int) -> None:
    """A place of a map was clicked; nothing happens where there is none of these numbers."""
    shown: Result = st.session_state.volume_result
    count, rows, columns = shown.maps.shape
    count = min(count, len(current().filters))
    if not (0 <= chosen < count and 0 <= row < rows and 0 <= column < columns):
        return
    if chosen != current().chosen:
        KEPT.drop_draft()
    half = link.WHOLE // 2  # the middle of the cell
    place = (row * link.WHOLE + half) // rows, (column * link.WHOLE + half) // columns
    put(replace(current(), chosen=chosen, place=place))


def result() -> tuple[Result | None, str | None]:
    """All numbers to show, and a sentence where there are none: the last ones stay."""
    state = current()
    address.publish(PAGE, link.write(state))
    picture = pictures.source(state.picture, "colour").pixels
    try:
        st.session_state.volume_result = compute.run(compute.reduced(picture, state.side), state)
    except ValueError as error:
        return st.session_state.get("volume_result"), sentence(str(error))
    return st.session_state.volume_result, None


def texts_of(part: Part) -> Texts:
    """The matrix of a part."""
    state = current()
    return (state.bias,) if part is None else state.filters[state.chosen][part]


def draft(part: Part) -> tuple[Texts, Numbers, tuple[Problem, ...]]:
    """What an editor shows: the texts as typed, what they mean, and what means nothing."""
    return KEPT.draft((current().chosen, part), texts_of(part))


def edit(part: Part, asked: object) -> Callable[[], None]:
    """What takes over the cell that the learner changed.

    Raises ValueError with one plain sentence.
    """
    before = texts_of(part)
    edited = matrix_edits.edited(
        asked, draft(part)[0], cells.parse_matrix(before, ())[0], max(side_lengths(before))
    )
    if side_lengths(edited.kept) != side_lengths(before):
        raise ValueError("The slider sets the kernel size for all filters.")
    state = current()
    if part is None:
        after = replace(state, bias=edited.kept[0])
    else:
        matrices = state.filters[state.chosen]
        one = tuple(edited.kept if c == part else matrix for c, matrix in enumerate(matrices))
        after = replace(state, filters=_with_chosen(state, one))

    def write() -> None:
        KEPT.keep_draft((state.chosen, part), edited)
        put(after)

    return write

"""The page's state in a browser session, and what the learner's acts do to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from app import address, cells
from app.cells import Numbers, Problem, Texts
from app.page_state import PageState
from app.state import matrix_edits, reruns
from app.step_by_step import link, problem
from app.step_by_step.examples import EXAMPLES, OWN, RANDOM
from app.step_by_step.link import StepState
from engine import geometry

PAGE = "step-by-step"
KEPT = PageState[StepState]("step")
begin, current, put, menu = KEPT.begin, KEPT.current, KEPT.put, KEPT.menu


def restore() -> None:
    """Take over the address of the page, where it says something new."""
    query = address.arrival(PAGE)
    if query is not None:
        read, complaints = link.read(query)
        state, more = problem.usable(read)
        st.session_state.step_complaints = complaints + more
        begin(state)


@reruns.atomic_callback
def choose(name: str) -> None:
    """A menu was used."""
    state = KEPT.chosen(name)
    if state is None:
        return
    if name in link.SIZES:
        begin(_drawn_anew(state))
    elif link.shape_problem(state):  # "same" padding, and no convolution any more
        put(replace(state, padding=(0, 0)))
    else:
        put(state)


def _drawn_anew(state: StepState) -> StepState:
    """The same operation and settings on new random numbers."""
    new = link.start(state)
    state = replace(state, volume=new.volume, kernels=new.kernels, bias=new.bias)
    return state if state.groups in problem.possible_groups(state) else replace(state, groups=1)


@reruns.atomic_callback
def choose_example(key: str) -> None:
    """The menu of examples, whose key is `key`, was used."""
    name = st.session_state[key]
    if name in EXAMPLES or name == RANDOM:
        begin(link.start(replace(current(), example=name)))


def example_name() -> str:
    """The example that is shown: the learner's own as soon as anything was changed."""
    state = current()
    return state.example if state.example == RANDOM or state == link.start(state) else OWN


ACROSS = "_across"
"""Ends the name of a slider that is for the horizontal alone."""


def apart() -> bool:
    """Whether vertical and horizontal have sliders of their own."""
    chosen: bool | None = st.session_state.get(menu("apart"))
    return _has_unequal_pair(current()) if chosen is None else chosen


def _has_unequal_pair(state: StepState) -> bool:
    pairs = (getattr(state, name) for name in link.LIMITS)
    return any(pair[0] != pair[1] for pair in pairs if pair != link.SAME)


@reruns.atomic_callback
def set_apart() -> None:
    """The switch of vertical and horizontal was turned: together they are as the vertical."""
    if st.session_state[menu("apart")]:
        return
    for name in link.LIMITS:
        pair = getattr(current(), name)
        if pair != link.SAME:
            put(replace(current(), **{name: (pair[0], pair[0])}))


@reruns.atomic_callback
def choose_padding() -> None:
    """ "Same" was chosen, or a number: that begins as wide as the same padding."""
    state = current()
    if st.session_state[menu("padding")] == link.SAME:
        put(replace(state, padding=link.SAME))
        return
    most = link.LIMITS["padding"][1]
    kernel = problem.side_lengths(state.kernels[0][0])
    before = [
        min(most, geometry.sides("same", taps, spread)[0])
        for taps, spread in zip(kernel, state.dilation, strict=True)
    ]
    put(replace(state, padding=(before[0], before[1])))


@reruns.atomic_callback
def slide(name: str, value: int) -> None:
    """A slider was moved."""
    axes = name.removesuffix(ACROSS)
    down, across = getattr(current(), axes)
    moved = (down, value) if name.endswith(ACROSS) else (value, across if apart() else value)
    put(replace(current(), **{axes: moved}))


def compute() -> tuple[dict[str, Any] | None, str | None]:
    """The problem to show, and a sentence where the settings allow none: the last one stays."""
    state = current()
    address.publish(PAGE, link.write(state))
    try:
        st.session_state.step_problem = problem.build(state)
    except ValueError as error:
        return st.session_state.get("step_problem"), str(error)
    return st.session_state.step_problem, None


# Editing: a part is ("volume", channel), ("kernels", filter, channel) or ("bias",).

Part = tuple[Any, ...]


def texts_of(part: Part) -> Texts:
    """The matrix of a part."""
    state = current()
    match part:
        case ("volume", c):
            return state.volume[c]
        case ("kernels", k, c):
            return state.kernels[k][c]
        case _:
            return (state.bias or ("0",) * len(state.kernels),)


def draft(part: Part) -> tuple[Texts, Numbers, tuple[Problem, ...]]:
    """What an editor shows: the texts as typed, what they mean, and what means nothing."""
    return KEPT.draft(part, texts_of(part))


def edit(part: Part, asked: object) -> Callable[[], None]:
    """What takes over the cell or the sides that the learner changed.

    Raises ValueError with one plain sentence.
    """
    before = texts_of(part)
    shown = draft(part)[0]
    most = link.MAX_SIDE if part[0] == "volume" else link.MAX_KERNEL
    edited = matrix_edits.edited(asked, shown, problem.numbers(before), most)
    if part == ("bias",) and problem.side_lengths(edited.kept) != (1, len(before[0])):
        raise ValueError("There must be one bias for each filter.")
    after = _with(part, edited.kept)

    def write() -> None:
        KEPT.keep_draft(part, edited)
        put(after)

    return write


def _with(part: Part, texts: Texts) -> StepState:
    """The state with another matrix; those beside it get its size."""
    state = current()
    rows, columns = len(texts), len(texts[0])

    def others(volume: tuple[Texts, ...], here: int | None) -> tuple[Texts, ...]:
        return tuple(
            texts if i == here else cells.resize(one, rows, columns) for i, one in enumerate(volume)
        )

    match part:
        case ("volume", c):
            return replace(state, volume=others(state.volume, c))
        case ("kernels", k, c):
            kernels = tuple(
                others(one, c if i == k else None) for i, one in enumerate(state.kernels)
            )
            return replace(state, kernels=kernels)
        case _:
            return replace(state, bias=texts[0])

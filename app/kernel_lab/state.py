"""The Kernel lab between the widgets of a browser session and the engine."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from app import address, cells, pictures
from app.components import kernel_grid
from app.kernel_lab import lens, link, named, payload
from app.kernel_lab.link import LabState
from app.query import Pair
from app.state import matrix_edits, reruns
from app.words import sentence
from engine.explain import pipeline, translation
from engine.explain.translation import Moved
from engine.filters.families import Made

OWN = "own"
"""Name of the learner's own kernel among the filters of the bank."""

APART = "apart"
"""Key of the switch that sets vertical and horizontal apart."""

KERNEL_GRID = "kernel_grid"
"""Key of the kernel's editor."""


PAGE = "kernel-lab"


def restore() -> None:
    """Take over the address of the page, where it says something new."""
    query = address.arrival(PAGE)
    if query is not None:
        state, st.session_state.complaints = link.read(query)
        # An upload is in no address: going back to one without a picture keeps it.
        own = st.session_state.get("picture") == pictures.OWN and "picture" not in query
        put(state)
        if own:
            st.session_state.picture = pictures.OWN


def put(state: LabState) -> None:
    """Set every widget to `state`."""
    session = st.session_state
    session.picture, session.colour = state.picture, state.colour
    _put_pair("shift", state.shift)
    set_kernel(state.texts, state.kernel if isinstance(state.kernel, str) else OWN)
    session.flip = state.flip
    _put_sliding(state)
    for name in ("mode", "activation", "pooling", "pool_size", "pool_stride", "shown_as"):
        session[name] = getattr(state, name)


def _put_sliding(state: LabState) -> None:
    session = st.session_state
    session[APART] = any(
        isinstance(pair, tuple) and pair[0] != pair[1]
        for pair in (state.stride, state.padding, state.dilation)
    )
    _put_pair("stride", state.stride)
    _put_pair("dilation", state.dilation)
    if isinstance(state.padding, str):
        session.padding = state.padding
        _put_pair("pad", (1, 1))  # what its sliders start from
    else:
        session.padding = "number"
        _put_pair("pad", state.padding)


def _put_pair(name: str, pair: Pair) -> None:
    st.session_state[name], st.session_state[f"{name}_across"] = pair


def _pair(name: str) -> Pair:
    down = st.session_state[name]
    return down, st.session_state[f"{name}_across"] if st.session_state[APART] else down


def state() -> LabState:
    """What the widgets say now."""
    session = st.session_state
    own: Any = tuple(
        tuple(
            text if (row, column) not in _wrong_cells() else cells.format_number(value)
            for column, (text, value) in enumerate(zip(texts, values, strict=True))
        )
        for row, (texts, values) in enumerate(zip(session.texts, session.weights, strict=True))
    )
    return LabState(
        picture=_gallery_picture(),
        colour=session.colour or "grey",
        shift=(session.shift, session.shift_across),
        kernel=own if session.kernel == OWN else session.kernel,
        flip=session.flip,
        stride=_pair("stride"),
        padding=_pair("pad") if session.padding == "number" else session.padding or "same",
        mode=session.mode,
        dilation=_pair("dilation"),
        activation=session.activation or "relu",
        pooling=session.pooling or "max",
        pool_size=session.pool_size,
        pool_stride=session.pool_stride,
        shown_as=session.shown_as,
    )


def _gallery_picture() -> str:
    """The picture of the link: an upload is not in it."""
    chosen: str = st.session_state.picture
    return LabState.picture if chosen == pictures.OWN else chosen


def _wrong_cells() -> set[tuple[int, int]]:
    return {(problem.row, problem.column) for problem in st.session_state.problems}


def settings_of(lab: LabState, weights: cells.Numbers | None = None) -> pipeline.Settings:
    """The same for the engine; `weights` where a cell holds rubbish, and its last number counts."""
    return pipeline.Settings(
        kernel=weights or lab.weights,
        flip=lab.flip,
        stride=lab.stride,
        padding=lab.padding,
        mode=lab.mode,
        dilation=lab.dilation,
        activation=lab.activation,  # type: ignore[arg-type]
        pooling=lab.pooling,  # type: ignore[arg-type]
        pool_size=lab.pool_size,
        pool_stride=lab.pool_stride,
    )


def set_kernel(texts: cells.Texts, name: str) -> None:
    """Take over a matrix of cell texts under a filter's name, or as the learner's own."""
    session = st.session_state
    session.weights, session.problems = cells.parse_matrix(texts, session.get("weights", ()))
    if name != OWN:
        session.weights = named.weights(name)  # with more digits than the cells show
    session.texts, session.kernel = texts, name
    entry = OWN if name == OWN else named.entry(name)
    if session.get(filter_menu()) != entry:
        session.menus_made = session.get("menus_made", 0) + 1
        session[filter_menu()] = entry


def filter_menu() -> str:
    """Key of the menu of filters.

    For a moment the browser goes on reporting what its menu said before the kernel was edited,
    and that looks like a choice: so a menu that shows something else is a new one.
    """
    return f"filter_{st.session_state.get('menus_made', 0)}"


@reruns.atomic_callback
def choose_picture() -> None:
    """The learner picked a picture from the menu."""
    reruns.begin()
    st.session_state.picture_problem = None


@reruns.atomic_callback
def choose_filter() -> None:
    """The learner picked a filter of the bank."""
    reruns.begin()
    kernel_grid.forget_problem(KERNEL_GRID)
    chosen = st.session_state[filter_menu()]
    name = OWN if chosen == OWN else named.first(chosen)
    set_kernel(st.session_state.texts if name == OWN else named.texts(name), name)


@reruns.atomic_callback
def choose_numbers(made: Made) -> None:
    """The learner changed the numbers that a filter is made from."""
    reruns.begin()
    set_kernel(named.texts(made.text), made.text)


def edit_kernel() -> None:
    """The learner changed a cell, the sides, or pressed a button of the kernel's editor."""
    reruns.begin()
    session = st.session_state

    def change(asked: object) -> Callable[[], None]:
        return partial(set_kernel, matrix_edits.apply(asked, session.texts, session.weights), OWN)

    kernel_grid.take(KERNEL_GRID, change)


def set_apart() -> None:
    """The switch of vertical and horizontal was turned."""
    _start_from_the_same()
    follow()


@reruns.atomic_callback
def _start_from_the_same() -> None:
    session = st.session_state
    for name in ("stride", "pad", "dilation"):
        session[f"{name}_across"] = session[name]


def apply_fit(fitting: pipeline.Settings) -> None:
    """Take over settings that fit, which other parts of the page show too."""
    reruns.begin()
    _take_over(fitting)
    st.rerun()


@reruns.atomic_callback
def _take_over(fitting: pipeline.Settings) -> None:
    _put_sliding(replace(state(), stride=fitting.stride, padding=fitting.padding))


@dataclass(frozen=True)
class Report:
    """What became of the last run: all that the controls say about it, but none of its pixels.

    `problem` is one plain sentence where the kernel does not fit, `pooling_problem` where the
    pooling window does not; `stages` names what was computed; `moved` tells what a shift of the
    picture did to them.
    """

    lab: LabState
    settings: pipeline.Settings
    shape: tuple[int, ...]
    stages: tuple[str, ...] = ()
    problem: str | None = None
    pooling_problem: str | None = None
    moved: tuple[Moved, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the picture."""
        return self.shape[0], self.shape[1]


def compute() -> bytes:
    """Compute what the widgets say and put it into the address; return the frame to show.

    Where the kernel does not fit, what was shown of the same picture stays.
    """
    lab = state()
    query = link.write(lab)
    address.publish(PAGE, query)
    source = pictures.source(st.session_state.picture, lab.colour, lab.shift)
    report = Report(lab, settings_of(lab, st.session_state.weights), source.pixels.shape)
    try:
        result = pipeline.run(source.pixels, report.settings)
    except ValueError as error:
        st.session_state.report = replace(report, problem=sentence(str(error)))
        if st.session_state.get("framed") != source.head.digest:
            _keep(payload.picture_alone(source.head), source)
    else:
        names = tuple(stage.name for stage in result.stages)
        st.session_state.report = replace(
            report,
            stages=names,
            pooling_problem=result.pooling_problem,
            moved=_moved(lab, report.settings, result),
        )
        aids = lens.setting(source.head, result, report.settings, lab.texts)
        packed = payload.build(source.head, result, report.settings, lab.shown_as, query, aids)
        _keep(packed, source)
    kept: bytes = st.session_state.frame
    return kept


def _moved(
    lab: LabState, settings: pipeline.Settings, result: pipeline.Result
) -> tuple[Moved, ...]:
    if lab.shift == (0, 0):
        return ()
    unshifted = pictures.source(st.session_state.picture, lab.colour).pixels
    return translation.compare(pipeline.run(unshifted, settings), result, settings, lab.shift)


def _keep(packed: bytes, source: pictures.Source) -> None:
    st.session_state.frame, st.session_state.framed = packed, source.head.digest


PICTURES, SAVING, CODE, LEARNING = "pictures", "saving", "code", "learning"
"""The parts of the page that follow the controls."""


def follow() -> None:
    """A control outside of them was moved: redraw the pictures, and what lies open beside them.

    Where this act comes so soon that it breaks off a run of the whole page, or instead of one, the
    whole page is run.
    """
    if reruns.is_whole():
        st.rerun([PICTURES, *_open_parts()])


def follow_slider() -> None:
    """A slider was moved; it stands in the part PICTURES, which is redrawn as it is."""
    if _open_parts():
        follow()


def _open_parts() -> list[str]:
    return [name for name in (SAVING, CODE, LEARNING) if st.session_state.get(name)]

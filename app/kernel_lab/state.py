"""The Kernel lab's store, what it computes, and which parts of the page follow an act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from app import code_box, own_picture, pictures
from app.components.shared.mount import UNPLACED, Position
from app.kernel_lab import lens, named_filters, payload
from app.kernel_lab.schema import LabState
from app.markdown_text import sentence
from app.pictures import Source
from app.state import link, reruns
from app.state.session import SessionValue
from app.state.store import PageStore
from engine.explain import pipeline, translation
from engine.explain.translation import Moved

store = PageStore("kernel-lab", LabState, own_picture.arrive, path="")  # the first page


def settings_of(state: LabState) -> pipeline.Settings:
    """Return the settings for the engine; compared are convolutions alone."""
    activation, pooling = ("none", "none") if state.kernel_b else (state.activation, state.pooling)
    return pipeline.Settings(
        kernel=state.weights,
        flip=state.flip,
        stride=state.stride,
        padding=state.padding,
        mode=state.mode,
        dilation=state.dilation,
        activation=activation,  # type: ignore[arg-type]
        pooling=pooling,  # type: ignore[arg-type]
        pool_size=state.pool_size,
        pool_stride=state.pool_stride,
    )


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

    @property
    def source(self) -> Source:
        """The picture that was computed with."""
        return pictures.source(self.lab.picture, self.lab.colour, self.lab.shift)


@dataclass(frozen=True)
class Run:
    """The last run: its report, and the frame that is shown of the picture of this digest."""

    report: Report
    frame: bytes
    picture: str


last_run = SessionValue[Run | None]("kernel-lab run", lambda: None)
learning_seed = SessionValue[int]("kernel-lab learning seed", int)


def report() -> Report:
    """Return the report of the last run."""
    last = last_run.get()
    assert last is not None
    return last.report


def compute() -> tuple[bytes, ...]:
    """Compute what the state says and put it into the address; return the frames to show.

    There are two where kernels are compared, A and B.
    """
    store.publish()
    state, before = store.current(), last_run.get()
    told = link.write(state), before, store.position()
    if not state.kernel_b:
        run = compute_run(state, *told)
        last_run.set(run)
        return (run.frame,)
    run = compute_run(state, *told, side="A")
    other = compute_run(replace(state, kernel=state.kernel_b), told[0], None, told[2], side="B")
    problem = run.report.problem or (other.report.problem and f"Kernel B: {other.report.problem}")
    last_run.set(replace(run, report=replace(run.report, problem=problem)))
    return run.frame, other.frame


def compute_run(
    state: LabState,
    query: Mapping[str, str],
    before: Run | None,
    position: Position = UNPLACED,
    side: str = "",
) -> Run:
    """Run the pipeline; `query` is the state as it stands in the address, `side` "A" or "B".

    Where the kernel does not fit, what was shown `before` of the same picture stays.
    """
    source = pictures.source(state.picture, state.colour, state.shift)
    head = source.head
    report = Report(state, settings_of(state), source.pixels.shape)
    try:
        result = pipeline.run(source.pixels, report.settings)
    except ValueError as error:
        stays = before is not None and before.picture == head.digest
        frame = before.frame if before and stays else payload.picture_alone(head, position, side)
        return Run(replace(report, problem=sentence(str(error))), frame, head.digest)
    report = replace(
        report,
        stages=tuple(stage.name for stage in result.stages),
        pooling_problem=result.pooling_problem,
        moved=_moved(state, report.settings, result),
    )
    aids = lens.setting(head, result, report.settings, state.texts)
    title = f"{side}: {named_filters.label(state.kernel)}" if side else "Convolution"
    frame = payload.build(
        head, result, report.settings, state.shown_as, query, aids, position, side, title
    )
    return Run(report, frame, head.digest)


def _moved(
    state: LabState, settings: pipeline.Settings, result: pipeline.Result
) -> tuple[Moved, ...]:
    if state.shift == (0, 0):
        return ()
    unshifted = pictures.source(state.picture, state.colour).pixels
    return translation.compare(pipeline.run(unshifted, settings), result, settings, state.shift)


CODE = code_box.NAME
PICTURES, SAVING, LEARNING, RESPONSE = "pictures", "saving", "learning", "response"
"""The parts of the page that follow the controls."""


def follow() -> None:
    """Redraw the pictures, and what lies open beside them: a control outside of them was moved.

    Where this act comes so soon that it breaks off a run of the whole page, or instead of one, the
    whole page is run.
    """
    if reruns.is_whole():
        st.rerun([PICTURES, *_open_parts()])


def follow_slider() -> None:
    """Redraw what lies open: a slider stands in the part PICTURES, which is redrawn as it is."""
    if _open_parts():
        follow()


def follow_response() -> None:
    """Redraw the programs where they lie open: the frequency response was opened or closed."""
    if store.is_open(CODE) and reruns.is_whole():
        st.rerun([RESPONSE, CODE])


def _open_parts() -> list[str]:
    boxes = [name for name in (SAVING, CODE, LEARNING) if store.is_open(name)]
    return [RESPONSE, *boxes] if store.current().response else boxes

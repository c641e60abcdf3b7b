"""Which sliders stand in the panels, with which limits, and what a move makes of the state."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import streamlit as st

from app.kernel_lab import sliders, state
from app.kernel_lab.actions import take_fit
from app.kernel_lab.schema import LabState
from app.kernel_lab.state import store
from app.state.sliders import Offers, Slider
from engine.explain.pipeline import MAX_PADDING, MAX_STRIDE
from tests.app.session import Session

Shown = dict[str, Slider[LabState]]
STEP_EDGE = 6, 6


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session without a browser."""
    new = Session()
    monkeypatch.setattr(st, "session_state", new)
    return new


@pytest.fixture
def panels(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Shown, Offers[LabState] | None]]:
    """The panels that were shown: their sliders by name, and their offers."""
    shown: list[tuple[Shown, Offers[LabState] | None]] = []

    def panel(
        _: str,
        one: Sequence[Slider[LabState]],
        problem: str | None = None,
        offers: Offers[LabState] | None = None,
        *after: object,
        **how: object,
    ) -> None:
        shown.append(({slider.name: slider for slider in one}, offers))

    monkeypatch.setattr(store, "sliders", panel)
    monkeypatch.setattr(store, "toggle", lambda *_, **__: None)
    return shown


def begin(now: LabState) -> None:
    """Show a state of a picture of 6×6 pixels."""
    store.begin(replace(now, picture="step_edge"))
    state.last_run.set(state.compute_run(store.current(), {}, None))


def names(panels: list[tuple[Shown, Offers[LabState] | None]]) -> list[list[str]]:
    return [list(shown) for shown, _ in panels]


def test_there_is_a_slider_for_each_axis_when_they_are_apart(panels: list) -> None:
    begin(LabState())
    sliders.sliding_panel()
    begin(LabState(separate=True, padding=(1, 1)))
    sliders.sliding_panel()
    sliders.shift_panel()
    assert names(panels) == [
        ["stride", "dilation"],
        ["stride", "stride_across", "padding", "padding_across", "dilation", "dilation_across"],
        ["shift_across", "shift"],
    ]


def test_sliders_go_as_far_as_the_schema_says(panels: list) -> None:
    begin(LabState(padding=(1, 1)))
    sliders.sliding_panel()
    sliders.shift_panel()
    (sliding, _), (shifts, _) = panels
    assert (sliding["stride"].lowest, sliding["stride"].highest) == (1, MAX_STRIDE)
    assert (sliding["padding"].lowest, sliding["padding"].highest) == (0, MAX_PADDING)
    assert (shifts["shift"].lowest, shifts["shift_across"].highest) == (-16, 16)


def test_a_moved_slider_sets_its_own_axis(panels: list) -> None:
    begin(LabState(padding=(1, 1), separate=True))
    sliders.sliding_panel()
    sliders.shift_panel()
    (sliding, _), (shifts, _) = panels
    now = sliding["padding_across"].act(store.current(), 3)
    assert (now.padding, now.stride) == ((1, 3), (1, 1))
    assert shifts["shift_across"].act(now, -4).shift == (0, -4)
    assert shifts["shift"].act(now, 5).shift == (5, 0)


def test_what_fits_is_offered_for_the_whole_page(panels: list) -> None:
    begin(LabState(stride=(2, 2), padding="valid"))
    sliders.sliding_panel()
    ((_, offers),) = panels
    assert offers is not None
    assert offers.whole
    assert offers.title == "Nearest settings that fit:"
    first = sliders.pipeline.nearest_that_fit(STEP_EDGE, state.report().settings)[0]
    act = next(iter(offers.acts.values()))
    assert act(store.current()) == take_fit(first)(store.current())
    begin(LabState())
    sliders.sliding_panel()
    assert panels[-1][1] is None


@pytest.mark.parametrize(("pooling", "off"), [("none", True), ("average", False)])
def test_the_windows_of_no_pooling_cannot_be_moved(panels: list, pooling: str, off: bool) -> None:
    begin(LabState(pooling=pooling))
    sliders.pooling_panel()
    ((shown, _),) = panels
    assert [slider.disabled for slider in shown.values()] == [off, off]


def test_a_made_filter_has_a_slider_for_each_of_its_numbers(panels: list) -> None:
    begin(LabState(kernel="gaussian-1.5"))
    sliders.filter_panel()
    ((shown, _),) = panels
    assert list(shown) == ["filter_sigma"]
    sigma = shown["filter_sigma"]
    assert sigma.first + sigma.each * sigma.value == pytest.approx(1.5)
    assert sigma.act(store.current(), 0).kernel == "gaussian-0.3"
    begin(LabState(kernel="gaussian-1.5-11"))
    sliders.filter_panel()
    assert list(panels[-1][0]) == ["filter_sigma", "filter_size"]
    begin(LabState())
    sliders.filter_panel()
    assert len(panels) == 2


def test_what_was_shown_of_the_same_picture_stays_where_the_kernel_does_not_fit() -> None:
    fits = LabState(picture="step_edge", padding="valid")
    before = state.compute_run(fits, {}, None)
    too_large = replace(fits, dilation=(8, 8))
    after = state.compute_run(too_large, {}, before)
    assert after.frame is before.frame
    assert after.report.problem is not None
    other = state.compute_run(replace(too_large, colour="red"), {}, before)
    assert other.frame != before.frame
    assert other.report.problem == after.report.problem

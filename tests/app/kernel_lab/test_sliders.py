"""What the sliders' component may ask for: a slider within its limits, an offer that was made."""

from typing import Any

import pytest
import streamlit as st

from app.components import slider_panel
from app.kernel_lab import made_filter, sliders, state
from app.kernel_lab.link import LabState


class Session(dict[str, Any]):
    """A browser session's state, with its values as attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Panel:
    """The component's state after the learner did something."""

    def __init__(self, asked: Any) -> None:
        self.asked = asked


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session with stride 3 on 512×512 without padding: two rows and columns are left over."""
    new = Session()
    monkeypatch.setattr(st, "session_state", new)
    monkeypatch.setattr(st, "rerun", lambda *_: None)
    chosen = LabState(stride=(3, 3), padding="valid")
    state.put(chosen)
    new.report = state.Report(chosen, state.settings_of(chosen), (512, 512))
    return new


def ask(session: Session, asked: Any) -> None:
    session.sliding = Panel(asked)
    sliders._take("sliding")


def test_a_slider_is_moved(session: Session) -> None:
    ask(session, {"slider": "stride", "value": 5})
    assert session.stride == 5
    ask(session, {"slider": "dilation_across", "value": 2})
    assert session.dilation_across == 2


@pytest.mark.parametrize(
    "asked",
    [
        None,
        {},
        {"slider": "stride", "value": 0},
        {"slider": "shift", "value": -17},
        {"slider": "stride", "value": 9},
        {"slider": "stride", "value": "2"},
        {"slider": "stride", "value": 2.5},
        {"slider": "own_picture", "value": 1},
        {"offer": 99},
        {"offer": -1},
    ],
)
def test_anything_else_changes_nothing(session: Session, asked: Any) -> None:
    before = dict(session)
    ask(session, asked)
    del session["sliding"]
    assert session == before


def test_an_offer_makes_it_fit(session: Session) -> None:
    ask(session, {"offer": 0})
    fitting = state.state()
    assert (fitting.stride, fitting.padding) != ((3, 3), "valid")
    settings = state.settings_of(fitting)
    assert all(fit.fits for fit in sliders.pipeline.axis_fits((512, 512), settings))


def test_an_offer_leaves_the_learners_own_picture(session: Session) -> None:
    session.picture = "own"
    ask(session, {"offer": 0})
    assert session.picture == "own"


def test_panels_hold_a_slider_for_each_axis_when_apart(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[slider_panel.Slider]] = []
    monkeypatch.setattr(sliders, "slider_panel", lambda panel, *_: shown.append(panel))
    sliders.sliding_panel()
    session.apart, session.padding = True, "number"
    sliders.sliding_panel()
    sliders.pooling_panel()
    names = [[slider.name for slider in panel] for panel in shown]
    assert names[0] == ["stride", "dilation"]
    apart = ["stride", "stride_across", "pad", "pad_across", "dilation", "dilation_across"]
    assert names[1] == apart
    assert names[2] == ["pool_size", "pool_stride"]


@pytest.mark.parametrize(
    ("asked", "kernel"),
    [
        ({"slider": "filter_sigma", "value": 0}, "gaussian-0.3"),
        ({"slider": "filter_sigma", "value": 17, "held": True}, "gaussian-2"),
        ({"slider": "filter_sigma", "value": 48}, "gaussian-1.5"),
        ({"slider": "filter_sigma", "value": "17"}, "gaussian-1.5"),
        ({"slider": "filter_size", "value": 2}, "gaussian-1.5"),
        (None, "gaussian-1.5"),
    ],
)
def test_the_numbers_of_a_filter_are_moved_within_their_limits(
    session: Session, asked: Any, kernel: str
) -> None:
    state.put(LabState(kernel="gaussian-1.5"))
    session[made_filter.PANEL] = Panel(asked)
    made_filter._take()
    assert state.state().kernel == kernel

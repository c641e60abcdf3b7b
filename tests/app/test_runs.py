"""Experiments piece by piece: when the next piece is done, and when all is done again."""

from typing import Any

import pytest

from app import runs
from app.runs import Run, Runs
from tests.app.session import Panel, Session

RUNS = Runs("test")


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session without a browser."""
    import streamlit

    new = Session()
    monkeypatch.setattr(streamlit, "session_state", new)
    return new


def source() -> Any:
    """Three results, each after two that do not count."""
    for number in range(3):
        yield from ("on the way", "nearly", number)


def begin(seed: int = 1) -> Run[Any]:
    return RUNS.run(("test", seed), source, 3, int)


def ask(session: Session, **asked: Any) -> None:
    session[RUNS.key] = Panel(asked)
    RUNS.take()


def test_a_run_goes_on_when_it_is_asked_to_and_only_then(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PIECE", -1)
    run = begin()
    assert run.results == ["on the way"]
    assert begin() is run
    assert len(run.results) == 1
    for pieces in range(1, 9):
        ask(session, run=run.name, piece=pieces)
        begin()
    assert (len(run.results), run.done, run.is_over) == (9, 2, False)
    ask(session, run=run.name, piece=3)  # late
    begin()
    assert not run.is_over
    ask(session, run=run.name, piece=9)
    begin()
    assert (run.done, run.is_over) == (3, True)


def test_what_is_over_can_be_run_again_and_other_settings_are_another_run(session: Session) -> None:
    run = begin()
    assert run.is_over
    ask(session, run=run.name, again=True)
    again = begin()
    assert again is not run
    assert again.name != run.name
    assert again.results == run.results
    ask(session, run=run.name, again=True)  # of a run that is gone
    assert begin() is again
    assert begin(2).name not in (run.name, again.name)


def test_a_single_step_is_taken_and_a_run_is_started_again_meanwhile(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PIECE", -1)
    run = begin()
    monkeypatch.setattr(runs, "PIECE", 60)
    ask(session, run=run.name, piece=1, single=True)
    assert begin().results == ["on the way", "nearly"]
    ask(session, run=run.name, again=True)
    again = begin()
    assert again.name != run.name
    assert again.is_over


@pytest.mark.parametrize("asked", [None, "x", {"run": 1}, {"run": "", "piece": "0"}, {"piece": 1}])
def test_a_request_that_is_none_does_nothing(session: Session, asked: Any) -> None:
    run = begin()
    session[RUNS.key] = Panel(asked)
    RUNS.take()
    assert begin() is run
    assert not run.is_asked

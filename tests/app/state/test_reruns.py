"""Sessions whose page was not run to its end, and callbacks that Streamlit interrupts."""

from collections.abc import Callable

import pytest

from app.state import reruns
from app.state import streamlit_internals as internals


def test_a_session_closed_in_mid_run_is_forgotten_with_the_next_run_of_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, now = {"ann", "bob", "eve"}, ["ann"]
    monkeypatch.setattr(internals, "is_connected", there.__contains__)
    monkeypatch.setattr(internals, "session_id", lambda: now[0])
    monkeypatch.setattr(reruns, "_unfinished", set())
    for now[0] in ("ann", "bob"):
        reruns.begin()
    there.discard("ann")
    now[0] = "eve"
    reruns.begin()
    assert reruns._unfinished == {"bob", "eve"}
    assert not reruns.is_whole()
    reruns.finish()
    assert reruns._unfinished == {"bob"}
    assert reruns.is_whole()


def interrupted(times: int, done: list[str]) -> Callable[[str], None]:
    """Return a callback that Streamlit interrupts so many times before its end."""
    left = [times]

    def act(name: str) -> None:
        done.append(f"{name} begun")
        if left[0]:
            left[0] -= 1
            raise internals.Interruption(None)
        done.append(f"{name} ended")

    return act


def test_an_atomic_callback_comes_to_its_end_and_is_interrupted_then() -> None:
    done: list[str] = []
    with pytest.raises(internals.Interruption):
        reruns.atomic_callback(interrupted(2, done))("edit")
    assert done == ["edit begun", "edit begun", "edit begun", "edit ended"]


def test_an_atomic_callback_that_nobody_interrupts_runs_once() -> None:
    done: list[str] = []
    reruns.atomic_callback(interrupted(0, done))("edit")
    assert done == ["edit begun", "edit ended"]

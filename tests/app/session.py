"""A browser session that needs no browser, and what its components report."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.state import record, session
from app.state.schema import Schema
from app.state.store import PageStore, State
from app.state.streamlit_internals import Interruption


class Session(dict[str, Any]):
    """A browser session's state, with its values as attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Panel:
    """A component's state after the learner did something."""

    def __init__(self, asked: Any) -> None:
        self.asked = asked


def interrupt_at_next_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Streamlit interrupt the next callback where it asks what its component reports."""
    answer, left = session.reported, [1]

    def reported(key: str) -> Any:
        if left[0]:
            left[0] -= 1
            raise Interruption(None)
        return answer(key)

    monkeypatch.setattr(session, "reported", reported)


def shown(app: AppTest, store: PageStore[State]) -> State:
    """What a page shows."""
    state: State = app.session_state[record.KEY].records[store.page].state
    return state


def show(app: AppTest, store: PageStore[State], state: State) -> None:
    """Run the page with another state (its components run in a browser only)."""
    app.session_state[record.KEY].records[store.page].state = state
    app.run()
    assert not app.exception


def control(controls: Any, store: PageStore[Schema], name: str) -> Any:
    """Find a bound control of a page among all `controls` of its kind."""
    (found,) = (
        one for one in controls if (one.key or "").rpartition("-")[0] == f"{store.page}-{name}"
    )
    return found

"""A browser session that needs no browser, and what its components report."""

from typing import Any

from streamlit.testing.v1 import AppTest

from app.state import record
from app.state.schema import Schema
from app.state.store import PageStore, State


class Session(dict[str, Any]):
    """A browser session's state, with its values as attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Panel:
    """A component's state after the learner did something."""

    def __init__(self, asked: Any) -> None:
        self.asked = asked


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

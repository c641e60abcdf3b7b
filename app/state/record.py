"""What a browser session keeps of each page: one object, so that an act changes all of it or none.

Streamlit may break a script or a callback off whenever it touches the session state. So it is
touched once, to fetch this; what follows is plain Python.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from app.state.matrix_edits import Draft
from app.state.schema import Schema

State = TypeVar("State", bound=Schema)
KEY = "pages"
"""Of all this in the session state."""


@dataclass
class Control:
    """What a control's browser shows; its key has the number, so that another one is made anew."""

    number: int
    shown: Mapping[str, Any]


@dataclass
class Record(Generic[State]):
    """The state of one page, and how far the browser knows it.

    `address` is the query that its browser shows, or will: at each `arrival`, which has a number
    of its own, it sees to that itself, where the page has the button that does so (`completes`).
    `complaints` are about the link, until something is done; `complains` while they stand on the
    screen. `held`: a slider is being dragged, and Back shall not go through every step of that.
    `refused` has the control whose last act could not be done, and why. `links` counts the links
    that were opened here.
    """

    state: State
    address: dict[str, str]
    complaints: tuple[str, ...] = ()
    complains: bool = False
    completes: bool = False
    arrival: int = 0
    held: bool = False
    refused: tuple[str, ValueError] | None = None
    controls: dict[str, Control] = field(default_factory=dict)
    drafts: dict[Hashable, Draft] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    links: int = 0

    def do(self, name: str, act: Callable[[State], State], held: bool = False) -> None:
        """Do what the control `name` asks for; a ValueError leaves the state and is kept."""
        try:
            state = act(self.state)
        except ValueError as error:
            self.refused = name, error
        else:
            self.state, self.refused, self.complaints = state, None, ()
        self.held = held

    def number(self, name: str, shown: Mapping[str, Any]) -> int:
        """Return the number of a control that is about to show these values.

        It is another one where the browser last showed something else under one of their names.
        """
        known = self.controls.get(name)
        if known is None:
            known = self.controls[name] = Control(0, shown)
        elif any(known.shown.get(part, value) != value for part, value in shown.items()):
            known.number += 1
        known.shown = shown
        return known.number


@dataclass
class Pages:
    """The page that is shown, how often any was arrived at, the records of those visited."""

    shown: str = ""
    arrivals: int = 0
    records: dict[str, Record[Any]] = field(default_factory=dict)


def pages() -> Pages:
    """Return those of this browser session."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Pages()
    found: Pages = st.session_state[KEY]
    return found

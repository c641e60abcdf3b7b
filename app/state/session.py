"""What a browser session keeps beside the pages' states: the one door to it."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import streamlit as st

Value = TypeVar("Value")


def reported(key: str) -> Any:
    """Return what the browser says of the control of this key, None where it is gone.

    A late report, of a control that was made anew meanwhile or left with its page, finds nothing.
    """
    return st.session_state.get(key)


def asked(key: str) -> Any:
    """Return what the component of this key asks for, None where it is gone."""
    return getattr(reported(key), "asked", None)


_files: dict[str, str] = {}


def given_files() -> list[str]:
    """Name the files that this session has been given and still has."""
    return [file for key, file in _files.items() if st.session_state.get(key)]


class SessionValue(Generic[Value]):
    """A value of one browser session that no link carries: an upload, the last good result.

    `file` is what the learner calls the files that it comes from: when the session is lost, they
    are told of it.
    """

    def __init__(self, key: str, first: Callable[[], Value], file: str = "") -> None:
        self.key, self.first = key, first
        if file:
            _files[key] = file

    def get(self) -> Value:
        """Return the value; at first what `first` gives."""
        if self.key not in st.session_state:
            st.session_state[self.key] = self.first()
        found: Value = st.session_state[self.key]
        return found

    def set(self, value: Value) -> None:
        """Keep another value."""
        st.session_state[self.key] = value

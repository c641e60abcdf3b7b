"""The state of a page that is no more than what its link says."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Generic, TypeVar

import streamlit as st

from app import address

State = TypeVar("State")


class LinkedState(Generic[State]):
    """An immutable dataclass under `key` in the session's state, for the page of this `name`.

    `read` and `write` are those of the page's link. What the link says and means nothing is kept
    under ``{key}_complaints``, in sentences.
    """

    def __init__(
        self,
        name: str,
        key: str,
        read: Callable[[Mapping[str, str]], tuple[State, tuple[str, ...]]],
        write: Callable[[State], dict[str, str]],
    ) -> None:
        self.name, self.key, self.read, self.write = name, key, read, write

    def restore(self) -> None:
        """Take over the address of the page, where it says something new."""
        query = address.arrival(self.name)
        if query is not None:
            state, st.session_state[f"{self.key}_complaints"] = self.read(query)
            self.put(state)

    def current(self) -> State:
        """What the page shows now."""
        found: State = st.session_state[self.key]
        return found

    def put(self, state: State) -> None:
        """Show something else."""
        st.session_state[self.key] = state

    def change(self, **values: Any) -> None:
        """Change some of what is shown."""
        self.put(replace(self.current(), **values))  # type: ignore[type-var]

    def publish(self) -> None:
        """Write what is shown into the address."""
        address.publish(self.name, self.write(self.current()))

"""What the pages with an editable state have in common: it is kept, chosen from menus, edited."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

import streamlit as st

from app import cells
from app.cells import Numbers, Problem, Texts
from app.state.matrix_edits import Draft

State = TypeVar("State")


class PageState(Generic[State]):
    """The state of one page in a browser session: an immutable dataclass.

    `name` begins the keys of everything that the page keeps and of its controls.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def begin(self, state: State) -> None:
        """Show something else altogether: the menus are made anew, as they show something else.

        For a moment the browser goes on reporting what an old menu said, and that would look like
        a choice.
        """
        session = st.session_state
        session[f"{self.name}_menus"] = session.get(f"{self.name}_menus", 0) + 1
        self.drop_draft()
        self.put(state)

    def current(self) -> State:
        """What the page shows now."""
        found: State = st.session_state[f"{self.name}_state"]
        return found

    def put(self, state: State) -> None:
        st.session_state[f"{self.name}_state"] = state

    def menu(self, name: str) -> str:
        """Key of a control."""
        return f"{self.name}_{name}_{st.session_state[f'{self.name}_menus']}"

    def chosen(self, name: str) -> State | None:
        """The state with what the control `name` says; None where it says nothing."""
        value = st.session_state[self.menu(name)]
        return None if value is None else replace(self.current(), **{name: value})  # type: ignore

    def select(
        self,
        label: str,
        name: str,
        options: Sequence[Any],
        title: Callable[[Any], str],
        choose: Callable[[str], None],
        hidden: bool = False,
    ) -> None:
        """A menu that shows what `name` is now, and calls `choose(name)` when it is used."""
        st.selectbox(
            label,
            options,
            options.index(getattr(self.current(), name)),
            format_func=title,
            key=self.menu(name),
            on_change=choose,
            args=(name,),
            label_visibility="collapsed" if hidden else "visible",
        )

    def draft(self, part: object, texts: Texts) -> tuple[Texts, Numbers, tuple[Problem, ...]]:
        """What the editor of `part`, a matrix of `texts`, shows.

        Returns the texts as typed, what the matrix means, and what means nothing.
        """
        kept = st.session_state[f"{self.name}_draft"]
        numbers = cells.parse_matrix(texts, ())[0]
        if kept and kept[0] == part:
            return kept[1], numbers, kept[2]
        return texts, numbers, ()

    def keep_draft(self, part: object, edited: Draft) -> None:
        """Keep what was typed into `part`, where it is not all numbers."""
        kept = (part, edited.typed, edited.problems) if edited.problems else None
        st.session_state[f"{self.name}_draft"] = kept

    def drop_draft(self) -> None:
        st.session_state[f"{self.name}_draft"] = None

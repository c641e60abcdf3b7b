"""Editors of matrices in a page's state, with drafts of what was typed and is no number."""

import operator
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

from app import cells
from app.cells import Numbers, Texts
from app.components.kernel_grid import kernel_grid
from app.markdown_text import plain, sentence
from app.state import matrix_edits, reruns, session
from app.state.matrix_edits import Draft
from app.state.record import Record
from app.state.schema import Schema
from app.state.store import PageStore

State = TypeVar("State", bound=Schema)


def editor(
    store: PageStore[State],
    name: str,
    of: Callable[[State], Texts],
    act: Callable[[State, Texts], State],
    *,
    label: str,
    most: int,
    tools: str = "sides operations",
    part: Hashable = None,
    numbers: Callable[[State], Numbers] | None = None,
    whole: bool = False,
) -> None:
    """Show the matrix `of` the state to edit; `act` puts another one in its place, or refuses.

    `part` says which matrix it is where the same editor shows several; `numbers`, what they are
    where the texts are rounded. `tools` are those of `kernel_grid`. `whole`: the whole page must
    run after an edit.
    """
    key, control_name = f"{store.page}-{name}", f"matrix {name}"

    def shown(record: Record[State]) -> Draft:
        texts = of(record.state)
        draft = record.drafts.get((name, part))
        return draft if draft and _is_same(draft.kept, texts) else Draft(texts, (), texts)

    def known(state: State) -> Numbers:
        return numbers(state) if numbers else cells.parse_matrix(of(state), ())[0]

    def in_browser(record: Record[State]) -> dict[str, Any]:
        return {"part": part, "typed": shown(record).typed}

    def is_late(whose: object, record: Record[State]) -> bool:
        """Tell whether the browser asks this of another matrix than is there now."""
        control = record.controls[control_name]
        return whose != control.number or control.shown != in_browser(record)

    @reruns.atomic_callback
    def take() -> None:
        """Do what the browser asks for, once: it asks again where it gets no answer."""
        asked, record = session.asked(key), store.record
        match asked:
            case {"number": int(number), "of": whose} if number > record.answers.get(name, 0):
                record.answers[name] = number
            case _:
                return
        if is_late(whose, record):
            return
        if whole:
            reruns.begin()

        def edit(state: State) -> State:
            draft = matrix_edits.edited(asked, shown(record).typed, known(state), most)
            after = act(state, draft.kept)
            record.drafts[name, part] = draft
            return after

        record.do(name, edit)
        record.controls[control_name].shown = in_browser(record)

    now = store.record
    draft, weights = shown(now), known(now.state)
    answers = now.answers.get(name, 0)
    number = now.number(control_name, in_browser(now))
    kernel_grid(
        draft.typed, weights, draft.problems, key, take, label, most, tools, number, answers
    )
    if error := store.refused(name):
        st.error(plain(sentence(str(error))))


def _is_same(one: Texts, other: Texts) -> bool:
    """Tell whether these are the same rows: an example chosen anew has equal ones of its own."""
    return len(one) == len(other) and all(map(operator.is_, one, other))

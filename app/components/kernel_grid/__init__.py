"""An editable matrix, of a kernel or of other numbers."""

from collections.abc import Callable

import streamlit as st

from app.cells import MAX_SIDE, Numbers, Problem, Texts
from app.components.shared.mount import Component
from app.state import reruns
from app.words import plain, sentence

_component = Component("kernel_grid")


def kernel_grid(
    texts: Texts,
    weights: Numbers,
    problems: tuple[Problem, ...],
    key: str,
    on_asked: Callable[[], None],
    label: str = "Weights of the kernel",
    most: int = MAX_SIDE,
    tools: str = "sides operations",
    answers: int | None = None,
) -> None:
    """Show the matrix and its buttons.

    When the learner has changed something, `on_asked` is called, which must call `take`. `tools`
    says what stands under the matrix: its "sides", of at most `most` cells, and the "operations"
    on a kernel.
    """
    session = st.session_state
    data = [texts, weights, [vars(problem) for problem in problems]]
    answered = session.get(_answers(key), 0) if answers is None else answers
    data += [answered, label, most, tools]
    _component.show(data, key, on_asked)
    if problem := session.get(_problem(key)):
        st.error(plain(problem))


def editor(
    shown: tuple[Texts, Numbers, tuple[Problem, ...]],
    key: str,
    change: Callable[[object], Callable[[], None]],
    label: str,
    most: int,
    tools: str,
) -> None:
    """Show a matrix, its numbers and its problems, and do with `change` what is asked for."""
    kernel_grid(*shown, key, lambda: take(key, change), label, most, tools)


@reruns.atomic_callback
def take(key: str, change: Callable[[object], Callable[[], None]]) -> None:
    """Do what the browser asks for, once: it asks again where it gets no answer.

    `change` takes what `app.state.matrix_edits.apply` takes and returns what writes the new
    matrix, or raises ValueError with one plain sentence.
    """
    asked = st.session_state[key].asked
    match asked:
        case {"number": int(number)} if number > st.session_state.get(_answers(key), 0):
            try:
                _answer(key, number, "", change(asked))
            except ValueError as error:
                _answer(key, number, sentence(str(error)))


@reruns.atomic_callback
def _answer(key: str, number: int, problem: str, write: Callable[[], None] | None = None) -> None:
    if write is not None:
        write()
    st.session_state[_problem(key)] = problem
    st.session_state[_answers(key)] = number


def forget_problem(key: str) -> None:
    """What was wrong with the last request is of no interest any more."""
    st.session_state[_problem(key)] = ""


def _answers(key: str) -> str:
    return f"{key}_answers"


def _problem(key: str) -> str:
    return f"{key}_problem"

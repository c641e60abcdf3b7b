"""The exercises: a question, the learner's answer, and what is said to it."""

from html import escape

import streamlit as st

from app.output_size import drawings
from app.output_size.exercises import KINDS, LECTURE, MAX_SEED, exercise
from app.output_size.grading import Answer, Exercise, Grade, grade
from app.output_size.state import change, publish, state
from app.words import plain
from engine.geometry import fit
from engine.volumes import output_volume

LARGEST = 10**12
"""No answer is larger; a number input needs an end."""

Solved = set[tuple[str, int]]


@st.fragment
def exercise_view() -> None:
    """The question on the left, the list of all on the right."""
    question, choice = st.columns([3, 1], gap="large")
    with question:
        shown = exercise(state().exercise, state().seed)
        _question(shown)
        _other_numbers()
        _draw(shown)
    with choice:
        _list()
    publish()


def _solved() -> Solved:
    found: Solved = st.session_state.setdefault("size_solved", set())
    return found


def _list() -> None:
    st.session_state.size_exercise = state().exercise
    solved = {name for name, _ in _solved()}
    st.radio(
        "Question",
        list(KINDS),
        format_func=lambda name: f"{'✓ ' * (name in solved)}{KINDS[name].title}",
        key="size_exercise",
        on_change=lambda: change(exercise=st.session_state.size_exercise, seed=LECTURE),
    )
    st.markdown(f"{len(solved)} of {len(KINDS)} questions solved")


def _question(shown: Exercise) -> None:
    style = "font-size: clamp(1.2rem, 1.9vw, 1.7rem); line-height: 1.45; margin: 0.4rem 0 0;"
    st.html(f'<p style="{style}">{escape(shown.question)}</p>')
    key = _key()
    with st.form(f"size_form_{key}", border=False):
        places = st.columns(3)
        numbers = [
            place.number_input(label, 0, LARGEST, None, 1, key=f"size_answer_{key}_{label}")
            for place, label in zip(places, shown.fields, strict=False)
        ]
        fits = not shown.may_not_fit or not st.checkbox("It does not fit", key=f"size_no_{key}")
        if st.form_submit_button("Check"):
            _check(shown, numbers, fits)
    _say(shown)


def _key() -> str:
    return f"{state().exercise}_{state().seed}"


def _check(shown: Exercise, numbers: list[int | None], fits: bool) -> None:
    answer: Answer = None
    verdict = Grade(False, "Fill in every number first.")
    if fits and None not in numbers:
        answer = tuple(number for number in numbers if number is not None)
    if answer is not None or not fits:
        verdict = grade(shown, answer)
    if verdict.right:
        _solved().add((state().exercise, state().seed))
    st.session_state.size_verdict = (_key(), verdict)


def _say(shown: Exercise) -> None:
    asked, verdict = st.session_state.get("size_verdict", ("", None))
    if asked != _key() or verdict is None:
        return
    if verdict.right:
        st.success(plain(f"Right. {verdict.sentence}"))
        return
    st.error(plain(f"Not yet. {verdict.sentence}"))
    with st.expander("Show the solution", key=f"size_solution_{_key()}"):
        st.markdown(plain(shown.reason))


def _draw(shown: Exercise) -> None:
    """The layer of the question; what it makes only when it was found."""
    if shown.layer is None:
        return
    volume, layer = shown.layer
    found = (state().exercise, state().seed) in _solved()
    if found and shown.may_not_fit:
        windows = fit(volume.width, layer.kernel, layer.stride, layer.padding)
        drawings.windows(windows, "exercise_windows")
        return
    made = output_volume(volume, layer) if found else None
    drawings.volumes(volume, layer, made, "exercise_volumes", "?")


def _other_numbers() -> None:
    st.session_state.size_seed = state().seed
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("New numbers", on_click=lambda: change(seed=state().seed % MAX_SEED + 1))
        st.button("Next question", on_click=_next)
        st.number_input(
            "Numbers no. (0: the lectures' own)",
            LECTURE,
            MAX_SEED,
            key="size_seed",
            on_change=lambda: change(seed=st.session_state.size_seed),
            width=260,
        )


def _next() -> None:
    names = list(KINDS)
    after = names[(names.index(state().exercise) + 1) % len(names)]
    change(exercise=after, seed=LECTURE)

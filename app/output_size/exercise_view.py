"""The exercises: a question, the learner's answer, and what is said to it."""

from html import escape

import streamlit as st

from app.output_size import drawings
from app.output_size.exercises import KINDS, LECTURE, MAX_SEED, exercise
from app.output_size.grading import Exercise, Grade, grade, whole_number
from app.output_size.state import change, publish, state
from app.words import plain
from engine.planning.geometry import fit
from engine.planning.volumes import output_volume

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
    st.radio(
        "Question",
        list(KINDS),
        format_func={name: _title(name) for name in KINDS}.get,
        key="size_exercise",
        on_change=lambda: change(exercise=st.session_state.size_exercise, seed=LECTURE),
    )
    solved = [seed for _, seed in _solved()]
    lectures = solved.count(LECTURE)
    others = f"; {len(solved) - lectures} more with other numbers" * (len(solved) > lectures)
    st.markdown(f"{lectures} of {len(KINDS)} questions solved{others}")


def _title(name: str) -> str:
    """A question in the list: it is ticked where the lectures' own numbers were answered."""
    tick = "✓ " * ((name, LECTURE) in _solved())
    other = ", but other numbers" * (name == state().exercise and state().seed != LECTURE)
    return f"{tick}{KINDS[name].title}{other}"


def _question(shown: Exercise) -> None:
    style = "font-size: clamp(1.2rem, 1.9vw, 1.7rem); line-height: 1.45; margin: 0.4rem 0 0;"
    st.html(f'<p style="{style}">{escape(shown.question)}</p>')
    key = _key()
    with st.form(f"size_form_{key}", border=False):
        places = st.columns(3)
        typed = [
            place.text_input(label, key=f"size_answer_{key}_{label}", autocomplete="off")
            for place, label in zip(places, shown.fields, strict=False)
        ]
        fits = not shown.may_not_fit or not st.checkbox("It does not fit", key=f"size_no_{key}")
        if st.form_submit_button("Check"):
            _check(shown, typed, fits)
    _say(shown)


def _key() -> str:
    return f"{state().exercise}_{state().seed}"


def _check(shown: Exercise, typed: list[str], fits: bool) -> None:
    verdict = _verdict(shown, typed, fits)
    if verdict.right:
        _solved().add((state().exercise, state().seed))
    st.session_state.size_verdict = (_key(), verdict)


def _verdict(shown: Exercise, typed: list[str], fits: bool) -> Grade:
    if not fits:
        return grade(shown, None)
    if not all(text.strip() for text in typed):
        return Grade(False, "Fill in every number first.")
    try:
        return grade(shown, tuple(whole_number(text) for text in typed))
    except ValueError as error:
        no_fit = " If the formula gives none, tick “It does not fit”." * shown.may_not_fit
        return Grade(False, f"{error}{no_fit}")


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

"""The exercises: a question, the learner's answer, and what is said to it."""

from html import escape

import streamlit as st

from app.markdown_text import plain
from app.output_size import actions, drawings, state
from app.output_size.exercises import KINDS, LECTURE, exercise
from app.output_size.grading import Exercise, Grade, grade, whole_number
from app.output_size.state import store
from engine.planning.geometry import fit
from engine.planning.volumes import output_volume


@st.fragment
def exercise_view() -> None:
    """Show the question on the left, the list of all on the right."""
    question, choice = st.columns([3, 1], gap="large")
    with question:
        shown = exercise(*_key())
        _question(shown)
        _other_numbers()
        _draw(shown)
    with choice:
        _list()
    store.publish()


def _key() -> state.Key:
    """Return the name of the exercise that is shown."""
    shown = store.current()
    return shown.exercise, shown.seed


def _list() -> None:
    titles = {name: _title(name) for name in KINDS}
    store.radio("exercise", "Question", titles, act=actions.choose_exercise)
    solved = [seed for _, seed in state.solved.get()]
    lectures = solved.count(LECTURE)
    others = f"; {len(solved) - lectures} more with new numbers" * (len(solved) > lectures)
    st.caption("Layers count from 1, in names such as “CONV1”; windows and cells count from 0.")
    st.markdown(f"{lectures} of {len(KINDS)} questions solved{others}")


def _title(name: str) -> str:
    """Write a question of the list: it is ticked where the lectures' own numbers were answered."""
    tick = "✓ " * ((name, LECTURE) in state.solved.get())
    shown, seed = _key()
    other = ", new numbers" * (name == shown and seed != LECTURE)
    return f"{tick}{KINDS[name].title}{other}"


def _question(shown: Exercise) -> None:
    style = "font-size: clamp(1.2rem, 1.9vw, 1.7rem); line-height: 1.45; margin: 0.4rem 0 0;"
    st.html(f'<p style="{style}">{escape(shown.question)}</p>')
    key = "{}_{}".format(*_key())
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


def _check(shown: Exercise, typed: list[str], fits: bool) -> None:
    verdict = _verdict(shown, typed, fits)
    if verdict.right:
        state.solved.set(state.solved.get() | {_key()})
    state.verdict.set((_key(), verdict))


def _verdict(shown: Exercise, typed: list[str], fits: bool) -> Grade:
    if not fits:
        return grade(shown, None)
    if not all(text.strip() for text in typed):
        return Grade(False, "Fill in every field first.")
    try:
        return grade(shown, tuple(whole_number(text) for text in typed))
    except ValueError as error:
        no_fit = " If the result is not an integer, tick “It does not fit”." * shown.may_not_fit
        return Grade(False, f"{error}{no_fit}")


def _say(shown: Exercise) -> None:
    asked, verdict = state.verdict.get() or (None, None)
    if asked != _key() or verdict is None:
        return
    if verdict.right:
        st.success(plain(f"Correct. {verdict.sentence}"))
        return
    st.error(plain(f"Not yet. {verdict.sentence}"))
    with st.expander("Show the solution", key="size_solution_{}_{}".format(*_key())):
        st.markdown(plain(shown.reason))


def _draw(shown: Exercise) -> None:
    """Draw the layer of the question; its output only when the answer was found."""
    if shown.layer is None:
        return
    volume, layer = shown.layer
    found = _key() in state.solved.get()
    if found and shown.may_not_fit:
        windows = fit(volume.width, layer.kernel, layer.stride, layer.padding)
        drawings.windows(windows)
        return
    made = output_volume(volume, layer) if found else None
    drawings.volumes(volume, layer, made, "exercise_volumes", "?")


def _other_numbers() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("New numbers", on_click=store.act, args=(actions.new_numbers,))
        st.button("Next question", on_click=store.act, args=(actions.next_question,))
        store.number("seed", "Variant (0: the numbers of the lectures)", width=260)

"""Answering an exercise on the page."""

import pytest
from streamlit.testing.v1 import AppTest

from app.output_size.exercises import KINDS, exercise
from app.output_size.grading import Answer
from app.output_size.state import solved, store
from tests.app.output_size.size_app import opened
from tests.app.session import control, shown


def answer(app: AppTest, given: Answer) -> None:
    """Fill the form with an answer and press Check."""
    if given is None:
        app.checkbox[0].check()
    else:
        for box, number in zip(app.text_input, given, strict=True):
            box.set_value(str(number))
    app.button[0].click().run()
    assert not app.exception


def exercises(name: str, seed: int = 0) -> AppTest:
    return opened({"show": "exercises", "exercise": name, "seed": str(seed)})


def test_every_question_of_the_lectures_is_answered_right() -> None:
    for name in KINDS:
        app = exercises(name)
        answer(app, exercise(name, 0).answer)
        assert [box.value[:8] for box in app.success] == ["Correct\\"]
        assert (name, 0) in app.session_state[solved.key]


def test_a_usual_mistake_is_named_and_the_solution_can_be_opened() -> None:
    app = exercises("ten-parameters")
    answer(app, (750,))
    assert "biases are missing" in app.error[0].value
    assert "760" in app.expander[0].markdown[0].value
    answer(app, (760,))
    assert not app.error
    assert len(app.success) == 1


def test_an_empty_answer_is_no_answer() -> None:
    app = exercises("ten-volume")
    app.button[0].click().run()
    assert "Fill in every field" in app.error[0].value


@pytest.mark.parametrize("typed", ["1.5", "1e3", "−1", "-1", "five", "²", "9" * 5000])
def test_what_is_no_whole_number_is_reported(typed: str) -> None:
    app = exercises("stride-3")
    app.text_input[0].set_value(typed)
    app.button[0].click().run()
    assert not app.exception
    assert "whole number" in app.error[0].value
    assert "does not fit" in app.error[0].value


def test_thousands_may_be_parted() -> None:
    app = exercises("conv1-parameters")
    app.text_input[0].set_value("34,944")
    app.button[0].click().run()
    assert len(app.success) == 1


def test_other_numbers_are_told_apart_from_the_lectures() -> None:
    app = exercises("stride-3", seed=1)
    answer(app, exercise("stride-3", 1).answer)
    labels = control(app.radio, store, "exercise").options
    assert not any("✓" in label for label in labels)
    assert "7×7, stride 3, new numbers" in labels
    assert any("0 of 21 questions solved; 1 more" in text.value for text in app.markdown)


def test_new_numbers_and_the_next_question_are_in_the_address() -> None:
    app = exercises("conv1-volume")
    answer(app, (1, 1, 1))
    app.button[1].click().run()
    assert not app.exception
    assert app.query_params["seed"] == "1"
    assert not app.error
    app.button[2].click().run()
    assert app.query_params["exercise"] == "conv1-parameters"
    assert "seed" not in app.query_params


def test_the_list_leads_to_a_question() -> None:
    app = exercises("stride-1", seed=5)
    control(app.radio, store, "exercise").set_value("twenty").run()
    assert not app.exception
    assert (shown(app, store).exercise, shown(app, store).seed) == ("twenty", 0)

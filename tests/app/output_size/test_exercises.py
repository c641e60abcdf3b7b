"""The exercises: the lectures' answers, and what holds for every question that can be drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.output_size import size_questions, volume_questions
from app.output_size.exercises import KINDS, LECTURE, MAX_SEED, exercise
from app.output_size.grading import Answer, Exercise, grade
from engine.planning.geometry import fit
from engine.planning.volumes import Layer, Volume

LECTURES = {
    "stride-1": (5,),
    "stride-2": (3,),
    "stride-3": None,
    "pad-1": (7,),
    "same": (2,),
    "half": None,
    "shrinking": (20,),
    "six-maps": (28, 28, 6),
    "ten-volume": (32, 32, 10),
    "ten-parameters": (760,),
    "one-filter": (76,),
    "twenty": (560,),
    "slices": (4, 4, 2),
    "conv1-volume": (55, 55, 96),
    "conv1-parameters": (34_944,),
    "pool1-volume": (27, 27, 96),
    "pool1-parameters": (0,),
    "five-pools": (7,),
    "neuron": (3_072,),
    "dense": (30_730,),
    "field": (5,),
}

LAYERS_SHOWN = {  # input, kind, kernel, stride, padding, filters
    "stride-1": ("7×7×1", "conv", 3, 1, 0, 1),
    "stride-2": ("7×7×1", "conv", 3, 2, 0, 1),
    "stride-3": ("7×7×1", "conv", 3, 3, 0, 1),
    "pad-1": ("7×7×1", "conv", 3, 1, 1, 1),
    "six-maps": ("32×32×3", "conv", 5, 1, 0, 6),
    "ten-volume": ("32×32×3", "conv", 5, 1, 2, 10),
    "ten-parameters": ("32×32×3", "conv", 5, 1, 2, 10),
    "one-filter": ("32×32×3", "conv", 5, 1, 0, 1),
    "twenty": ("32×32×3", "conv", 3, 1, 0, 20),
    "slices": ("11×11×4", "conv", 5, 2, 0, 2),
    "conv1-volume": ("227×227×3", "conv", 11, 4, 0, 96),
    "conv1-parameters": ("227×227×3", "conv", 11, 4, 0, 96),
    "pool1-volume": ("55×55×96", "pool", 3, 2, 0, 1),
    "pool1-parameters": ("55×55×96", "pool", 3, 2, 0, 1),
}


def test_the_lectures_answers() -> None:
    assert {name: exercise(name, LECTURE).answer for name in KINDS} == LECTURES


def test_the_layers_that_show_it_draws_for_the_lectures_questions() -> None:
    drawn = {name: exercise(name, LECTURE).layer for name in KINDS}
    assert {
        name: (str(volume), layer.kind, layer.kernel, layer.stride, layer.padding, layer.filters)
        for name, (volume, layer) in ((n, found) for n, found in drawn.items() if found)
    } == LAYERS_SHOWN


@given(st.sampled_from(list(KINDS)), st.integers(0, MAX_SEED))
def test_the_right_answer_is_accepted_and_every_mistake_is_wrong(name: str, seed: int) -> None:
    question = exercise(name, seed)
    assert grade(question, question.answer).right
    assert question.mistakes
    for mistake, sentence in question.mistakes:
        verdict = grade(question, mistake)
        assert (verdict.right, verdict.sentence) == (False, sentence)
    answers = [mistake for mistake, _ in question.mistakes]
    assert len(set(answers)) == len(answers)
    for answer in (question.answer, *answers):
        assert answer is None or len(answer) == len(question.fields)


@given(st.sampled_from(list(KINDS)), st.integers(0, MAX_SEED))
def test_a_seed_gives_everyone_the_same_question(name: str, seed: int) -> None:
    assert exercise(name, seed) == exercise(name, seed)


@given(st.sampled_from(list(KINDS)), st.integers(0, MAX_SEED))
def test_only_a_question_that_offers_it_has_no_fit(name: str, seed: int) -> None:
    question = exercise(name, seed)
    assert question.may_not_fit or question.answer is not None


@pytest.mark.parametrize("name", KINDS)
def test_seeds_give_other_questions(name: str) -> None:
    assert len({exercise(name, seed).question for seed in range(1, 40)}) > 3


@given(st.integers(4, 60), st.integers(1, 9), st.integers(1, 4), st.integers(0, 4))
def test_a_padding_that_is_asked_for_gives_that_width(
    output: int, kernel: int, stride: int, padding: int
) -> None:
    width = (output - 1) * stride + kernel - 2 * padding
    if width >= 1:
        assert size_questions.padding_for(width, kernel, stride, output).answer == (padding,)
        assert fit(width, kernel, stride, padding).output == output


def said(question: Exercise, given: Answer) -> str:
    verdict = grade(question, given)
    assert not verdict.right
    return verdict.sentence


def test_usual_mistakes_are_named() -> None:
    padded = size_questions.size(7, 3, 1, 1)
    assert "+ 1 is missing" in said(padded, (6,))
    assert "padding is missing" in said(padded, (5,))
    assert "denominator" in said(size_questions.size(11, 5, 2, 0), (2,))
    assert "rounds down" in said(size_questions.size(7, 3, 3, 0), (2,))
    ten = volume_questions.conv_parameters(Volume(32, 32, 3), Layer("conv", 5, 1, 2, 10))
    assert "biases are missing" in said(ten, (750,))
    assert "swapped" in said(ten, ((5 * 5 * 10 + 1) * 3,))
    assert "depth is missing" in said(ten, (260,))
    volume = volume_questions.conv_volume(Volume(32, 32, 3), Layer("conv", 5, 1, 2, 10))
    assert "one map" in said(volume, (32, 32, 3))
    assert "padding is missing" in said(volume, (28, 28, 10))


@pytest.mark.parametrize(("stride", "part"), [(2, "a half"), (3, "a third"), (4, "a quarter")])
def test_how_much_an_uneven_padding_misses_depends_on_the_stride(stride: int, part: str) -> None:
    question = size_questions.padding_for(9 * stride + 2, 5, stride, 10)
    assert question.answer is None
    assert f"{part} too small" in said(question, (1,))
    assert f"{part} too large" in said(question, (2,))


def test_any_other_answer_gets_the_formula_with_the_numbers() -> None:
    sentence = said(size_questions.size(7, 3, 2, 0), (99,))
    assert "(W − F + 2P)/S + 1 with W = 7, F = 3, S = 2, P = 0" in sentence
    assert "2P" in said(size_questions.padding_for(32, 5, 2, 16), (7,))
    assert "Use the formula" in said(size_questions.size(7, 3, 2, 0), None)

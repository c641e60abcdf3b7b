"""A link carries the page's state, and a link of nonsense is told in words."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.state import link
from app.step_by_step import problem
from app.step_by_step.examples import EXAMPLES, RANDOM
from app.step_by_step.schema import CONVOLUTIONS, OPERATIONS, SIZES, StepState, shape_problem

HEADS = st.builds(
    StepState,
    example=st.sampled_from([*EXAMPLES, RANDOM]),
    rows=st.integers(1, 12),
    columns=st.integers(1, 12),
    channels=st.integers(1, 4),
    filters=st.integers(1, 4),
    side=st.integers(1, 7),
    seed=st.integers(1, 99999),
)


@given(
    HEADS,
    st.sampled_from(OPERATIONS),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(st.integers(0, 5), st.integers(0, 5)) | st.just("same"),
)
def test_a_link_brings_the_same_state_back(
    head: StepState, operation: str, stride: tuple[int, int], padding: tuple[int, int] | str
) -> None:
    assume(padding != "same" or operation in CONVOLUTIONS)
    begun = (head if head.example == RANDOM else StepState(example=head.example)).start()
    pairs = (stride, padding) if padding != "same" else (stride,)
    is_separate = any(down != across for down, across in pairs)
    state = replace(
        begun, operation=operation, stride=stride, padding=padding, separate=is_separate
    )
    assert link.read(StepState, link.write(state)) == (state, ())


@given(HEADS, st.sampled_from(["-3", "0.5", "1/9", "½"]))
def test_edited_numbers_travel_whole(head: StepState, text: str) -> None:
    begun = (head if head.example == RANDOM else StepState(example=head.example)).start()
    first = ((text, *begun.volume[0][0][1:]), *begun.volume[0][1:])
    kernel = ((text, *begun.kernels[0][0][0][1:]), *begun.kernels[0][0][1:])
    state = replace(
        begun,
        volume=(first, *begun.volume[1:]),
        kernels=((kernel, *begun.kernels[0][1:]), *begun.kernels[1:]),
        bias=(text,) * len(begun.kernels),
    )
    assert link.read(StepState, link.write(state)) == (state, ())


def test_settings_without_an_output_are_opened_as_they_are() -> None:
    state = replace(StepState().start(), operation="max", window=(1, 1), padding=(2, 2))
    with pytest.raises(ValueError, match="padding 2 is more than half"):
        problem.build(state)
    assert link.read(StepState, link.write(state)) == (state, ())


def test_the_first_visit_has_no_parameters() -> None:
    assert link.write(StepState().start()) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("example", "z"),
        ("seed", "0"),
        ("rows", "13"),
        ("channels", "5"),
        ("stride", "<script>"),
        ("padding", "1e999"),
        ("padding", "1_6"),
        ("output_padding", "4"),
        ("groups", "0"),
        ("mode", "symmetric"),
        ("operation", "fft"),
        ("volume", "1_2~3"),
        ("volume", "1_<script>"),
        ("volume", "1e999"),
        ("volume", "1~~1_2"),
        ("volume", "~~".join(["1"] * 5)),
        ("volume", "~".join(["1"] * 13)),
        ("volume", "1~~2"),
        ("kernels", "1~~2"),
        ("kernels", "~~~".join(["1"] * 5)),
        ("kernels", "1~~~1_2"),
        ("kernels", "_".join(["1"] * 8)),
        ("bias", "1_2"),
        ("bias", "x"),
        ("evil", "9" * 9999),
    ],
)
def test_nonsense_leaves_the_example_and_one_sentence(name: str, text: str) -> None:
    state, complaints = link.read(
        StepState, {name: text, "example": "b"} if name != "example" else {name: text}
    )
    assert state == StepState(example="a" if name == "example" else "b").start()
    assert len(complaints) == 1
    assert len(complaints[0]) < 250


@given(st.dictionaries(st.sampled_from([*SIZES, "volume", "kernels", "bias"]), st.text()))
def test_any_address_gives_numbers_that_belong_together(query: dict[str, str]) -> None:
    state, _ = link.read(StepState, query)
    assert shape_problem(state) is None


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_run(name: str) -> None:
    state = StepState(example=name).start()
    made = problem.build(state)
    assert made["operation"] == state.operation
    assert [len(matrix) for matrix in made["input"]] == [len(matrix) for matrix in state.volume]


def test_random_numbers_are_the_same_for_everyone() -> None:
    state = StepState(example=RANDOM, rows=2, columns=3, channels=1, filters=1, seed=7).start()
    assert state.volume == state.start().volume
    assert state.volume != replace(state, seed=8).start().volume

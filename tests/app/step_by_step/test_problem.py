"""What is sent to the stepper, computed by the engine: the numbers of the lectures come out."""

from dataclasses import replace

import numpy as np
import pytest

import engine
from app.step_by_step import problem
from app.step_by_step.examples import RANDOM
from app.step_by_step.schema import StepState


def example(name: str, **changes: object) -> StepState:
    return replace(StepState(example=name).start(), **changes)


def output(state: StepState) -> list:
    """The engine's result for the problem that is sent, map by map."""
    sent = problem.build(state)
    x = np.array([sent["input"]])
    stride, dilation = tuple(sent["stride"]), tuple(sent["dilation"])
    padding = tuple(side[0] for side in sent["padding"])
    if state.operation == "max":
        return engine.max_pool2d(x, tuple(sent["window"]), stride, padding)[0][0].tolist()
    if state.operation == "average":
        return engine.avg_pool2d(x, tuple(sent["window"]), stride, padding)[0].tolist()
    weight = np.array(sent["kernels"])
    bias = sent["bias"] and np.array(sent["bias"])
    if state.operation == "transposed":
        more = tuple(sent["output_padding"])
        return engine.conv_transpose2d(x, weight, bias, stride, padding, more, dilation=dilation)[
            0
        ].tolist()
    return engine.conv2d(x, weight, bias, stride, padding, dilation, sent["groups"])[0].tolist()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (example("a"), [[6, -9, -8], [-3, -2, -3], [-3, 0, -2]]),
        (example("b", stride=(2, 2)), [[320, 198, 281], [205, 111, 197], [317, 210, 291]]),
        (example("d"), [[0, 30, 30, 0]] * 4),
        (example("d2"), [[0] * 4, [30] * 4, [30] * 4, [0] * 4]),
        (
            example("e"),
            [[71, -24, 105, 106], [85, -77, -59, 62], [-32, -89, -82, 41], [-34, -60, -58, -8]],
        ),
        (example("pool"), [[5, 9, 8], [7, 6, 6], [6, 7, 4]]),
        (
            example("pool", operation="average"),
            [[3.75, 5.25, 6], [4.25, 5, 5.25], [3.75, 4.5, 3.25]],
        ),
        (example("b", padding="same", stride=(4, 2)), [[320, 198, 281], [317, 210, 291]]),
        (
            example("transposed", padding=(2, 1), output_padding=(1, 0)),
            [[8, 10, 12], [12, 14, 16]],
        ),
        (example("pool", window=(3, 3), stride=(3, 3)), [[7, 9], [7, 7]]),
    ],
)
def test_worked_examples(state: StepState, expected: list) -> None:
    assert output(state) == [expected]


def test_the_volume_begins_with_its_first_rows() -> None:
    assert output(example("b"))[0][0] == [320, 206, 198, 188, 281]
    assert output(example("c"))[0][0][0] == -25


def test_the_lectures_volumes_of_small_numbers() -> None:
    assert np.shape(output(example("volume"))) == (4, 4, 4)
    sent = problem.build(example("numpy"))
    x = np.moveaxis(np.array(sent["input"]), 0, 2)
    w0 = np.moveaxis(np.array(sent["kernels"][0]), 0, 2)
    v = np.moveaxis(output(example("numpy")), 0, 2)
    assert (x.shape, w0.shape, v.shape) == ((11, 11, 4), (5, 5, 4), (4, 4, 2))
    assert v[0, 0, 0] == np.sum(x[0:5, 0:5, :] * w0) + sent["bias"][0]
    assert v[1, 0, 0] == np.sum(x[2:7, 0:5, :] * w0) + sent["bias"][0]


def test_groups_choose_the_matrices_of_their_own_channels() -> None:
    state = StepState(example=RANDOM, channels=4, filters=4).start()
    halves = np.array(problem.build(replace(state, groups=2))["kernels"])
    every = np.array(problem.build(state)["kernels"])
    np.testing.assert_array_equal(halves[:2], every[:2, :2])
    np.testing.assert_array_equal(halves[2:], every[2:, 2:])
    depthwise = replace(state, groups=4, operation="transposed")
    transposed = np.array(problem.build(depthwise)["kernels"])
    np.testing.assert_array_equal(transposed[:, 0], every[range(4), range(4)])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (example("a", volume=((("1",),),)), "larger than the padded input"),
        (example("a", groups=2), "cannot both be divided into 2 groups"),
        (example("pool", padding=(0, 2)), "more than half of the kernel's size, 2"),
        (example("transposed", output_padding=(2, 0)), "must be smaller than the stride"),
        (example("transposed", padding=(0, 4)), "cuts the whole output"),
    ],
)
def test_what_cannot_be_is_reported_in_words(state: StepState, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        problem.build(state)

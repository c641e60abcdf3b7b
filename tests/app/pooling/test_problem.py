"""The numbers of the lectures, and the programs that compute what is shown."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

import engine
from app.pooling import snippets
from app.pooling.back_view import counts, sizes
from app.pooling.examples import POOLED
from app.pooling.problem import overlaps, pooling
from app.pooling.schema import PoolingState
from app.step_by_step.problem import numbers
from tests.app.programs import run
from tests.components.shared.test_arithmetic import browser

FIRST = PoolingState().start()
CURRICULUM = {
    ("max", 2): "5 9 8 / 7 6 6 / 6 7 4",
    ("average", 2): "3.75 5.25 6 / 4.25 5 5.25 / 3.75 4.5 3.25",
    ("max", 3): "7 9 / 7 7",
    ("average", 3): "4.222 5.667 / 4.444 3.889",
}
SETTINGS = [
    FIRST,
    replace(FIRST, operation="average", window=(3, 2), stride=(2, 3), padding=(1, 1)),
    replace(FIRST, operation="average", window=(3, 3), padding=(1, 0), include_pad=False),
    replace(FIRST, window=(3, 3), padding=(1, 1), ceil=True),
    replace(FIRST, operation="average", window=(3, 3), ceil=True),
    replace(FIRST, operation="average", window=(3, 3), padding=(1, 1), ceil=True,
            include_pad=False),
    replace(FIRST, operation="l2", window=(3, 2), stride=(1, 2)),
    replace(FIRST, operation="global"),
]  # fmt: skip


def by_engine(state: PoolingState) -> NDArray[np.float64]:
    x = np.array(numbers(state.numbers_in), float)[None, None]
    how = state.window, state.stride, state.padding
    match state.operation:
        case "max":
            found = engine.max_pool2d(x, *how, ceil_mode=state.ceil)[0]
        case "average":
            found = engine.avg_pool2d(x, *how, state.ceil, state.include_pad)
        case "l2":
            found = engine.lp_pool2d(x, 2, *how[:2])
        case _:
            found = engine.avg_pool2d(x, x.shape[2:])
    return found[0, 0]


@pytest.mark.node
@pytest.mark.parametrize(("operation", "window"), CURRICULUM)
def test_the_lectures_numbers_come_out(operation: str, window: int) -> None:
    pair = window, window
    state = replace(FIRST, operation=operation, window=pair, stride=pair)
    expected = [row.split() for row in CURRICULUM[operation, window].split(" / ")]
    (values,) = browser([pooling(state)])
    np.testing.assert_allclose(values[0], np.array(expected, float), atol=5e-4)


@pytest.mark.node
@pytest.mark.parametrize("state", SETTINGS)
def test_browser_and_engine_agree(state: PoolingState) -> None:
    (values,) = browser([pooling(state)])
    np.testing.assert_allclose(values[0], by_engine(state), atol=1e-12)


@pytest.mark.parametrize("state", SETTINGS)
def test_numpys_program_computes_what_is_shown(state: PoolingState) -> None:
    np.testing.assert_allclose(run(snippets.numpy_code(state))["v"], by_engine(state), atol=1e-12)


@pytest.mark.torch
@pytest.mark.parametrize("state", SETTINGS)
def test_pytorchs_program_computes_what_is_shown(state: PoolingState) -> None:
    pytest.importorskip("torch")
    np.testing.assert_allclose(run(snippets.torch_code(state))["v"], by_engine(state), atol=1e-12)


@pytest.mark.parametrize("name", POOLED)
def test_every_example_has_an_output(name: str) -> None:
    state = PoolingState(example=name).start()
    assert by_engine(state).size > 0
    assert pooling(state)["input"] == [numbers(POOLED[name].numbers)]


@pytest.mark.node
@pytest.mark.parametrize(("side", "steps", "crop", "more"), [(3, 2, 0, 0), (4, 2, 1, 1)])
def test_overlaps_count_what_reaches_each_output(side, steps, crop, more) -> None:
    state = replace(FIRST, side=side, steps=steps, crop=crop, more=more)
    (values,) = browser([overlaps(state)])
    reached = np.zeros(((state.size - 1) * steps + side + more,) * 2)
    for y, x in np.ndindex(state.size, state.size):
        reached[y * steps : y * steps + side, x * steps : x * steps + side] += 1
    np.testing.assert_array_equal(
        values[0], reached[crop : len(reached) - crop, crop : -crop or None]
    )


@pytest.mark.parametrize(
    ("settings", "told", "inputs"),
    [
        ({}, "inputs of 9 and 10 all into 4", (9, 10)),
        ({"crop": 1}, "inputs of 7 and 8 all into 4", (7, 8)),
        ({"steps": 3}, "inputs of 12, 13 and 14 all into 4", (12, 13, 14)),
        ({"steps": 1}, "With stride 1, the convolution gives 4 only for an input of 6.", (6,)),
    ],
)
def test_sizes_that_a_convolution_cannot_tell_apart(
    settings: dict[str, int], told: str, inputs: tuple[int, ...]
) -> None:
    state = replace(FIRST, **settings)
    assert told in sizes(state)
    for size in inputs:
        assert engine.output_size(size, state.side, state.steps, state.crop) == state.size


def test_the_counts_of_two_kernels() -> None:
    assert counts(3, 2).count(">4<") == 9  # where two windows overlap in both directions
    assert counts(4, 2).count(">4<") == 36

"""A convolution as a product of two matrices: the same numbers as the engine's convolution."""

from random import Random

import numpy as np
import pytest

from app.state import link
from app.step_by_step import matrices, problem
from app.step_by_step.schema import StepState
from tests.components.shared.test_arithmetic import by_engine
from tests.components.shared.test_arithmetic import problem as random_problem


@pytest.mark.parametrize("operation", ["correlation", "convolution"])
def test_the_product_is_the_engines_convolution(operation: str) -> None:
    random = Random(operation)
    shown = 0
    for _ in range(100):
        one = random_problem(random, operation, decimals=False)
        made = matrices.build(one)["matrices"]
        if made is None:
            continue
        shown += 1
        expected = by_engine(one)
        product = np.reshape(made["product"], expected.shape)
        np.testing.assert_array_equal(product, expected, err_msg=str(one))
    assert shown > 20


def test_the_lectures_sizes() -> None:
    sent = problem.build(StepState(example="volume").start())
    own, alexnet = matrices.build(sent)["sizes"]
    assert (own["filters"], own["depth"], own["columns"]) == (4, 27, 16)
    assert (alexnet["filters"], alexnet["depth"], alexnet["columns"]) == (96, 363, 3025)
    assert alexnet["title"].endswith("→ 55×55×96")


def test_too_many_numbers_leave_the_sizes() -> None:
    made = matrices.build(problem.build(StepState(example="numpy").start()))
    assert made["matrices"] is None
    assert made["sizes"][0]["depth"] == 100


def test_a_group_meets_no_other_channels() -> None:
    state, _ = link.read(
        StepState, {"example": "random", "groups": "2", "rows": "4", "columns": "4"}
    )
    weights = np.array(matrices.build(problem.build(state))["matrices"]["weights"])
    assert not weights[0, 9:].any()
    assert not weights[1, :9].any()


def test_the_view_is_in_the_link_and_no_change_of_the_example() -> None:
    state = StepState(example="c", view="matrix").start()
    assert link.write(state) == {"example": "c", "view": "matrix"}
    assert link.read(StepState, link.write(state)) == (state, ())
    assert len(link.read(StepState, {"view": "<script>"})[1]) == 1

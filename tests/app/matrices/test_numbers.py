"""What the page shows of a convolution is the engine's, and its programs compute the same."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

import engine
from app.matrices import snippets, sparse
from app.matrices.layers import REAL
from app.matrices.schema import MatricesState, of_steps
from app.state import link
from app.step_by_step import actions, problem
from app.step_by_step.schema import StepState
from tests.app.programs import run

FIRST = MatricesState().start()
RANDOM = replace(MatricesState(), example="random")


def drawn(seed: int) -> MatricesState:
    """Random numbers in random settings that have an output."""
    random = Random(seed)
    while True:
        sizes = {name: random.randint(1, 4) for name in ("channels", "filters", "side")}
        sides = {name: random.randint(3, 7) for name in ("rows", "columns")}
        state = replace(RANDOM, seed=seed + 1, **sizes, **sides).start()
        pairs = {
            name: (random.randint(1, most), random.randint(1, most))
            for name, most in (("stride", 3), ("dilation", 2))
        }
        padding: Any = random.choice(["same", (random.randint(0, 2), random.randint(0, 2))])
        groups = random.choice(state.possible_groups)
        operation = random.choice(["correlation", "convolution"])
        state = replace(
            state, **pairs, padding=padding, groups=groups, operation=operation, view="sparse"
        )
        try:
            problem.build(state)
        except ValueError:
            continue
        return state


STATES = [FIRST, replace(FIRST, view="sparse"), *map(drawn, range(24))]
STATES += [replace(state, view="im2col") for state in STATES[2:14]]


@pytest.mark.parametrize("state", STATES[1:26])
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_the_sparse_matrix_gives_what_the_engine_gives(state, direction, monkeypatch) -> None:
    monkeypatch.setattr(sparse, "MOST_ENTRIES", 10**6)
    monkeypatch.setattr(sparse, "MOST_WEIGHTS", 10**6)
    now = replace(state, direction=direction)
    made = sparse.build(now, problem.build(now))
    numbers = np.array(made["kernels"]).ravel()
    weights = np.array(made["weights"])
    matrix = np.where(weights < 0, 0, numbers[weights])
    x, y = np.array(made["x"]), np.array(made["y"])
    if direction == "forward":
        bias = np.zeros(len(y)) if made["bias"] is None else np.array(made["bias"])
        found = (matrix @ x.ravel()).reshape(y.shape) + bias[:, None, None]
        np.testing.assert_allclose(found, y, atol=1e-9)
        assert matrix.shape == tuple(made["size"])
    else:
        np.testing.assert_allclose((matrix @ y.ravel()).reshape(x.shape), x, atol=1e-8)


def test_the_gradient_is_the_engines_input_gradient() -> None:
    made = sparse.build(replace(FIRST, direction="backward"), problem.build(FIRST))
    x, kernels, _ = sparse.arrays(problem.build(FIRST))
    y = engine.conv2d(x[None], kernels)
    np.testing.assert_allclose(made["x"], engine.conv2d_backward(y, x[None], kernels)[0][0])


@pytest.mark.parametrize(
    ("drawn", "size", "is_shown"),
    [
        ({"example": "numpy"}, [32, 484], True),
        ({"rows": 12, "columns": 12, "channels": 2}, [100, 288], True),
        ({"rows": 12, "columns": 12, "channels": 4}, [100, 576], False),  # 57,600 entries
        ({"rows": 12, "columns": 12, "filters": 4, "side": 5}, [256, 144], False),  # 6,400 weights
    ],
)
def test_too_large_a_matrix_is_not_sent(drawn, size, is_shown) -> None:
    state = MatricesState(**{"example": "random", "filters": 1, "channels": 1} | drawn).start()
    made = sparse.build(state, problem.build(state))
    assert made["size"] == size
    assert (made["weights"] is not None) == is_shown


@pytest.mark.parametrize("state", STATES)
def test_numpys_program_computes_what_is_shown(state) -> None:
    check(snippets.numpy_code(state), state)


@pytest.mark.torch
@pytest.mark.parametrize("state", STATES)
def test_pytorchs_program_computes_what_is_shown(state) -> None:
    pytest.importorskip("torch")
    check(snippets.torch_code(state), state)


def check(code: str, state: MatricesState) -> None:
    names = run(code)
    x, kernels, bias = sparse.arrays(problem.build(state))
    settings = state.stride, state.padding, state.dilation, state.groups
    y = engine.conv2d(x[None], kernels, bias, *settings)
    if state.view == "sparse":
        gradient = engine.conv2d_backward(y, x[None], kernels, *settings)[0]
        np.testing.assert_allclose(names["y"], y[0], atol=1e-9)
        np.testing.assert_allclose(names["dx"], gradient[0], atol=1e-8)
    else:
        np.testing.assert_allclose(names["v"], y[0], atol=1e-9)
        np.testing.assert_allclose(names["product"].ravel(), y.ravel(), atol=1e-9)


def test_the_other_programs_of_numpy_run() -> None:
    scores = run(snippets.fc_numpy_code())["scores"]
    assert scores.shape == (10, 4, 4)
    assert run(snippets.cost_numpy_code(REAL["lenet1"]))["loops"] > 0


@pytest.mark.torch
def test_the_other_programs_of_pytorch_run() -> None:
    pytest.importorskip("torch")
    assert run(snippets.fc_torch_code())["scores"].shape == (10, 3, 3)
    assert run(snippets.cost_torch_code(REAL["lenet1"]))["product"].shape == (6, 784)


def test_step_by_steps_numbers_are_opened_here() -> None:
    state = actions.set_bias(StepState(example="strided", view="matrix").start(), (("7",),))
    opened = of_steps(state)
    assert opened is not None
    read, complaints = link.read(MatricesState, link.write(opened))
    assert complaints == ()
    assert problem.build(read) == problem.build(state)
    pooled = actions.choose_operation(StepState(example="pool").start(), "correlation")
    opened = of_steps(pooled)
    assert opened is not None
    read, complaints = link.read(MatricesState, link.write(opened))
    assert (complaints, problem.build(read)) == ((), problem.build(pooled))
    assert of_steps(StepState(example="transposed").start()) is None
    assert of_steps(replace(state, mode="reflect")) is None

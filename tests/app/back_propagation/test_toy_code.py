""" "Show me the code" of the 1-D convolution: the programs are run."""

from dataclasses import replace

import numpy as np
import pytest

from app.back_propagation import toy, toy_code
from app.back_propagation.schema import BackState
from tests.app.programs import run

STATES = [
    BackState(view="jacobians"),
    replace(
        BackState(view="jacobians"),
        points=("0", "-2.5", "1/3", "7"),
        weights=("-1", "0", "4"),
        upstream=("-2", "0.5"),
    ),
]


def check(program: str, state: BackState) -> None:
    found = run(program)
    made = toy.build(state)
    drawn = [place.images[0].get_array() for place in found["axes"].flat]
    for matrix, name in zip(drawn, ("oi", "ow", "ci", "cw"), strict=True):
        np.testing.assert_allclose(matrix, made[name], atol=1e-12)
    outputs = found["O"].detach() if hasattr(found["O"], "detach") else found["O"]
    np.testing.assert_allclose(outputs, made["o"], atol=1e-12)


@pytest.mark.parametrize("state", STATES)
def test_the_numpy_program_computes_what_the_page_shows(state) -> None:
    check(toy_code.numpy_code(state), state)


@pytest.mark.torch
@pytest.mark.parametrize("state", STATES)
def test_the_pytorch_program_computes_what_the_page_shows(state) -> None:
    pytest.importorskip("torch")
    check(toy_code.torch_code(state), state)

"""The programs compute the heat map that is on the screen."""

from dataclasses import replace

import numpy as np
import pytest

from app.where_it_looks import analysis, numpy_code, torch_code
from app.where_it_looks.schema import WhereState
from engine.explain.heat_maps.methods import METHODS
from tests.app.programs import run

FIRST = WhereState(network="lenet_digits").start()
POSSIBLE = [method for method in METHODS if method != "cam"]


@pytest.mark.torch
@pytest.mark.parametrize("method", POSSIBLE)
def test_pytorchs_program_makes_the_heat_map(method: str) -> None:
    pytest.importorskip("torch")
    scene = analysis.scene(replace(FIRST, method=method, target="4", patch=7, stride=3))
    program = torch_code.program(scene)
    assert callable(program)
    values = analysis.explained(scene, scene.target).values
    found = run(program())["heat_map"]
    np.testing.assert_allclose(found, values, rtol=1e-3, atol=1e-3 * np.abs(values).max())


@pytest.mark.parametrize("method", ["grad_cam", "grad_cam_plus_plus"])
def test_numpys_program_forms_the_sum_of_the_largest_cell(method: str) -> None:
    scene = analysis.scene(replace(FIRST, method=method, layer="1"))
    program = numpy_code.program(scene)
    assert callable(program)
    largest = analysis.explained(scene, scene.target).values.max()
    np.testing.assert_allclose(run(program())["value"], largest, rtol=1e-5)


def test_where_there_is_no_program_a_sentence_says_why() -> None:
    for method in ("saliency", "occlusion", "cam"):
        text = numpy_code.program(analysis.scene(replace(FIRST, method=method)))
        assert isinstance(text, str)
        assert text.endswith(".")

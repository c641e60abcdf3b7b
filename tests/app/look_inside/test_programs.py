"""The programs compute what is on the screen."""

from pathlib import Path

import numpy as np
import pytest

from app.look_inside import numpy_code, torch_code
from engine.networks import to_bytes
from tests.app.look_inside.networks import EVERY
from tests.app.programs import run


@pytest.mark.parametrize("name", EVERY)
def test_numpys_program_makes_the_maps_of_the_first_convolution(name: str) -> None:
    scene = EVERY[name]()
    program = numpy_code.program(scene)
    assert callable(program)
    found = run(program())
    most = np.abs(scene.outputs[1]).max()
    np.testing.assert_allclose(found["maps"], scene.outputs[1], atol=1e-5 * most)
    np.testing.assert_allclose(found["probabilities"], scene.probabilities, atol=1e-5)


@pytest.mark.torch
@pytest.mark.parametrize("name", EVERY)
def test_pytorchs_program_makes_all_maps(name: str, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    scene = EVERY[name]()
    program = torch_code.program(scene)
    assert callable(program)
    file = tmp_path / "weights.safetensors"
    file.write_bytes(to_bytes(scene.network))
    found = run(program().replace(f"assets/networks/{scene.name}.safetensors", str(file)))
    np.testing.assert_allclose(found["probabilities"], scene.probabilities, atol=1e-4)
    first = next(iter(found["maps"].values()))
    np.testing.assert_allclose(first, scene.outputs[1], atol=1e-4 * np.abs(scene.outputs[1]).max())

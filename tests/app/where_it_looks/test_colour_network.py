"""A residual network of colour pictures, before one is shipped: CAM, branches, drawings."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.trained_networks import subjects
from app.where_it_looks import analysis, checks, numpy_code, payload, torch_code, wording
from app.where_it_looks.schema import WhereState
from engine.datasets.cifar10 import CLASSES
from engine.explain.heat_maps.class_maps import WEIGHTED
from engine.networks import Graph, to_bytes
from tests.app.programs import run
from tests.app.trained_networks import small_residual
from tests.app.trained_networks.small_residual import NAME, SHAPE

STATE = WhereState(network=NAME, picture="cat_drawing", method="cam")


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """A small residual network with random weights that looks shipped."""
    return small_residual.ship(monkeypatch)


def test_its_pictures_are_drawings_of_its_classes() -> None:
    assert subjects.names(NAME)[:10] == tuple(f"{label}_drawing" for label in CLASSES)
    assert subjects.first(NAME) in subjects.names(NAME)
    scene = analysis.scene(STATE)
    assert scene.subject.truth == "cat"
    assert scene.subject.pixels.shape == SHAPE
    assert analysis.scene(replace(STATE, picture="coffee")).subject.truth is None


def test_cam_is_shown_with_the_layer_that_it_takes() -> None:
    scene = analysis.scene(STATE)
    assert wording.layer_titles(scene.network)["last"].endswith("16 maps, 8×8)")
    values = analysis.explained(scene, scene.target).values
    assert values.shape == (8, 8)
    assert payload.maps(scene)
    assert payload.occlusion(replace(scene, state=replace(STATE, stride=4)))


def test_of_its_many_layers_five_forget_their_weights() -> None:
    found = checks.checks(analysis.scene(STATE))
    assert [one.kind for one in found].count("weights") == checks.MOST_LAYERS
    assert len(checks.verdict(found)) == 2


@pytest.mark.torch
@pytest.mark.parametrize("method", WEIGHTED)
def test_pytorchs_program_makes_its_heat_map(method: str, network: Graph, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    scene = analysis.scene(replace(STATE, method=method))
    program = torch_code.program(scene)
    assert callable(program)
    file = tmp_path / "weights.safetensors"
    file.write_bytes(to_bytes(network))
    found = run(program().replace(f"assets/networks/{NAME}.safetensors", str(file)))
    values = analysis.explained(scene, scene.target).values
    most = np.abs(values).max()
    np.testing.assert_allclose(found["heat_map"], values, rtol=1e-3, atol=1e-3 * most)
    assert callable(numpy_code.program(scene))


def test_in_the_middle_of_branches_a_sentence_says_what_to_choose() -> None:
    _, layer, *_ = wording.layer_titles(analysis.scene(STATE).network)
    program = torch_code.program(analysis.scene(replace(STATE, method="grad_cam", layer=layer)))
    assert isinstance(program, str)
    assert "choose the last layer before pooling" in program

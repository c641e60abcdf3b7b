"""The programs compute what is on the screen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.code_box import Program
from app.feature_visualization import (
    analysis,
    climbing,
    likeness,
    numpy_code,
    picture_sets,
    torch_code,
)
from app.feature_visualization.analysis import Scene
from app.feature_visualization.schema import FeatureState
from engine.networks import Graph, to_bytes
from tests.app.programs import run
from tests.app.trained_networks import small_residual
from tests.app.trained_networks.small_residual import NAME

STATES = (
    FeatureState(network="lenet_digits", channel=2).start(),
    FeatureState(network="lenet_cifar10", channel=5).start(),
    FeatureState(network=NAME, picture="cat_drawing", layer="block2a.act2", channel=3),
    FeatureState(network=NAME, picture="dog_drawing", layer="block1a.conv2", channel=1),
)
Run = Callable[[Program], dict[str, object]]


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """A small residual network with random weights that looks shipped."""
    return small_residual.ship(monkeypatch)


@pytest.fixture
def ran(network: Graph, tmp_path: Path) -> Run:
    """Run a program, with the residual network's weights where it looks for them."""
    pytest.importorskip("torch")
    file = tmp_path / "weights.safetensors"
    file.write_bytes(to_bytes(network))

    def ran(program: Program) -> dict[str, object]:
        assert callable(program), program
        return run(program().replace(f"assets/networks/{NAME}.safetensors", str(file)))

    return ran


def silent(share: float) -> None:
    """Tell nobody."""


def some(scene: Scene) -> tuple[picture_sets.Exhibit, ...]:
    return likeness.others(scene, picture_sets.of_the_app(scene.name)[:40])


@pytest.mark.torch
@pytest.mark.parametrize("state", STATES)
def test_the_values_of_the_patches(state: FeatureState, ran: Run) -> None:
    scene = analysis.scene(state)
    found = analysis.searched(scene, some(scene), "some", silent)
    made = ran(torch_code.patches(scene, found))
    np.testing.assert_allclose(made["values"], [one.patch.value for one in found], rtol=1e-3)
    assert [tuple(one) for one in made["cells"]] == [one.patch.cell for one in found]


@pytest.mark.torch
@pytest.mark.parametrize(
    ("state", "unit", "begin"),
    zip(
        STATES,
        ("cell", "class", "channel", "cell"),
        ("picture", "noise", "noise", "picture"),
        strict=True,
    ),
)
def test_the_climb(state: FeatureState, unit: str, begin: str, ran: Run) -> None:
    state = replace(state, unit=unit, begin=begin, steps=10, jitter=2, blur=8, seed=5)
    scene = analysis.scene(state)
    found = list(climbing.climb(scene))
    made = ran(torch_code.climb(scene))
    expected = np.array([one.value for one in found])
    np.testing.assert_allclose(
        made["values"], expected, rtol=0.02, atol=0.02 * np.abs(expected).max()
    )


@pytest.mark.torch
@pytest.mark.parametrize(
    ("state", "whole_layer"), zip(STATES, (True, False, True, False), strict=True)
)
def test_the_dream(state: FeatureState, whole_layer: bool, ran: Run) -> None:
    state = replace(state, times=2, octaves=2, passes=3, whole_layer=whole_layer)
    scene = analysis.scene(state)
    *_, last = climbing.dream(scene)
    made = ran(torch_code.dream(scene))
    assert made["value"] == pytest.approx(last.value, rel=0.02)


@pytest.mark.torch
@pytest.mark.parametrize("state", STATES)
def test_the_cosines_by_features(state: FeatureState, ran: Run) -> None:
    scene = analysis.scene(state)
    found = likeness.neighbours(scene, some(scene), "some", silent)
    made = ran(torch_code.nearest(scene, found))
    np.testing.assert_allclose(made["cosines"], [one.cosine for one in found.by_features], 1e-3)


def test_the_cosines_by_pixels() -> None:
    scene = analysis.scene(STATES[0])
    found = likeness.neighbours(scene, some(scene), "some", silent)
    program = numpy_code.nearest(scene, found)
    assert callable(program)
    expected = [one.cosine for one in found.by_pixels]
    np.testing.assert_allclose(run(program())["cosines"], expected, rtol=1e-5)


def test_inside_a_block_a_sentence_says_what_to_choose() -> None:
    scene = analysis.scene(replace(STATES[2], layer="block2a.act1"))
    for program in (torch_code.dream(scene), torch_code.climb(scene)):
        assert isinstance(program, str)
        assert "choose a layer with weights" in program

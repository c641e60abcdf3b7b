"""What the browser computes of a cell is the engine's value there, in every kind of layer."""

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import engine
from app.look_inside import layers, payload, weights
from app.look_inside.analysis import Scene
from engine import filters
from engine.explain.features import map_statistics, receptive_field
from tests.app.look_inside.networks import EVERY, uncommon

pytestmark = pytest.mark.node

CELLS = 4  # of each layer
SCENES = EVERY | {"uncommon": uncommon}


def browser(scene: Scene, cells: list[list[int]], folder: Path) -> Any:
    """The answers of the browser's modules, under Node."""
    frame, numbers = folder / "frame", folder / "weights"
    frame.write_bytes(payload.maps(scene))
    packed = weights.packed(weights.offered(scene.network).rpartition("/")[2])
    assert packed is not None
    numbers.write_bytes(packed)
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, Path(__file__).with_name("read_frame.mjs"), frame, numbers],
        input=json.dumps(cells).encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", SCENES)
def test_browser_and_engine_agree(name: str, tmp_path: Path) -> None:
    scene, random = SCENES[name](), Random(name)
    cells = [
        [number, *(random.randrange(length) for length in (*output.shape, 1, 1)[:3])]
        for number, output in enumerate(scene.outputs[1:], 1)
        for _ in range(CELLS)
    ]
    found = browser(scene, cells, tmp_path)
    np.testing.assert_allclose(found["shares"], scene.probabilities, rtol=1e-5, atol=1e-7)
    _check_hand_made(found["handMade"], scene)
    kinds = {one["kind"] for one in layers.described(scene.network)}
    assert {layers.kind(layer) for layer in scene.network.layers} <= kinds
    assert ("normalise" in kinds) == (name == "uncommon")
    for (number, map_, row, column), answer in zip(cells, found["answers"], strict=True):
        output = scene.outputs[number]
        value = float(output.reshape(*output.shape, *(1,) * (3 - output.ndim))[map_, row, column])
        most = float(np.abs(output).max())
        assert answer["form"] != "none"
        assert answer["stored"] == value
        assert answer["value"] == pytest.approx(value, rel=1e-5, abs=1e-5 * most)
        for here, of_map in answer["partials"]:
            assert of_map == pytest.approx(here, rel=1e-4, abs=1e-5 * most)
        _check_statistics(answer["statistics"], output[map_])
        if output.ndim == 3:
            field = receptive_field(scene.network, number - 1, (row, column))
            if field.height * field.width == 0:
                assert answer["seen"] is None
            else:
                assert answer["seen"] == [field.top, field.left, field.height, field.width]


def _check_statistics(found: dict[str, Any], values: np.ndarray) -> None:
    expected = map_statistics(values)
    for name in ("least", "greatest", "mean", "sigma", "zeros"):
        assert found[name] == pytest.approx(getattr(expected, name), rel=1e-9, abs=1e-9)
    assert found["counts"] == expected.counts.tolist()


def _check_hand_made(found: list[dict[str, Any]], scene: Scene) -> None:
    """Compare with the engine's response to the grey picture, where the layer's windows lie."""
    grey = scene.x.mean(axis=1, keepdims=True)
    learned = scene.outputs[1]
    for name, made in zip(payload.KERNELS, found, strict=True):
        kernel = filters.get(name).astype(np.float32)
        whole = engine.conv2d(grey, kernel[None, None], None, padding=kernel.shape[0] // 2)[0, 0]
        cut = (whole.shape[0] - learned.shape[1]) // 2
        expected = whole[cut : cut + learned.shape[1], cut : cut + learned.shape[2]]
        np.testing.assert_allclose(made["values"], expected.ravel(), atol=1e-5)
        likeness = np.corrcoef(learned[0].ravel(), expected.ravel())[0, 1]
        assert made["likeness"] == pytest.approx(likeness, abs=1e-5)

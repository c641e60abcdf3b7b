"""The sum that the browser writes out in a cell is the engine's value there."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.where_it_looks import analysis, payload
from app.where_it_looks.schema import WhereState

pytestmark = pytest.mark.node


@pytest.mark.parametrize("method", ["grad_cam", "grad_cam_plus_plus"])
def test_browser_and_engine_agree_in_every_cell(method: str, tmp_path: Path) -> None:
    scene = analysis.scene(replace(WhereState(), method=method, signed=True))
    file = tmp_path / "frame"
    file.write_bytes(payload.maps(scene))
    node = shutil.which("node")
    assert node is not None
    script = Path(__file__).with_name("read_frame.mjs")
    done = subprocess.run(
        [node, script, file], capture_output=True, text=True, timeout=60, check=True
    )
    sums = json.loads(done.stdout)
    assert len(sums) == 4
    for number, target in enumerate(scene.classes):
        values = analysis.explained(scene, target).values
        for found in (sums[number], sums[number + 2]):
            most = np.abs(values).max()
            np.testing.assert_allclose(found, values.ravel(), atol=1e-5 * most)

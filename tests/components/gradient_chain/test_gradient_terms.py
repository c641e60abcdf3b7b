"""The terms that the browser writes add up to the engine's gradients, and so does what it checks.

Every gradient of hundreds of networks: the sum of its terms is the engine's number, and its finite
difference too, except where the loss has a kink.
"""

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.back_propagation import payload
from tests.engine.explain.test_back_propagation import random_chain

pytestmark = pytest.mark.node


def computed(models: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the modules make of each model, under Node."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, str(Path(__file__).parent / "compute.mjs")],
        input=json.dumps(models),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("ties", ["first", "even", "every"])
def test_terms_and_finite_differences_are_the_engines_gradients(whole: bool, ties: str) -> None:
    chains = [random_chain(Random(f"{ties} {seed}"), whole, ties=ties) for seed in range(60)]
    models = [payload.build(chain, 0.01) for chain in chains]
    kinks, smooth = 0, 0
    for model, found in zip(models, computed(models), strict=True):
        assert found["loss"] == pytest.approx(model["lost"], rel=1e-9, abs=1e-9)
        for quantity in model["quantities"]:
            flat = [value for rows in quantity["values"] for row in rows for value in row]
            assert found["values"][quantity["name"]] == pytest.approx(flat, rel=1e-9, abs=1e-9)
            for cell in found["found"][quantity["name"]]:
                assert cell["sum"] == pytest.approx(cell["gradient"], rel=1e-9, abs=1e-9)
                close = pytest.approx(cell["gradient"], rel=1e-5, abs=1e-5)
                if cell["difference"] != close:
                    assert cell["kink"] in ("relu", "tie", "every")[: 3 if ties == "every" else 2]
                    kinks += 1
                smooth += cell["kink"] is None
    assert smooth > 1000
    if whole:
        assert kinks > 10

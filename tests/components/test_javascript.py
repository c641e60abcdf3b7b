"""The components' JavaScript: its own tests under Node, and the joining of its modules."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.components import bundle

FOLDER = Path(__file__).parent


@pytest.mark.node
def test_javascript_modules_pass_their_own_tests() -> None:
    files = sorted(str(path) for path in FOLDER.glob("*.test.mjs"))
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, "--test", *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split("# pass ")[1].split()[0]) >= len(files)


@pytest.mark.parametrize(
    "name",
    [
        "pipeline",
        "kernel_grid",
        "copy_link",
        "stepper",
        "size_axis",
        "layer_picture",
        "chain_table",
    ],
)
def test_joined_modules_hold_one_default_export_and_no_imports(name: str) -> None:
    source = bundle.javascript(name)
    assert source.count("export default") == 1
    assert "import {" not in source
    assert "\nexport function" not in source


def test_a_module_imported_twice_is_joined_once() -> None:
    assert bundle.javascript("pipeline").count("function decodeFrame(") == 1

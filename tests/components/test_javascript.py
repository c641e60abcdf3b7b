"""The components' JavaScript: its own tests under Node, and the joining of its modules."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.components.shared import bundle, standalone

FOLDER = Path(__file__).parent
COMPONENTS = sorted(
    path.name for path in bundle.FOLDER.iterdir() if (path / f"{path.name}.js").exists()
)


def test_every_folder_is_a_component() -> None:
    """Nothing but folders, each with a module of its own name, beside what they share."""
    entries = {path.name for path in bundle.FOLDER.iterdir()} - {"__pycache__"}
    assert entries == {*COMPONENTS, "shared", "__init__.py"}
    assert "stepper" in COMPONENTS


@pytest.mark.node
def test_javascript_modules_pass_their_own_tests() -> None:
    files = sorted(str(path) for path in FOLDER.rglob("*.test.mjs"))
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, "--test", *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split("# pass ")[1].split()[0]) >= len(files)


@pytest.mark.parametrize("name", COMPONENTS)
def test_joined_modules_hold_one_default_export_and_no_imports(name: str) -> None:
    source = bundle.javascript(name)
    assert "</script" not in source
    assert source.count("export default") == 1
    assert "import {" not in source
    assert "\nexport function" not in source


@pytest.mark.node
def test_modules_joined_share_no_name(tmp_path: Path) -> None:
    """Node refuses a module in which a name is declared twice."""
    node = shutil.which("node")
    assert node is not None
    for name in COMPONENTS:
        joined = tmp_path / f"{name}.mjs"
        joined.write_text(bundle.javascript(name), encoding="utf-8")
        subprocess.run([node, "--check", str(joined)], check=True, timeout=60)


def test_no_text_becomes_markup_in_a_page_of_its_own() -> None:
    evil = "</script><script>alert(1)</script>{data}"
    page = standalone.page("stepper", (), [evil], evil)
    assert page.count("<script") == page.count("</script>") == 2
    assert page.count("alert(1)") == 3  # the title twice, the data once
    assert page.count("&lt;/script&gt;&lt;script&gt;alert(1)") == 2


def test_a_module_imported_twice_is_joined_once() -> None:
    assert bundle.javascript("pipeline_view").count("function unpack(") == 1

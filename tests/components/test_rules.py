"""The rules of the folder: what a component may use, and that it keeps to its own elements."""

import ast
import re
from pathlib import Path

import pytest

from app.components.shared import bundle

FOLDERS = sorted(
    path for path in bundle.FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"
)
MODULES = sorted(bundle.FOLDER.glob("*/*.js"))
_IMPORT = re.compile(r'^import [^"]*from "([^"]+)";', re.MULTILINE)
_SELECTOR = re.compile(r'(?:querySelector(?:All)?|closest|matches)\(\s*["`\']([^"`\']+)')
STREAMLITS_OWN = {"uploader_role"}
"""Components that mend an element of Streamlit's, which gives no other way to it."""


ROOTS = {folder.name: folder.name.replace("_", "-") for folder in FOLDERS}
"""The class of each component's root element."""


WITH_HTML = [name for name in ROOTS if (bundle.FOLDER / name / f"{name}.html").exists()]


@pytest.mark.parametrize("name", WITH_HTML)
def test_a_component_has_one_root_with_the_class_of_its_name(name: str) -> None:
    source = bundle.html(name)
    first = re.match(r'<(\w+) class="([^"]+)"', source)
    assert first is not None
    assert {"convoscope", ROOTS[name]} <= set(first[2].split())
    assert source.rstrip().endswith(f"</{first[1]}>")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_module_uses_its_own_folder_and_what_is_shared(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    for path in _IMPORT.findall(source):
        imported = (module.parent / path).resolve()
        assert imported.exists(), path
        assert imported.parent.name in (module.parent.name, "shared"), path
    # Only imports of this form are joined.
    assert len(_IMPORT.findall(source)) == source.count("\nimport ") + source.startswith("import ")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_module_keeps_to_the_elements_of_its_own_component(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    own = module.parent.name
    if own not in STREAMLITS_OWN:
        assert not re.search(r"document\.(querySelector|getElement)", source)
    for selector in _SELECTOR.findall(source):
        for other, root in ROOTS.items():
            reaches = root and re.search(rf"\.{root}(?![\w-])", selector)
            assert other == own or not reaches, selector


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_python_of_a_component_uses_no_other_component(folder: Path) -> None:
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "app.components"
            ):
                assert (node.module or "").startswith("app.components.shared"), node.module


def test_what_is_shared_is_used_by_several_components() -> None:
    """A module of one component alone belongs into its folder."""
    users: dict[Path, set[str]] = {}

    def reach(module: Path, name: str) -> None:
        users.setdefault(module, set()).add(name)
        for path in _IMPORT.findall(module.read_text(encoding="utf-8")):
            imported = (module.parent / path).resolve()
            if name not in users.get(imported, set()):
                reach(imported, name)

    for folder in FOLDERS:
        if folder.name != "shared":
            reach(folder / f"{folder.name}.js", folder.name)
    shared = [path for path in MODULES if path.parent.name == "shared"]
    assert [path.name for path in shared if len(users.get(path, ())) < 2] == []
    assert set(MODULES) == set(users)  # nothing lies about unused


def test_every_test_of_a_module_stands_beside_its_name() -> None:
    tests = sorted(Path(__file__).parent.glob("*/*.test.mjs"))
    subjects = [
        bundle.FOLDER / path.parent.name / path.name.replace(".test.mjs", ".js") for path in tests
    ]
    assert len(tests) >= 30
    assert [path.name for path in subjects if not path.exists()] == []


def test_what_all_share_is_written_once() -> None:
    """The handshake, the meaning of the arrow keys, and texts for screen readers alone."""

    def holding(text: str, kind: str) -> list[str]:
        paths = sorted(bundle.FOLDER.glob(f"*/*.{kind}"))
        return [path.name for path in paths if text in path.read_text(encoding="utf-8")]

    assert holding("v2.component(", "py") == ["mount.py"]
    assert holding("ArrowUp:", "js") == ["keys.js"]
    assert holding("dataset.painted", "js") == ["handshake.js"]
    assert holding(".spoken {", "css") == ["base.css"]

"""requirements.txt lists what the app and the engine import, no more and no less."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"app", "engine", "pages"}
MODULES = {"pillow": "PIL"}
"""What a package is called in the code, where that is another name."""


def imported() -> set[str]:
    """Top-level modules from outside that our code imports, also inside functions."""
    found: set[str] = set()
    for folder in OURS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    found.add(node.module.split(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def listed() -> set[str]:
    """Modules of the packages in requirements.txt."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    packages = re.findall(r"^([A-Za-z0-9_-]+)", text, re.MULTILINE)
    return {MODULES.get(package, package) for package in packages}


def test_whatever_is_imported_is_listed() -> None:
    assert not imported() - listed()


def test_whatever_is_listed_is_imported() -> None:
    assert not listed() - imported()

"""Browser tests wait for what they need: a fixed time is too short on some machine, long on all."""

import ast
from pathlib import Path

import pytest

FIXED = {"wait_for_timeout", "sleep"}
POLLED = {"settled_memory"}
"""Functions that look again after a while, for which the browser has no event."""


def calls(tree: ast.AST) -> set[str]:
    """Names of the functions that are called anywhere in the code, but for those that poll."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name in POLLED:
            continue
        if isinstance(node, ast.Call):
            name = node.func
            found.add(name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", ""))
        found |= calls(node)
    return found


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("*.py")), ids=lambda it: it.stem)
def test_no_test_waits_for_a_fixed_time(path: Path) -> None:
    found = calls(ast.parse(path.read_text(encoding="utf-8"))) & FIXED
    assert not found, f"{path.name} calls {found}: wait for what is to come, with expect or poll"

"""Programs of "Show me the code", run as their readers would run them."""

from typing import Any

import matplotlib


def run(program: str, name: str = "program.py") -> dict[str, Any]:
    """Return all names of a program after it has run, without a screen, and drawn a figure."""
    matplotlib.use("Agg")
    names: dict[str, Any] = {}
    exec(compile(program, name, "exec"), names)
    assert names["plt"].get_fignums()
    names["plt"].close("all")
    return names

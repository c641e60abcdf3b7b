"""What the lessons show stage by stage, computed by the same calls as everything else."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

_HEAT_MAPS = ("cam", "grad_cam", "saliency")


def __getattr__(name: str) -> Callable[..., Any]:
    """Import a call for notebooks when it is first named: lessons do without most modules."""
    if name in _HEAT_MAPS:
        found: Callable[..., Any] = getattr(import_module(f"{__name__}.heat_maps"), name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What the lessons show stage by stage, computed by the same calls as everything else."""

from importlib import import_module
from typing import Any

_HOMES = {
    "features": (
        "deep_dream",
        "effective_receptive_field",
        "map_statistics",
        "maximise",
        "nearest",
        "receptive_field",
        "top_patches",
    ),
    "heat_maps": (
        "cam",
        "deletion",
        "grad_cam",
        "grad_cam_plus_plus",
        "guided_backprop",
        "insertion",
        "occluded_score",
        "occlusion",
        "occlusion_steps",
        "randomised",
        "saliency",
        "similarity",
        "smooth_grad",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

CALLS = tuple(sorted(_HOME_OF))
"""What a notebook calls; the lessons import their modules."""


def __getattr__(name: str) -> Any:
    """Import a call for notebooks when it is first named: lessons do without most modules."""
    if name in _HOME_OF:
        return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

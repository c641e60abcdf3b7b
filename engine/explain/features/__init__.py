"""What a layer has learned to see: pictures that move it, found or made, and how far it sees."""

from engine.explain.features.ascent import Ascent, maximise
from engine.explain.features.dreaming import Dream, deep_dream
from engine.explain.features.looking import (
    MapStatistics,
    Neighbours,
    Patch,
    map_statistics,
    nearest,
    top_patches,
)
from engine.explain.features.receptive import (
    EffectiveField,
    Rectangle,
    effective_receptive_field,
    receptive_field,
)

__all__ = [
    "Ascent",
    "Dream",
    "EffectiveField",
    "MapStatistics",
    "Neighbours",
    "Patch",
    "Rectangle",
    "deep_dream",
    "effective_receptive_field",
    "map_statistics",
    "maximise",
    "nearest",
    "receptive_field",
    "top_patches",
]

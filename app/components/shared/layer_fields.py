"""The layers that a table offers, and what can be set of each: data for `layer_controls.js`."""

from dataclasses import dataclass

from engine.networks import notation
from engine.networks.builder import LayerSpec
from engine.networks.layers.registry import KEYS, LAYERS

KINDS = tuple((kind.key, kind.label) for kind in KEYS.values())
"""(key, label) of each type of layer, in the order of the menu."""


@dataclass(frozen=True)
class Field:
    """A setting that can be edited: its place among the layer's settings, and its limits."""

    place: int
    symbol: str
    value: float
    lowest: float
    highest: float
    step: float


def key(spec: LayerSpec) -> str:
    """Return the key of a layer's type."""
    return LAYERS[spec[0]].key


def fields(spec: LayerSpec, rare: bool = True) -> tuple[Field, ...]:
    """Return what can be set of a layer; without the `rare`, not what is as usual and optional."""
    kind = LAYERS[spec[0]]
    numbers = notation.numbers(kind, spec[1])
    return tuple(
        Field(place, one.symbol, value, one.lowest, one.highest, one.step)
        for place, (one, value) in enumerate(zip(kind.settings, numbers, strict=True))
        if rare or not one.optional or value != one.usual
    )

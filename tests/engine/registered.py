"""Every layer of the registry as the tests make it, so that a new one is tested by itself."""

from typing import Any

from engine.networks import describe, table
from engine.networks.layers.base import Layer, LayerInfo
from engine.networks.layers.registry import LAYERS

MAPS, ROW = (4, 9, 8), (12,)
"""Shapes of a sample; every layer takes one of them."""

COMPUTED = [name for name, kind in LAYERS.items() if issubclass(kind.layer, Layer)]


def settings(name: str) -> dict[str, Any]:
    """Usual settings, but real numbers three steps beside them."""
    return {
        setting.name: setting.usual
        if setting.step == 1
        else round(min(setting.highest, setting.usual + 3 * setting.step), 6)
        for setting in LAYERS[name].settings
    }


def made(name: str) -> tuple[tuple[int, ...], tuple[LayerInfo, ...]]:
    """A shape that the layer takes, and the layer alone as a network."""
    for shape in (MAPS, ROW):
        layers = describe(shape, [(name, settings(name))])
        if not table(shape, layers).problem:
            return shape, layers
    raise AssertionError(f"{name} takes neither maps nor a row of numbers")

"""A network in one line: ``conv_5_1_0_6~relu~max_2_2_0~flatten~fc_10~softmax``.

Each layer is its key, and its settings in the order in which its type is registered with them.
How many channels or numbers come in is not said: that follows from the input, as in `build`.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from engine.networks.builder import LayerSpec
from engine.networks.layers.base import LayerInfo
from engine.networks.layers.registry import KEYS, LAYERS, LayerType, Setting

MAX_LAYERS = 60

_WHOLE = re.compile(r"[0-9]{1,6}")
_REAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")


def read(text: str) -> tuple[LayerSpec, ...]:
    """Return what a text asks for, as `build` takes it.

    Raises ValueError with half a sentence where it means no network.
    """
    parts = text.split("~")
    if len(parts) > MAX_LAYERS:
        raise ValueError(f"a network has at most {MAX_LAYERS} layers here")
    return tuple(_read_layer(*part.split("_")) for part in parts)


def _read_layer(key: str, *values: str) -> LayerSpec:
    kind = KEYS.get(key)
    least = sum(not setting.optional for setting in kind.settings) if kind else 0
    if kind is None or not least <= len(values) <= len(kind.settings):
        raise ValueError("it is not a list of layers")
    settings = {
        setting.name: read_number(setting, value, kind.label)
        for setting, value in zip(kind.settings, values, strict=False)
    }
    return kind.layer.__name__, settings


def read_number(setting: Setting, value: str, label: str) -> float | int:
    """Return the number of a setting as text.

    Raises ValueError with half a sentence about the layer of this `label` where it has none.
    """
    low, high = setting.lowest, setting.highest
    pattern, number = (_WHOLE, int) if setting.step == 1 else (_REAL, float)
    with suppress(ValueError):  # told below, in the words of its layer
        if pattern.fullmatch(value) and low <= number(value) <= high:
            return number(value)
    raise ValueError(f"{setting.symbol} of {label} must be from {low:g} to {high:g}")


def write(specs: Iterable[LayerSpec]) -> str:
    """Return the text that `read` takes."""
    return "~".join(_write_layer(LAYERS[name], settings) for name, settings in specs)


def write_layers(layers: Iterable[LayerInfo]) -> str:
    """Return the text of layers, without what their input determines.

    Raises ValueError where a window is not square, and for layers of graphs: no text says those.
    """
    return write((type(layer).__name__, layer.settings()) for layer in layers)


def usual(name: str) -> LayerSpec:
    """Return a new layer of a type, by its name in the registry."""
    settings = LAYERS[name].settings
    return name, {one.name: one.usual for one in settings if not one.optional}


def _write_layer(kind: LayerType, settings: Mapping[str, Any]) -> str:
    if not kind.key:
        raise ValueError(f"no text says {kind.label}")
    values = numbers(kind, settings)
    for setting in reversed(kind.settings):
        if not setting.optional or values[-1] != setting.usual:
            break
        values.pop()
    return "_".join([kind.key, *(f"{value:g}" for value in values)])


def numbers(kind: LayerType, settings: Mapping[str, Any]) -> list[float]:
    """Return all numbers of a layer in the order of its text; what is not said is as usual."""
    return [_plain(settings.get(setting.name, setting.usual)) for setting in kind.settings]


def _plain(value: Any) -> Any:
    """Return a pair of equal numbers as one."""
    if isinstance(value, str):
        raise ValueError(f'"{value}" is not a number')
    if isinstance(value, tuple) and value[0] != value[1]:
        raise ValueError(f"a window of {value[0]} by {value[1]} is not square")
    return value[0] if isinstance(value, tuple) else value

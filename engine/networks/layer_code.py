"""A layer as it is made in PyTorch."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any

from engine.networks.layers.base import Layer

_LITERALS: Mapping[str, str] = MappingProxyType({})


def call(layer: Layer, written: Mapping[str, str] = _LITERALS) -> str:
    """Return the layer's constructor, with what differs from PyTorch's defaults.

    `written` says what stands for some of the settings instead of their values.
    """
    arguments = []
    for field in fields(layer):  # type: ignore[arg-type]
        value = plain(getattr(layer, field.name))
        text = written.get(field.name, repr(value))
        if field.default is MISSING:
            arguments.append(text)
        elif (
            field.name in written
            or field.metadata
            or value != _usual(layer, field.name, field.default)
        ):
            arguments.append(f"{field.name}={text}")
    module = "" if layer.pytorch_definition else "nn."
    return f"{module}{type(layer).__name__}({', '.join(arguments)})"


def plain(value: Any) -> Any:
    """Return equal numbers for several sides as one."""
    return value[0] if isinstance(value, tuple) and len({*value}) == 1 else value


def _usual(layer: Layer, name: str, default: Any) -> Any:
    """Return what PyTorch takes where nothing is given; as the stride of pooling, the kernel."""
    is_implied = name == "stride" and default is None
    return plain(layer.settings()["kernel_size"]) if is_implied else default

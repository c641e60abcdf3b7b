"""A network as the text of a link: ``conv_5_1_0_6~relu~max_2_2_0~flatten~fc_10~softmax``.

The text says what is wished for: how many channels or numbers come in follows from the input.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from app.query import whole
from engine.networks import Layer
from engine.networks.builder import LayerSpec

MAX_LAYERS = 60


@dataclass(frozen=True)
class Number:
    """A setting of a layer: its sign on the screen, its name in the engine, how far it goes.

    `usual` is what a layer begins with; where `optional`, a text may leave it out. Real numbers
    have a `step`.
    """

    sign: str
    name: str
    lowest: float
    highest: float
    usual: float
    optional: bool = False
    step: float = 1


@dataclass(frozen=True)
class Kind:
    """A kind of layer: what it is called on the screen and in the engine, and its numbers."""

    title: str
    layer: str
    numbers: tuple[Number, ...] = ()


_WINDOW = Number("F", "kernel_size", 1, 15, 3), Number("S", "stride", 1, 8, 1)
_PADDING = Number("P", "padding", 0, 20, 1)
_HALVES = Number("F", "kernel_size", 1, 15, 2), Number("S", "stride", 1, 8, 2)
_POOLING = (*_HALVES, Number("P", "padding", 0, 7, 0))

KINDS: dict[str, Kind] = {
    "conv": Kind(
        "CONV",
        "Conv2d",
        (
            *_WINDOW,
            _PADDING,
            Number("K", "out_channels", 1, 4096, 16),
            Number("D", "dilation", 1, 8, 1, True),
            Number("groups", "groups", 1, 4096, 1, True),
        ),
    ),
    "max": Kind("MAX POOL", "MaxPool2d", _POOLING),
    "average": Kind("AVERAGE POOL", "AvgPool2d", _POOLING),
    "relu": Kind("ReLU", "ReLU"),
    "leaky": Kind(
        "leaky ReLU", "LeakyReLU", (Number("slope", "negative_slope", 0, 1, 0.01, step=0.01),)
    ),
    "prelu": Kind("PReLU", "PReLU"),
    "elu": Kind("ELU", "ELU", (Number("α", "alpha", 0, 10, 1, step=0.1),)),
    "sigmoid": Kind("sigmoid", "Sigmoid"),
    "tanh": Kind("tanh", "Tanh"),
    "maxout": Kind("maxout", "Maxout", (Number("pieces", "pieces", 1, 64, 2),)),
    "norm": Kind("BATCH NORM", "BatchNorm2d"),
    "drop": Kind("DROPOUT", "Dropout", (Number("share", "p", 0, 0.9, 0.5, step=0.05),)),
    "flatten": Kind("FLATTEN", "Flatten"),
    "fc": Kind("FC", "Linear", (Number("K", "out_features", 1, 4096, 10),)),
    "softmax": Kind("softmax", "Softmax"),
}
_OF_LAYER = {kind.layer: name for name, kind in KINDS.items()}
_REAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")


def read(text: str) -> tuple[LayerSpec, ...]:
    """The layers of a text, for `engine.networks.build`.

    Raises ValueError with half a sentence where it means none.
    """
    parts = text.split("~")
    if len(parts) > MAX_LAYERS:
        raise ValueError(f"a network has at most {MAX_LAYERS} layers here")
    return tuple(_layer_spec(*part.split("_")) for part in parts)


def _layer_spec(name: str, *values: str) -> LayerSpec:
    kind = KINDS.get(name)
    least = sum(not number.optional for number in kind.numbers) if kind else 0
    if kind is None or not least <= len(values) <= len(kind.numbers):
        raise ValueError("it is no list of layers")
    settings = {
        number.name: _read_number(number, value, kind.title)
        for number, value in zip(kind.numbers, values, strict=False)
    }
    return kind.layer, settings


def _read_number(number: Number, value: str, title: str) -> float | int:
    low, high = number.lowest, number.highest
    with suppress(ValueError):  # told below, in the words of its layer
        if number.step == 1:
            return whole(int(low), int(high))(value)
        if _REAL.fullmatch(value) and low <= float(value) <= high:
            return float(value)
    raise ValueError(f"{number.sign} of {title} goes from {low:g} to {high:g}")


def write(specs: Sequence[LayerSpec]) -> str:
    """The text of layers."""
    return "~".join(_text(name, settings) for name, settings in specs)


def checked(text: str) -> str:
    """A reader of links: the text as `write` has it. Raises ValueError as `read` does."""
    return write(read(text))


def of_layers(layers: Sequence[Layer]) -> str:
    """The text of layers, without what their input determines.

    Raises ValueError where a window is not square: no text says that.
    """
    return write([(type(layer).__name__, layer.settings()) for layer in layers])


def _text(layer: str, settings: Mapping[str, Any]) -> str:
    name = _OF_LAYER[layer]
    values = [
        (number, _plain(settings.get(number.name, number.usual))) for number in KINDS[name].numbers
    ]
    while values and values[-1][0].optional and values[-1][1] == values[-1][0].usual:
        values.pop()
    return "_".join([name, *(f"{value:g}" for _, value in values)])


def _plain(value: Any) -> float:
    """A pair of equal numbers as one."""
    if not isinstance(value, tuple):
        return value
    if value[0] != value[1]:
        raise ValueError(f"a window of {value[0]} by {value[1]} is not square")
    return value[0]


def usual(name: str) -> str:
    """The text of a layer of this kind as it begins."""
    return _text(KINDS[name].layer, {})

"""A chain of layers as the text of a link: ``conv_5_1_2_10~relu~pool_2_2~fc_120``."""

from app.query import whole
from engine.volumes import Layer

MAX_LAYERS = 40
MAX_KERNEL = 15
MAX_STRIDE = 8
MAX_PADDING = 20
MAX_FILTERS = 4096

LIMITS = {
    "kernel": (1, MAX_KERNEL),
    "stride": (1, MAX_STRIDE),
    "padding": (0, MAX_PADDING),
    "filters": (1, MAX_FILTERS),
}

NUMBERS = {
    "conv": ("kernel", "stride", "padding", "filters"),
    "pool": ("kernel", "stride", "padding"),
    "relu": (),
    "fc": ("filters",),
}
"""Which numbers each kind of layer has, in the order in which a link holds them."""


def write(layers: tuple[Layer, ...]) -> str:
    """The text of layers."""
    return "~".join(_text(layer) for layer in layers)


def _text(layer: Layer) -> str:
    return "_".join([layer.kind, *(str(getattr(layer, name)) for name in NUMBERS[layer.kind])])


def read(text: str) -> tuple[Layer, ...]:
    """The layers of a text. Raises ValueError with half a sentence where it means none."""
    parts = text.split("~")
    if len(parts) > MAX_LAYERS:
        raise ValueError(f"a chain has at most {MAX_LAYERS} layers")
    return tuple(_layer(*part.split("_")) for part in parts)


def _layer(kind: str, *values: str) -> Layer:
    names = NUMBERS.get(kind)
    if names is None or len(values) != len(names):
        raise ValueError("it is no chain of layers")
    numbers = {}
    for name, value in zip(names, values, strict=True):
        lowest, highest = LIMITS[name]
        try:
            numbers[name] = whole(lowest, highest)(value)
        except ValueError:
            what = "number of filters" if name == "filters" else name
            raise ValueError(f"the {what} of a layer goes from {lowest} to {highest}") from None
    return Layer(kind, **numbers)

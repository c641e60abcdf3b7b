"""A chain of layers as the text of a link: ``conv_5_1_2_10~relu~pool_2_2_0~fc_120``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.query import whole
from engine.networks import AvgPool2d, Conv2d, LayerInfo, Linear, MaxPool2d, ReLU, Softmax
from engine.networks.layers.inception import Inception

MAX_LAYERS = 48
MAX_KERNEL = 15
MAX_STRIDE = 8
MAX_PADDING = 20
MAX_FILTERS = 4096

INCEPTION = ("one", "three_before", "three", "five_before", "five", "after_pool")

LIMITS = {
    "kernel": (1, MAX_KERNEL),
    "stride": (1, MAX_STRIDE),
    "padding": (0, MAX_PADDING),
    **dict.fromkeys(("filters", *INCEPTION), (1, MAX_FILTERS)),
}

NUMBERS: dict[str, tuple[str, ...]] = {
    "conv": ("kernel", "stride", "padding", "filters"),
    "pool": ("kernel", "stride", "padding"),
    "average": ("kernel", "stride", "padding"),
    "mean": (),
    "relu": (),
    "norm": (),
    "inception": INCEPTION,
    "fc": ("filters",),
    "softmax": (),
}
"""Which numbers each kind of layer has, in the order in which a link holds them."""


@dataclass(frozen=True)
class Link:
    """One link of the chain: a kind of layer and its numbers, by their names."""

    kind: str
    numbers: Mapping[str, int] = field(default_factory=dict)


def write(links: Iterable[Link]) -> str:
    """The text of a chain."""
    return "~".join(
        "_".join([link.kind, *(str(link.numbers[name]) for name in NUMBERS[link.kind])])
        for link in links
    )


def read(text: str) -> tuple[Link, ...]:
    """The chain of a text. Raises ValueError with half a sentence where it means none."""
    parts = text.split("~")
    if len(parts) > MAX_LAYERS:
        raise ValueError(f"a chain has at most {MAX_LAYERS} layers")
    return tuple(_link(*part.split("_")) for part in parts)


def _link(kind: str, *values: str) -> Link:
    names = NUMBERS.get(kind)
    if names is None or len(values) != len(names):
        raise ValueError("it is not a chain of layers")
    numbers = {}
    for name, value in zip(names, values, strict=True):
        lowest, highest = LIMITS[name]
        try:
            numbers[name] = whole(lowest, highest)(value)
        except ValueError:
            what = name if name in ("kernel", "stride", "padding") else "number of filters"
            raise ValueError(f"the {what} of a layer must be from {lowest} to {highest}") from None
    return Link(kind, numbers)


def of_network(network: Iterable[LayerInfo]) -> str:
    """The text of a network of the engine, without what changes no volume and learns nothing."""
    return "~".join(text for layer in network if (text := _text(layer)))


def _text(layer: LayerInfo) -> str:
    match layer:
        case Conv2d(kernel_size=(kernel, _), stride=(stride, _), padding=padding):
            around = (kernel - 1) // 2 if padding == "same" else padding[0]
            return f"conv_{kernel}_{stride}_{around}_{layer.out_channels}"
        case MaxPool2d(kernel_size=(kernel, _), stride=(stride, _), padding=(padding, _)):
            return f"pool_{kernel}_{stride}_{padding}"
        case AvgPool2d(kernel_size=(kernel, _), stride=(stride, _), padding=(padding, _)):
            return f"average_{kernel}_{stride}_{padding}"
        case Inception():
            return "_".join(["inception", *(str(getattr(layer, name)) for name in INCEPTION)])
        case Linear(out_features=neurons):
            return f"fc_{neurons}"
        case ReLU():
            return "relu"
        case Softmax():
            return "softmax"
    return ""

"""The page's chain as a network of the engine: what each link makes, costs and sees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.output_size.layers import INCEPTION, Link
from engine.networks import (
    AvgPool2d,
    Conv2d,
    Flatten,
    LayerInfo,
    Linear,
    MaxPool2d,
    ReLU,
    Row,
    Softmax,
    table,
)
from engine.networks.layers.inception import Inception
from engine.networks.layers.normalisation import LocalResponseNorm
from engine.networks.table import volume
from engine.planning.geometry import Fit, fit
from engine.planning.volumes import Volume

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """One link and its row of the engine's table.

    `input` is the volume that it takes, `takes_maps` whether that is one of maps and no row of
    numbers, `fit` how its windows fit along the width, `name` what it is called in drawings of
    networks: "CONV1", "POOL1", "FC6".
    """

    link: Link
    name: str
    row: Row
    input: Volume
    takes_maps: bool
    fit: Fit | None

    @property
    def output(self) -> Volume:
        """The volume that it makes."""
        return self.row.volume

    @property
    def receptive_field(self) -> int:
        """Side of the square of the picture that one of its numbers depends on."""
        return self.row.receptive_field[1]


@dataclass(frozen=True)
class Network:
    """The links up to the first that does not fit; `problem` says why it does not."""

    start: Volume
    steps: tuple[Step, ...]
    parameters: int
    multiply_adds: int
    problem: str | None = None


def network(start: Volume, links: Iterable[Link]) -> Network:
    """Send `start` through the links."""
    first: Shape = (start.depth, start.height, start.width)
    shape, problem = first, None
    layers: list[LayerInfo] = []
    ends: list[tuple[Link, int, Shape]] = []  # each link, its last layer, and what comes in
    for link in links:
        before = shape
        try:
            for layer in _layers(link, shape):
                shape = layer.output_shape(shape)
                layers.append(layer)
        except ValueError as error:
            problem = str(error)
            break
        ends.append((link, len(layers) - 1, before))
    made = table(first, layers)
    names = _names(link for link, _, _ in ends)
    steps = tuple(
        Step(
            link, name, made.rows[end], volume(before), len(before) == 3, _fit(link, volume(before))
        )
        for (link, end, before), name in zip(ends, names, strict=True)
    )
    return Network(start, steps, made.parameters, made.multiply_adds, problem)


def _layers(link: Link, shape: Shape) -> tuple[LayerInfo, ...]:
    """The engine's layers of a link, for what comes in."""
    numbers = link.numbers
    match link.kind:
        case "conv":
            return (Conv2d(shape[0], numbers["filters"], *_window(numbers)),)
        case "pool":
            return (MaxPool2d(*_window(numbers)),)
        case "average":
            return (AvgPool2d(*_window(numbers)),)
        case "mean":
            return (AvgPool2d((shape[-2], shape[-1]) if len(shape) == 3 else 1),)
        case "inception":
            return (Inception(shape[0], *(numbers[name] for name in INCEPTION)),)
        case "fc":
            dense = Linear.for_input(shape, out_features=numbers["filters"])
            return (Flatten(), dense) if len(shape) == 3 else (dense,)
    return ({"relu": ReLU, "norm": LocalResponseNorm, "softmax": Softmax}[link.kind](),)


def _window(numbers: Mapping[str, int]) -> tuple[int, int, int]:
    return numbers["kernel"], numbers["stride"], numbers["padding"]


def _fit(link: Link, taken: Volume) -> Fit | None:
    if "kernel" not in link.numbers:
        return None
    return fit(taken.width, *_window(link.numbers), suggest=False)


_NAMES = {"conv": "CONV", "fc": "FC", "pool": "POOL", "average": "POOL", "norm": "NORM"}
_PLAIN = {"relu": "ReLU", "softmax": "softmax", "mean": "MEAN", "inception": "INCEPTION"}


def _names(links: Iterable[Link]) -> list[str]:
    """As AlexNet's: what learns is counted together, pooling and normalisation each by itself."""
    counts = dict.fromkeys(("CONV", "POOL", "NORM"), 0)
    found = []
    for link in links:
        name = _NAMES.get(link.kind)
        if name is None:
            found.append(_PLAIN[link.kind])
            continue
        counted = "CONV" if name == "FC" else name
        counts[counted] += 1
        found.append(f"{name}{counts[counted]}")
    return found

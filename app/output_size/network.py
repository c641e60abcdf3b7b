"""The page's chain as a network of the engine: what each layer makes, costs and sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.networks import Flatten, LayerInfo, Row, table
from engine.networks.builder import LayerSpec
from engine.networks.layers.registry import LAYERS, type_of
from engine.networks.table import volume
from engine.planning.volumes import Volume

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """One layer of the chain: what it is asked for by, and its row of the engine's table.

    `input` is the volume that it takes, `takes_maps` whether that is one of maps and no row of
    numbers, `name` what it is called in drawings of networks: "CONV1", "POOL1", "FC6".
    """

    spec: LayerSpec
    name: str
    row: Row
    input: Volume
    takes_maps: bool

    @property
    def layer(self) -> LayerInfo:
        """The layer itself."""
        return self.row.layer

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
    """The layers up to the first that does not fit; `problem` says why it does not."""

    start: Volume
    steps: tuple[Step, ...]
    parameters: int
    multiply_adds: int
    problem: str | None = None


def network(start: Volume, specs: Iterable[LayerSpec]) -> Network:
    """Send `start` through the layers."""
    first: Shape = (start.depth, start.height, start.width)
    shape, problem = first, None
    layers: list[LayerInfo] = []
    ends: list[tuple[LayerSpec, int, Shape]] = []  # each layer, its place, and what comes in
    for spec in specs:
        before = shape
        try:
            for layer in _layers(*spec, shape):
                shape = layer.output_shape(shape)
                layers.append(layer)
        except ValueError as error:
            problem = str(error)
            break
        ends.append((spec, len(layers) - 1, before))
    made = table(first, layers)
    names = _names(layers[end] for _, end, _ in ends)
    steps = tuple(
        Step(spec, name, made.rows[end], volume(before), len(before) == 3)
        for (spec, end, before), name in zip(ends, names, strict=True)
    )
    return Network(start, steps, made.parameters, made.multiply_adds, problem)


def _layers(name: str, settings: dict[str, Any], shape: Shape) -> tuple[LayerInfo, ...]:
    """Return the engine's layers of one of the chain; an FC layer may take maps too."""
    layer = LAYERS[name].layer.for_input(shape, **settings)
    return (Flatten(), layer) if name == "Linear" and len(shape) == 3 else (layer,)


_NAMES = {
    "Conv2d": "CONV",
    "Linear": "FC",
    "MaxPool2d": "POOL",
    "AvgPool2d": "POOL",
    "LocalResponseNorm": "NORM",
    "BatchNorm2d": "NORM",
}


def _names(layers: Iterable[LayerInfo]) -> list[str]:
    """As AlexNet's: what learns is counted together, pooling and normalisation each by itself."""
    counts = dict.fromkeys(("CONV", "POOL", "NORM"), 0)
    found = []
    for layer in layers:
        name = _NAMES.get(type(layer).__name__)
        if name is None:
            found.append(type_of(layer).label)
            continue
        counted = "CONV" if name == "FC" else name
        counts[counted] += 1
        found.append(f"{name}{counts[counted]}")
    return found

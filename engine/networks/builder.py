"""Networks from a list of layers by name and settings, or from the lectures' pattern."""

from collections.abc import Iterable, Sequence
from typing import Any

from engine.checks import flag, listed, mapping, one_of, real_number, shown, whole
from engine.networks.layers.activation import Activation
from engine.networks.layers.base import Layer, LayerInfo, Shape
from engine.networks.layers.pooling import WindowPooling
from engine.networks.layers.registry import LAYERS
from engine.networks.table import check_input_shape

_MOST_OF_EACH = 1000  # of a pattern's blocks, and layers in them

LayerSpec = tuple[str, dict[str, Any]]

ACTIVATIONS = {
    name: kind.layer for name, kind in LAYERS.items() if issubclass(kind.layer, Activation)
}
"""The activation functions by their names in `torch.nn`."""

POOLINGS = {
    kind.key: name for name, kind in LAYERS.items() if issubclass(kind.layer, WindowPooling)
}


def build(input_shape: object, specs: Iterable[LayerSpec]) -> tuple[Layer, ...]:
    """Make layers by their names and settings, without those that the input determines.

    ("Conv2d", {"out_channels": 6, "kernel_size": 5}) becomes a convolution of as many channels as
    there are. Where a layer does not fit, it is the last: `table` tells why. Settings that no
    layer can have are a ValueError or TypeError in one sentence with the layer's number, and so is
    a layer that can only be described.
    """
    layers: list[Layer] = []
    for number, layer in enumerate(describe(input_shape, specs), 1):
        if not isinstance(layer, Layer):
            raise ValueError(f"layer {number}, {layer.title}: it is here for tables only")
        layers.append(layer)
    return tuple(layers)


def describe(input_shape: object, specs: Iterable[LayerSpec]) -> tuple[LayerInfo, ...]:
    """Make layers as `build` does, for a table: also those that cannot be computed here."""
    shape: Shape | None = check_input_shape(input_shape)
    layers: list[LayerInfo] = []
    for number, spec in enumerate(listed(specs, "specs", (tuple, list), "pairs"), 1):
        if shape is None:
            break
        name, settings = _pair(spec, number)
        kind = LAYERS[name].layer
        try:
            LAYERS[name].check_names(settings, given=False)
            layers.append(kind.for_input(shape, **settings))
        except (ValueError, TypeError) as error:
            raise type(error)(f"layer {number}, {name}: {error}") from None
        shape = _after(layers[-1], shape)
    return tuple(layers)


def _pair(spec: object, number: int) -> LayerSpec:
    """Return the name and the settings of a layer."""
    if not isinstance(spec, tuple | list) or len(spec) != 2:
        raise ValueError(f"layer {number} is {shown(spec)}; it must be a name and its settings")
    name = one_of(spec[0], f"layer {number}", tuple(LAYERS))
    return name, dict(mapping(spec[1], f"layer {number}, {name}", "settings"))


def _after(layer: LayerInfo, shape: Shape) -> Shape | None:
    try:
        return layer.output_shape(shape)
    except ValueError:
        return None


def pattern(
    input_shape: object,
    classes: int,
    convolutions: int = 1,
    blocks: int = 2,
    dense: int = 1,
    filters: int | Sequence[int] = 16,
    kernel_size: int = 3,
    padding: int | str = "same",
    neurons: int | Sequence[int] = 64,
    activation: str = "ReLU",
    pooling: str = "max",
    batch_norm: bool = False,
    dropout: float = 0.0,
) -> tuple[Layer, ...]:
    """Return the layers of [(CONV → ReLU)·N → POOL]·M → (FC → ReLU)·K → FC → softmax.

    N is `convolutions`, M `blocks`, K `dense`; the last dense layer gives the scores of the
    `classes`. `filters` and `neurons` are one number for all blocks or dense layers, or one for
    each. `pooling` is "max" or "average", 2×2. `batch_norm` stands before each activation of a
    convolution, `dropout` (0: none) after each activation of a dense layer.
    """
    for name, count, least in (
        ("convolutions", convolutions, 1),
        ("blocks", blocks, 0),
        ("dense", dense, 0),
    ):
        whole(count, name, least, _MOST_OF_EACH)
    flag(batch_norm, "batch_norm")
    one_of(activation, "activation", tuple(ACTIVATIONS))
    pool = POOLINGS[one_of(pooling, "pooling", tuple(POOLINGS))]
    specs: list[LayerSpec] = []
    for count in _each(filters, blocks, "filters"):
        convolution = {"out_channels": count, "kernel_size": kernel_size, "padding": padding}
        for _ in range(convolutions):
            specs.append(("Conv2d", convolution))
            specs += [("BatchNorm2d", {})] * batch_norm
            specs.append((activation, {}))
        specs.append((pool, {"kernel_size": 2}))
    specs += [("Flatten", {})] * (len(check_input_shape(input_shape)) == 3)
    for count in _each(neurons, dense, "neurons"):
        specs += [("Linear", {"out_features": count}), (activation, {})]
        specs += [("Dropout", {"p": dropout})] * (real_number(dropout, "dropout", minimum=0) > 0)
    specs += [("Linear", {"out_features": whole(classes, "classes", 1)}), ("Softmax", {})]
    return build(input_shape, specs)


def _each(numbers: int | Sequence[int], count: int, name: str) -> list[int]:
    """Return one number for each of so many."""
    if not isinstance(numbers, Sequence):
        return [numbers] * count
    if len(numbers) != count:
        raise ValueError(f"{name} has {len(numbers)} entries; it must be one number, or {count}")
    return list(numbers)

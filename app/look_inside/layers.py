"""The layers of a network as the browser computes them: what each reads, and its settings."""

import math
from collections import Counter
from typing import Any

import numpy as np

from engine import networks
from engine.checks import pair
from engine.networks.classifiers import prepares
from engine.networks.graph import Graph
from engine.networks.layers import registry
from engine.networks.layers.activation import Activation
from engine.networks.layers.base import LayerInfo, Shape
from engine.networks.nodes import sources
from engine.networks.onnx.whole import WholeModel
from engine.ops.pooling import pooling_plan
from engine.planning import geometry

Field = tuple[int, int, int]
"""Along an axis: the first pixel that cell 0 sees, pixels from a cell to the next, how many each
sees; what lies outside of the picture is padding."""
Fields = tuple[Field, Field]

MOST_NUMBERS = 8_000_000
"""Weights and numbers in maps that go to a browser: 32 MB."""

_SHORT = {
    "Conv2d": "conv",
    "MaxPool2d": "pool",
    "AvgPool2d": "pool",
    "AdaptiveAvgPool2d": "mean",
    "BatchNorm2d": "norm",
    "Linear": "fc",
    "ConvTranspose2d": "transposed",
    "ZeroPad2d": "pad",
    "Hardtanh": "clip",
    "LocalResponseNorm": "lrn",
    "ChannelShuffle": "shuffle",
}
_KINDS = {
    "Conv2d": "conv",
    "MaxPool2d": "max",
    "AvgPool2d": "average",
    "AdaptiveAvgPool2d": "mean",
    "BatchNorm2d": "norm",
    "Linear": "fc",
    "Add": "add",
    "Mul": "multiply",
    "Concat": "concat",
    "Flatten": "flatten",
    "Dropout": "same",
    "Softmax": "softmax",
    "ConvTranspose2d": "transposed",
    "Upsample": "repeat",
    "Maxout": "maxout",
    "Scale": "scale",
    "Hardtanh": "clip",
    "ZeroPad2d": "pad",
    "ChannelShuffle": "shuffle",
    "LocalResponseNorm": "lrn",
}


def problem(network: Graph) -> str:
    """Return why the network's maps cannot all be shown; "" where they can."""
    for layer in network.layers:
        if isinstance(layer, WholeModel):
            return f"The feature maps of this model are not known here, because of {layer.reason}."
    rows = network.table.rows
    count = sum(row.parameters + math.prod(row.output) for row in rows)
    if count <= MOST_NUMBERS:
        return ""
    return (
        f"This network has {count / 1e6:.0f} million weights and numbers in its feature maps. They "
        f"all go to your browser here, which is too slow beyond {MOST_NUMBERS // 10**6} million: "
        "look at its layers on “Where it looks”, or take a smaller network."
    )


def names(network: Graph) -> list[str]:
    """Return what the layers are called: conv1, relu1, …, or by the names of their nodes."""
    if not network.table.is_numbered:
        return [node.name for node in network.nodes]
    counts: Counter[str] = Counter()
    found = []
    for layer in network.layers:
        short = _SHORT.get(type(layer).__name__, type(layer).__name__.lower())
        counts[short] += 1
        found.append(f"{short}{counts[short]}")
    return [name[:-1] if counts[name[:-1]] == 1 else name for name in found]


def described(network: Graph) -> list[dict[str, Any]]:
    """Return the input and every layer as the browser's `Network` takes them."""
    fields = receptive_fields(network)
    first = {"name": "input", "title": "input", "kind": "input", "inputs": [], "settings": {}}
    found = [first | {"shape": list(network.input_shape), "field": fields[0]}]
    every = zip(
        names(network), network.layers, sources(network.nodes), network.table.rows, strict=True
    )
    for number, (name, layer, read, row) in enumerate(every, 1):
        found.append(
            {
                "name": name,
                "title": layer.title,
                "kind": "normalise" if _normalises(network, number) else kind(layer),
                "label": registry.type_of(layer).label,
                "inputs": list(read),
                "shape": list((*row.output, 1, 1)[:3]),
                "settings": _settings(layer, row.input),
                "field": fields[number],
            }
        )
    return found


def kind(layer: LayerInfo) -> str:
    """Return how a layer computes: "conv", "fc", …, "function" of one number, or "other"."""
    if isinstance(layer, Activation):
        return "function"
    return _KINDS.get(type(layer).__name__, "other")


def _normalises(network: Graph, number: int) -> bool:
    """Tell whether a layer only scales and moves each channel of the picture, as was asked for."""
    node = network.nodes[number - 1]
    if not prepares(node):
        return False
    weight = network.state[f"{node.name}.weight"]
    return bool((np.count_nonzero(weight, axis=(1, 2, 3)) == 1).all())


def _settings(layer: LayerInfo, shape: Shape) -> dict[str, Any]:
    """Return the numbers that the arithmetic of a layer needs, beside its weights."""
    match layer:
        case networks.Conv2d():
            return _of_convolution(layer)
        case networks.MaxPool2d() | networks.AvgPool2d():
            return _of_pooling(layer, shape)
        case networks.BatchNorm2d():
            return {"eps": layer.eps}
        case networks.ConvTranspose2d():
            return _of_transposed(layer)
        case networks.Upsample():
            return {"factors": list(pair(layer.scale_factor, "", 1))}
        case networks.ZeroPad2d():
            left, _, top, _ = layer.sides
            return {"before": [top, left]}
        case networks.Hardtanh():
            return {"low": layer.min_val, "high": layer.max_val}
        case networks.Maxout() | networks.ChannelShuffle() | networks.LocalResponseNorm():
            return layer.settings()
    return {}


def _of_convolution(layer: networks.Conv2d) -> dict[str, Any]:
    kernel, dilation = pair(layer.kernel_size, "", 1), pair(layer.dilation, "", 1)
    around = (layer.padding,) * 2 if isinstance(layer.padding, str) else pair(layer.padding, "", 0)
    return {
        "window": list(kernel),
        "stride": list(pair(layer.stride, "", 1)),
        "dilation": list(dilation),
        "padding": [list(ends) for ends in map(geometry.sides, around, kernel, dilation)],
        "groups": layer.groups,
    }


def _of_transposed(layer: networks.ConvTranspose2d) -> dict[str, Any]:
    cut = pair(layer.padding, "", 0)
    return {
        "window": list(pair(layer.kernel_size, "", 1)),
        "stride": list(pair(layer.stride, "", 1)),
        "dilation": list(pair(layer.dilation, "", 1)),
        "padding": [[cells, cells] for cells in cut],
        "output_padding": list(pair(layer.output_padding, "", 0)),
        "groups": layer.groups,
    }


def _of_pooling(layer: networks.MaxPool2d | networks.AvgPool2d, shape: Shape) -> dict[str, Any]:
    planned = pooling_plan(
        shape[1:], layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode
    )
    ends = planned.vertical, planned.horizontal
    own = pair(layer.padding, "", 0)
    return {
        "window": list(planned.kernel),
        "stride": list(planned.stride),
        "dilation": [1, 1],
        "padding": [list(end) for end in ends],
        "beyond": [end[1] - cells for end, cells in zip(ends, own, strict=True)],
        "count_include_pad": getattr(layer, "count_include_pad", True),
        "groups": 1,
    }


def receptive_fields(network: Graph) -> list[Fields | None]:
    """Return the receptive field of the input's and every layer's cells, down and across.

    None where it does not move evenly from cell to cell: where maps were enlarged.
    """
    found: list[Fields | None] = [((0, 1, 1), (0, 1, 1))]
    every = zip(network.layers, sources(network.nodes), network.table.rows, strict=True)
    for layer, read, row in every:
        known = [one for one in (found[source] for source in read) if one is not None]
        shape = (*row.input, 1, 1)[:3]
        window = layer.window()
        is_even = window is None or max(window.growth) == 1
        if len(known) < len(read) or not is_even:
            found.append(None)
            continue
        down, across = (
            _axis(layer, [one[axis] for one in known], shape[axis + 1], axis) for axis in (0, 1)
        )
        found.append((down, across))
    return found


def _axis(layer: LayerInfo, read: list[Field], length: int, axis: int) -> Field:
    """Return the field along an axis, over which the input has so many cells."""
    first, jump = min(one[0] for one in read), read[0][1]
    size = max(one[0] + one[2] for one in read) - first
    if layer.sees_everything or isinstance(layer, networks.Flatten):
        return first, 0, (length - 1) * jump + size
    window = layer.window()
    if window is None:
        return first, jump, size
    start = first - window.before[axis] * jump
    return start, jump * window.stride[axis], size + (window.reach[axis] - 1) * jump

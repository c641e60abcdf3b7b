"""How the value of a cell is computed, layer by layer back to the convolution below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.formulas import value_text
from app.trained_networks.scene import Floats
from app.trained_networks.wording import layer_name
from engine.networks import BatchNorm2d, Conv2d, Graph, MaxPool2d, ReLU
from engine.networks.nodes import INPUT, Node

_LISTED = 6  # maps of a convolution
Cell = tuple[int, int, int]
"""Channel, row and column."""


@dataclass(frozen=True)
class Opened:
    """A line for each layer, and the largest shares of the maps in the convolution's sum."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()
    rest: str = ""


def opened(network: Graph, layer: str, cell: Cell, x: Floats) -> Opened:
    """Open the value of a cell of a layer for one sample."""
    names = [node.name for node in network.nodes]
    trace = network.trace(x, keep=True, layers=names.index(layer) + 1)
    outputs = {INPUT: x}
    for (stage, _), made in zip(trace.saved, trace.activations, strict=True):
        outputs[names[stage.layer]] = made  # only what the layer depends on was computed
    lines = list[str]()
    while True:
        node = network.nodes[names.index(layer)]
        value = float(outputs[layer][0][cell])
        before = outputs[node.inputs[0]][0]
        name = layer_name(network, layer)
        match node.layer:
            case MaxPool2d():
                cell, line = _largest(node.layer, before, cell)
            case ReLU():
                line = f"max(0, {value_text(float(before[cell]))})"
            case BatchNorm2d():
                line = _normalised(network, node, float(before[cell]), cell[0])
            case Conv2d():
                return _convolved(network, node, before, cell, value, lines)
            case _:
                return Opened((*lines, *_joined(node, outputs, cell, value, name)))
        lines.append(f"{name}: {line} = {value_text(value)}")
        layer = node.inputs[0]


def _largest(layer: MaxPool2d, before: Floats, cell: Cell) -> tuple[Cell, str]:
    """Return the cell under a window that is the largest, and what is written of them."""
    channel, *place = cell
    window = layer.window()
    first = [place[axis] * window.stride[axis] - window.before[axis] for axis in range(2)]
    spans = [
        range(max(0, start), min(start + reach, length))
        for start, reach, length in zip(first, window.reach, before.shape[1:], strict=True)
    ]
    seen = [(channel, row, column) for row in spans[0] for column in spans[1]]
    best = max(seen, key=lambda one: float(before[one]))
    return best, f"max({', '.join(value_text(float(before[one])) for one in seen)})"


def _normalised(network: Graph, node: Node, value: float, channel: int) -> str:
    assert isinstance(node.layer, BatchNorm2d)
    gamma, beta, mean, variance = (
        float(network.state[f"{node.name}.{what}"][channel])
        for what in ("weight", "bias", "running_mean", "running_var")
    )
    spread = value_text(float(np.sqrt(variance + node.layer.eps)))
    return (
        f"{value_text(gamma)}·({value_text(value)} − {_bracketed(mean)})/{spread} + "
        f"{_bracketed(beta)}"
    )


def _convolved(
    network: Graph, node: Node, before: Floats, cell: Cell, value: float, lines: Sequence[str]
) -> Opened:
    """Open the sum of a convolution, a share for each map that it reads."""
    assert isinstance(node.layer, Conv2d)
    shares = map_shares(network, node, before, cell)
    bias = float(network.parameters[f"{node.name}.bias"][cell[0]]) if node.layer.bias else 0.0
    order = np.argsort(-np.abs(shares), kind="stable")
    listed, others = order[:_LISTED], order[_LISTED:]
    what = "channel" if node.inputs[0] == INPUT else "map"
    first = cell[0] // (node.layer.out_channels // node.layer.groups) * len(shares)
    rows = tuple((f"{what} {first + one}", value_text(float(shares[one]))) for one in listed)
    rest = (
        f"The other {len(others)} {what}s together: {value_text(float(shares[others].sum()))}."
        if len(others)
        else ""
    )
    total = value_text(float(shares.sum()))
    name = layer_name(network, node.name)
    line = f"{name}: Σ w·x + b = {total} + {_bracketed(bias)} ≈ {value_text(value)}"
    return Opened((*lines, line), rows, rest)


def map_shares(network: Graph, node: Node, before: Floats, cell: Cell) -> Floats:
    """Return what each map that a convolution reads adds to a cell: Σ w·x over its window."""
    layer = node.layer
    assert isinstance(layer, Conv2d)
    weight = network.parameters[f"{node.name}.weight"][cell[0]].astype(np.float64)
    window = layer.window()
    depth = len(weight)
    group = cell[0] // (layer.out_channels // layer.groups)
    read = before[group * depth : (group + 1) * depth].astype(np.float64)
    padded = np.pad(read, ((0, 0), *((reach, reach) for reach in window.reach)))
    spans = []
    for axis in range(2):
        start = cell[axis + 1] * window.stride[axis] - window.before[axis] + window.reach[axis]
        step = max(1, (window.reach[axis] - 1) // max(1, weight.shape[axis + 1] - 1))
        spans.append(slice(start, start + window.reach[axis], step))
    found: Floats = np.sum(weight * padded[:, spans[0], spans[1]], axis=(1, 2))
    return found


def _joined(
    node: Node, outputs: dict[str, Floats], cell: Cell, value: float, name: str
) -> tuple[str, ...]:
    """Write a sum of branches; of any other layer, its value alone."""
    same = [outputs[read][0] for read in node.inputs]
    if type(node.layer).__name__ == "Add" and len({one.shape for one in same}) == 1:
        terms = " + ".join(_bracketed(float(one[cell])) for one in same)
        return (f"{name}: {terms} = {value_text(value)}",)
    return (f"{name}: {value_text(value)}",)


def _bracketed(value: float) -> str:
    text = value_text(value)
    return f"({text})" if value < 0 else text

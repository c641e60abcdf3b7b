"""Classifiers of other makers as all networks here are: pictures from −1 to 1, a row of scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.checks import Array, times
from engine.networks.graph import Graph
from engine.networks.layers.activation import Sigmoid, Softmax
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten
from engine.networks.nodes import INPUT, Node

PREPARED = "normalised picture"
"""Name of the node that turns pixels into the numbers that a network was trained on."""


@dataclass(frozen=True)
class Normalisation:
    """What a pixel v, 0 to 255, becomes: (v/divisor − mean)/std, each channel with its own.

    `mean` and `std` hold one number for each channel, in the order red, green, blue. The channels
    are then put in the order blue, green, red where `reverse` says so, as OpenCV and Caffe do.
    """

    divisor: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    reverse: bool = False

    def of_input(self) -> tuple[Array, Array]:
        """Return the matrix (C×C) and the bias that make it of v/127.5 − 1."""
        std = np.array(self.std, np.float64)
        weight = np.diag(127.5 / (self.divisor * std))
        bias = (127.5 / self.divisor - np.array(self.mean, np.float64)) / std
        return (weight[::-1], bias[::-1]) if self.reverse else (weight, bias)


def prepared(network: Graph, how: Normalisation) -> Graph:
    """Return the network for pictures from −1 to 1: its first node, PREPARED, does what is missing.

    The node is a convolution 1×1, which is exact also where the network pads with zeros; what stood
    there before is replaced. Nothing else changes.
    """
    channels = network.input_shape[0]
    taken = {node.name for node in network.nodes if not prepares(node)}
    name = PREPARED
    while name in taken:
        name += "_"
    nodes = [Node(name, Conv2d(channels, channels, 1))]
    old = {INPUT} | {node.name for node in network.nodes if prepares(node)}
    for node in network.nodes:
        if not prepares(node):
            inputs = tuple(name if source in old else source for source in node.inputs)
            nodes.append(Node(node.name, node.layer, inputs))
    weight, bias = how.of_input()
    state = {
        key: array for key, array in network.state.items() if key.rpartition(".")[0] in taken
    } | {f"{name}.weight": weight[:, :, None, None], f"{name}.bias": bias}
    return _made(network, nodes, state)


def is_prepared(network: Graph) -> bool:
    """Tell whether a node of `prepared` is there."""
    return any(prepares(node) for node in network.nodes)


def learned_nodes(network: Graph) -> tuple[str, ...]:
    """Name the nodes with weights that training made, in order: not the one that prepares."""
    owners = {name.rpartition(".")[0] for name in network.parameters}
    return tuple(node.name for node in network.nodes if node.name in owners and not prepares(node))


def learned_parameters(network: Graph) -> int:
    """Count the parameters of these nodes."""
    learned = set(learned_nodes(network))
    return sum(row.parameters for row in network.table.rows if row.name in learned)


def in_a_row(network: Graph) -> Graph:
    """Return the network with scores in a row where they are maps of one cell, as in SqueezeNet.

    Raises ValueError, in one sentence, where its output is something else.
    """
    shape = network.table.output
    if len(shape) == 1:
        return network
    if len(shape) != 3 or shape[1:] != (1, 1):
        raise ValueError(
            f"the output is {times(shape)}; a classifier gives one row of scores, one for each"
            " class"
        )
    *before, last = network.nodes
    row = _free(network, "flatten")
    if isinstance(last.layer, Softmax | Sigmoid):  # which must stay at the end
        nodes = [*before, Node(row, Flatten(), last.inputs), replace(last, inputs=(row,))]
    else:
        nodes = [*network.nodes, Node(row, Flatten(), (last.name,))]
    return _made(network, nodes, network.state)


def prepares(node: Node) -> bool:
    """Tell whether a node is the one that `prepared` puts first."""
    return node.name.rstrip("_") == PREPARED


def _free(network: Graph, name: str) -> str:
    taken = {node.name for node in network.nodes}
    while name in taken:
        name += "_"
    return name


def _made(network: Graph, nodes: Sequence[Node], state: dict[str, Array]) -> Graph:
    made = Graph(network.input_shape, nodes, dtype=network.dtype)
    made.set_state(state)
    return made

"""GoogLeNet (Szegedy et al., "Going deeper with convolutions", 2015), in a line and branching.

In a line, an inception module is one layer, which can only be described; as nodes it is computed.
"""

from itertools import count

from engine.checks import one_of
from engine.networks.builder import ACTIVATIONS
from engine.networks.graph_builder import GraphBuilder
from engine.networks.layers.activation import ReLU, Softmax
from engine.networks.layers.base import LayerInfo
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.dropout import Dropout
from engine.networks.layers.inception import Inception
from engine.networks.layers.pooling import AvgPool2d, MaxPool2d
from engine.networks.nodes import Node

INPUT = (3, 224, 224)
_MODULES = ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")  # as the paper calls them


def googlenet(classes: int = 1000) -> tuple[LayerInfo, ...]:
    """Return GoogLeNet for `INPUT`: 6,998,552 parameters.

    Left out are the two heads that only training used, and the local response normalisation, which
    learns nothing.

    The paper rounds pooled sizes up, to 56, 28, 14 and 7; a padding of 1 gives the same.
    """
    pool = MaxPool2d(3, 2, 1)
    return (
        *(Conv2d(3, 64, 7, 2, 3), ReLU(), pool),
        *(Conv2d(64, 64, 1), ReLU(), Conv2d(64, 192, 3, 1, 1), ReLU(), pool),
        Inception(192, 64, 96, 128, 16, 32, 32),
        Inception(256, 128, 128, 192, 32, 96, 64),
        pool,
        Inception(480, 192, 96, 208, 16, 48, 64),
        Inception(512, 160, 112, 224, 24, 64, 64),
        Inception(512, 128, 128, 256, 24, 64, 64),
        Inception(512, 112, 144, 288, 32, 64, 64),
        Inception(528, 256, 160, 320, 32, 128, 128),
        pool,
        Inception(832, 256, 160, 320, 32, 128, 128),
        Inception(832, 384, 192, 384, 48, 128, 128),
        *(AvgPool2d(7), Flatten(), Dropout(0.4), Linear(1024, classes), Softmax()),
    )


def googlenet_nodes(
    input_shape: object = INPUT, classes: int = 1000, activation: str = "ReLU"
) -> tuple[Node, ...]:
    """Return the same network with the branches of its modules as nodes: 6,998,552 parameters.

    That is the paper's form, with biases and without batch normalisation. Module "inception3a" is
    what table 1 calls inception (3a), and its convolutions are named by that table's columns.
    Pooling before the last layer takes the mean of each map, whatever its size.

    Raises ValueError or TypeError, in one sentence, for numbers that cannot be.
    """
    one_of(activation, "activation", tuple(ACTIVATIONS))
    grown = GraphBuilder(input_shape)
    convolutions, pools, modules = count(1), count(1), iter(_MODULES)
    for layer in googlenet(classes):
        match layer:
            case Inception():
                _module(grown, f"inception{next(modules)}", layer, activation)
            case Conv2d():
                _convolution(grown, f"conv{next(convolutions)}", layer, activation)
            case MaxPool2d():
                grown.append(f"pool{next(pools)}", layer)
            case AvgPool2d():
                grown.add("mean", "AdaptiveAvgPool2d")
            case Linear():
                grown.add("fc", "Linear", out_features=classes)
            case Flatten() | Dropout() | Softmax():
                grown.append(type(layer).__name__.lower(), layer)
    return tuple(grown.nodes)


def _module(grown: GraphBuilder, name: str, module: Inception, activation: str) -> None:
    """Append the branches of a module and what stacks their outputs."""
    start, ends = grown.last, []
    names = (setting for setting in module.settings() if setting != "channels")
    for branch in module.branches:
        last = start
        for layer in branch:
            match layer:
                case Conv2d():
                    last = _convolution(grown, f"{name}.{next(names)}", layer, activation, last)
                case MaxPool2d():
                    last = grown.append(f"{name}.pool", layer, last)
        ends.append(last)
    grown.add(f"{name}.concat", "Concat", *ends)


def _convolution(
    grown: GraphBuilder, name: str, layer: Conv2d, activation: str, *reads: str
) -> str:
    """Append a convolution of as many channels as come in, and its activation."""
    grown.add(name, "Conv2d", *reads, **layer.settings())
    return grown.add(f"{name}_act", activation)

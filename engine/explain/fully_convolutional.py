"""Fully connected layers as convolutions: a classifier that slides over a larger picture.

Source: Long, Shelhamer & Darrell, "Fully Convolutional Networks for Semantic Segmentation" (2015),
section 3.1; Sermanet et al., "OverFeat" (2014), section 3.
"""

from collections.abc import Sequence

from engine.networks.layers.base import Layer, Shape
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.model import Sequential
from engine.networks.table import table


def as_convolutions(layers: Sequence[Layer], input_shape: Shape) -> tuple[Layer, ...]:
    """Replace each fully connected layer by the convolution with the same weights.

    The first after a flattened C×H×W becomes filters of H×W, the later ones filters of 1×1;
    flattening goes. `input_shape`, C×H×W, is what the fully connected layers are made for.
    """
    made: list[Layer] = []
    shape = input_shape
    maps: Shape | None = None  # what a flattened row was before, until the next layer has read it
    for layer, row in zip(layers, table(input_shape, layers).rows, strict=True):
        if isinstance(layer, Flatten):
            maps = shape
        elif isinstance(layer, Linear):
            channels, height, width = maps or (layer.in_features, 1, 1)
            made.append(Conv2d(channels, layer.out_features, (height, width), bias=layer.bias))
            maps = None
        else:
            made.append(layer)
        shape = row.output
    return tuple(made)


def convert(network: Sequential, input_shape: Shape) -> Sequential:
    """Return the network with convolutions for its fully connected layers, the weights the same.

    It takes pictures of `input_shape`, C×H×W, as large as those of `network` or larger, and gives a
    map K×H2×W2: at each position the scores that `network` gives for the window there, if no layer
    pads. Weights of K×(C·H·W) in a row become K×C×H×W.
    """
    layers = as_convolutions(network.layers, network.input_shape)
    made = Sequential(input_shape, layers, dtype=network.dtype)
    kept = [old for old, layer in enumerate(network.layers) if not isinstance(layer, Flatten)]
    given, state = network.state, {}
    for name, array in made.state.items():
        new, _, own = name.partition(".")
        state[name] = given[f"{kept[int(new)]}.{own}"].reshape(array.shape)
    made.set_state(state)
    return made

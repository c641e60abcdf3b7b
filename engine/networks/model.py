"""A network in a line: layers one after the other."""

from collections.abc import Sequence

import numpy as np

from engine.checks import Array, listed
from engine.networks.graph import Graph
from engine.networks.layers.base import Layer
from engine.networks.nodes import Node, are_in_line, in_line


class Sequential(Graph):
    """Layers one after the other, as `torch.nn.Sequential`: a `Graph` in a line.

    `parameters` and `buffers` hold arrays by PyTorch's names ("0.weight", "0.bias", …; buffers
    are the running statistics). Training changes the arrays in place.

    Parameters
    ----------
    input_shape
        Of one sample: (channels, height, width) or (numbers,).
    layers
        What `engine.networks` offers.
    seed
        Of the random weights: the same seed, the same weights.
    initialisation
        "he_uniform", "he_normal", "xavier_uniform" or "xavier_normal"; biases begin at 0.
    dtype
        float32 or float64.

    Raises
    ------
    ValueError, TypeError
        In one sentence that names the layer which does not fit.
    """

    def __init__(
        self,
        input_shape: Sequence[int],
        layers: Sequence[Layer],
        seed: int = 0,
        initialisation: str = "he_uniform",
        dtype: object = np.float32,
    ) -> None:
        given = listed(layers, "layers", Layer, "layers of engine.networks")
        nodes = in_line(layer for layer in given if isinstance(layer, Layer))
        super().__init__(input_shape, nodes, seed, initialisation, dtype)

    def activations(self, x: object) -> tuple[Array, ...]:  # type: ignore[override]
        """Return what every layer makes of a batch, by number, not by name; learn nothing."""
        return self.trace(x, keep=True).activations


def network_of(
    input_shape: Sequence[int],
    nodes: Sequence[Node],
    seed: int = 0,
    initialisation: str = "he_uniform",
    dtype: object = np.float32,
) -> Graph:
    """Return the network of these nodes, with random weights: a `Sequential` if they are in a line.

    Arguments and errors are those of `Graph`.
    """
    layers = [node.layer for node in nodes if isinstance(node.layer, Layer)]
    if are_in_line(nodes) and len(layers) == len(nodes):
        return Sequential(input_shape, layers, seed, initialisation, dtype)
    return Graph(input_shape, nodes, seed, initialisation, dtype)

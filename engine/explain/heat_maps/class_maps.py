"""Heat maps over a layer's maps: which of their cells speak for a class."""

from dataclasses import dataclass, field

import numpy as np

from engine.checks import Array, flag, one_of
from engine.explain.heat_maps.scores import (
    Slopes,
    check_batch,
    check_maps,
    check_network,
    classes,
    layer_number,
    score_slopes,
)
from engine.networks.graph import Graph
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.pooling import AdaptiveAvgPool2d

WEIGHTED = ("cam", "grad_cam", "grad_cam_plus_plus")
"""The methods whose heat map is a weighted sum of a layer's maps."""


@dataclass(frozen=True)
class WeightedMaps:
    """A heat map before it is summed up: `maps` N×K×H×W and their `weights` N×K."""

    maps: Array = field(repr=False)
    weights: Array = field(repr=False)

    @np.errstate(all="ignore")  # what is no number is seen in the result
    def heat_map(self, relu: bool = True) -> Array:
        """Return Σ_k w_k·A_k, N×H×W; with `relu`, negative numbers become 0."""
        flag(relu, "relu")
        found: Array = (self.weights[:, :, None, None] * self.maps).sum(axis=1)
        return np.maximum(found, 0) if relu else found


def weighted_maps(
    network: Graph, x: object, target: object, method: str = "grad_cam", layer: str | int = 0
) -> WeightedMaps:
    """Return the maps of a layer, and the weights that a method gives them for a class.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`.
    method
        One of `WEIGHTED`, defined and sourced at `cam`, `grad_cam` and `grad_cam_plus_plus`.
    layer
        As in `grad_cam`; "cam" has its own, the maps that are averaged before the last FC layer.

    Returns
    -------
    `WeightedMaps`, in the network's type; their `heat_map` is what the method returns.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such method, layer or class, no maps, for "cam" another head.
    """
    if one_of(method, "method", WEIGHTED) == "cam":
        return _cams(network, x, target)
    found = _slopes_of_maps(network, x, layer, target)
    maps, slopes = found.output, found.of_output
    if method == "grad_cam":
        return WeightedMaps(maps, slopes.mean(axis=(2, 3)))
    return WeightedMaps(maps, _plus_plus(maps, slopes))


def grad_cam(
    network: Graph, x: object, layer: str | int, target: object, relu: bool = True
) -> Array:
    """Return Grad-CAM: the maps of a layer, weighted by what they do for a class's score.

    map = ReLU(Σ_k α_k·A_k), where A_k are the layer's maps and α_k is the mean of ∂score/∂A_k over
    all cells. Source: Selvaraju et al., "Grad-CAM: visual explanations from deep networks via
    gradient-based localization" (2017), equations 1 and 2. Without `relu` the map keeps its sign,
    as Captum's by default.

    Parameters
    ----------
    network
        A `Graph` or `Sequential` that ends in a row of scores.
    x
        A batch, N × the network's input shape.
    layer
        A node whose output is maps: its name, or its number from 0 on.
    target
        A class from 0 on, or one for each of the N samples.
    relu
        Whether negative numbers become 0.

    Returns
    -------
    N×H×W of the layer's maps, in the network's type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such layer, no maps, no such class.
    """
    return weighted_maps(network, x, target, "grad_cam", layer).heat_map(relu)


def grad_cam_plus_plus(
    network: Graph, x: object, layer: str | int, target: object, relu: bool = True
) -> Array:
    """Return Grad-CAM++: the maps of a layer, each cell's gradient weighted before they are summed.

    map = ReLU(Σ_k w_k·A_k), w_k = Σ_ij α_k,ij·ReLU(g_k,ij), with g = ∂score/∂A and

    α_k,ij = g² / (2·g² + g³·Σ_ab A_k,ab) at the cell ij, and 0 where g is 0.

    Source: Chattopadhay et al., "Grad-CAM++: generalized gradient-based visual explanations for
    deep convolutional networks" (2018), section 3. α is a ratio of the second and third derivatives
    of Y = exp(score); where everything after the layer is piecewise linear, as with ReLU, they are
    exp(score)·g² and exp(score)·g³, which is the closed form above. Elsewhere (tanh, …) it leaves
    out the score's own higher derivatives, as all implementations do. The factor exp(score) of
    ∂Y/∂A, one number for each sample, is left out too: it changes no picture and grows beyond
    every type. A denominator of 0 counts as 1, as in the authors' code.

    Parameters
    ----------
    network, x, layer, target
        As in `grad_cam`.
    relu
        Whether negative numbers of the map become 0; that of the gradients is part of w_k.

    Returns
    -------
    N×H×W of the layer's maps, in the network's type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such layer, no maps, no such class.
    """
    return weighted_maps(network, x, target, "grad_cam_plus_plus", layer).heat_map(relu)


def cam(network: Graph, x: object, target: object) -> Array:
    """Return the class activation map: the last maps, weighted by the FC layer's weights.

    map = Σ_k w_k·A_k, where A_k are the maps that are averaged before the last FC layer, and w_k
    its weights for the class. Source: Zhou et al., "Learning deep features for discriminative
    localization" (2016), equation 2. It is H·W times `grad_cam` of those maps without ReLU.

    Parameters
    ----------
    network
        A `Graph` or `Sequential` that ends in AdaptiveAvgPool2d → Flatten → Linear, perhaps with a
        softmax or sigmoid behind.
    x, target
        As in `grad_cam`.

    Returns
    -------
    N×H×W of those maps, with their sign, in the network's type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: another head, no such class.
    """
    return weighted_maps(network, x, target, "cam").heat_map(relu=False)


def averaged_node(network: Graph) -> int:
    """Return the number of the node whose maps CAM takes, −1 for the input; ValueError for none."""
    last = network.scoring_layers
    head = AdaptiveAvgPool2d, Flatten, Linear
    kinds = tuple(type(layer) for layer in network.layers[max(0, last - 3) : last])
    if kinds != head:
        raise ValueError(
            "the network does not end in global average pooling, flattening and one fully connected"
            " (FC) layer; CAM needs them, Grad-CAM does not"
        )
    names = [node.name for node in network.nodes]
    source = network.nodes[last - 3].inputs[0]
    return names.index(source) if source in names else -1


def _cams(network: Graph, x: object, target: object) -> WeightedMaps:
    """Return the maps that are averaged, and the FC layer's weights."""
    network = check_network(network)
    source = averaged_node(network)
    maps = check_batch(network, x) if source < 0 else network.trace(x, layers=source + 1).output
    weight = network.parameters[f"{network.nodes[network.scoring_layers - 1].name}.weight"]
    return WeightedMaps(maps, weight[classes(network, target, len(maps))])


def _slopes_of_maps(network: object, x: object, layer: object, target: object) -> Slopes:
    """Return a layer's maps, and the score's gradients of them."""
    number = layer_number(network, layer)
    check_maps(check_network(network), number)
    return score_slopes(network, x, target, number)


@np.errstate(all="ignore")  # what is no number is seen in the result
def _plus_plus(maps: Array, slopes: Array) -> Array:
    """Return the weights of Grad-CAM++, N×K."""
    sums = maps.sum(axis=(2, 3), keepdims=True)
    below = 2 * slopes**2 + slopes**3 * sums
    shares = slopes**2 / np.where(below == 0, 1, below)
    found: Array = (shares * np.maximum(slopes, 0)).sum(axis=(2, 3))
    return found

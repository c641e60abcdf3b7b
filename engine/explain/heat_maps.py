"""Where a network looked: heat maps of a class's score, over a layer's maps or over the input.

The score is what stands before a last softmax or sigmoid, as in the papers. Nothing is learned, and
nothing of the network changes.
"""

import numpy as np

from engine.checks import Array, flag, instance, one_of, real_array, times, whole
from engine.networks.graph import Graph
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.pooling import AdaptiveAvgPool2d


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
    flag(relu, "relu")
    number = _number(network, layer)
    maps, slopes, _ = _of_score(network, x, target, number)
    if maps.ndim != 4:
        raise ValueError(
            f"{network.nodes[number].called}: its output is a row of numbers; a heat map needs maps"
        )
    weights = slopes.mean(axis=(2, 3), keepdims=True)
    found: Array = (weights * maps).sum(axis=1)
    return np.maximum(found, 0) if relu else found


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
    instance(network, "network", Graph, "a Graph or a Sequential")
    last = network.scoring_layers
    head = AdaptiveAvgPool2d, Flatten, Linear
    kinds = tuple(type(layer) for layer in network.layers[max(0, last - 3) : last])
    if kinds != head:
        raise ValueError(
            "the network does not end in global average pooling, flattening and one fully connected"
            " (FC) layer; CAM needs them, Grad-CAM does not"
        )
    source = network.nodes[last - 3].inputs[0]
    trace = network.trace(x, keep=True)
    names = [node.name for node in network.nodes]
    maps = trace.activations[names.index(source)] if source in names else real_array(x, "x")
    weight = network.parameters[f"{names[last - 1]}.weight"]
    chosen = weight[_classes(target, len(maps), len(weight))]
    found: Array = (chosen[:, :, None, None] * maps).sum(axis=1).astype(network.dtype)
    return found


def saliency(network: Graph, x: object, target: object) -> Array:
    """Return how strongly each number of the input moves a class's score: |∂score/∂x|.

    Source: Simonyan et al., "Deep inside convolutional networks: visualising image classification
    models and saliency maps" (2014), section 3; there the largest channel is drawn.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`.

    Returns
    -------
    N × the network's input shape, at least 0, in its type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such class, no row of scores.
    """
    instance(network, "network", Graph, "a Graph or a Sequential")
    return np.abs(_of_score(network, x, target)[2])


def _number(network: object, layer: object) -> int:
    """Return the number of a node, from 0 on."""
    instance(network, "network", Graph, "a Graph or a Sequential")
    assert isinstance(network, Graph)
    names = tuple(node.name for node in network.nodes[: network.scoring_layers])
    if isinstance(layer, int):
        return whole(layer, "layer", 0, len(names) - 1)
    return names.index(one_of(layer, "layer", names))


def _of_score(
    network: Graph, x: object, target: object, number: int | None = None
) -> tuple[Array, Array, Array]:
    """Return a node's output, and the score's gradients of that and of the input.

    Without a number, the input stands for the node.
    """
    keep = number is not None
    trace = network.trace(x, keep=keep, layers=network.scoring_layers)
    scores = trace.output
    if scores.ndim != 2:
        raise ValueError(
            f"the network's output is {times(scores.shape[1:])}; it must be a row of scores"
        )
    grad = np.zeros_like(scores)
    grad[np.arange(len(scores)), _classes(target, *scores.shape)] = 1
    gradients = network.backward(trace, grad, needs_input_grad=True, keep=keep)
    assert gradients.input is not None
    if number is None:
        return gradients.input, gradients.input, gradients.input
    return trace.activations[number], gradients.activations[number], gradients.input


def _classes(target: object, samples: int, classes: int) -> Array:
    """Return the class of every sample."""
    if not isinstance(target, list | tuple) and getattr(target, "ndim", 0) == 0:
        return np.full(samples, whole(target, "target", 0, classes - 1))
    chosen = real_array(target, "target")
    if chosen.shape != (samples,) or chosen.dtype.kind not in "iu":
        raise ValueError(f"target must be a class, or one for each of the {samples} samples")
    if chosen.min() < 0 or chosen.max() >= classes:
        raise ValueError(f"target holds a class that is not from 0 to {classes - 1}")
    return chosen

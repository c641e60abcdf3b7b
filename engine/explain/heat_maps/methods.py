"""Every method by its name: one call for whoever lets a learner choose among them."""

from dataclasses import dataclass, field

import numpy as np

from engine.checks import Array, one_of
from engine.explain.heat_maps.class_maps import WEIGHTED, WeightedMaps, averaged_node, weighted_maps
from engine.explain.heat_maps.gradients import (
    guided_backprop,
    largest_channel,
    saliency,
    smooth_grad,
)
from engine.explain.heat_maps.occluding import occlusion_steps
from engine.explain.heat_maps.scores import Tell, check_network, silent
from engine.networks.graph import Graph
from engine.networks.layers.pooling import AdaptiveAvgPool2d, WindowPooling

METHODS = (*WEIGHTED, "saliency", "smooth_grad", "guided_backprop", "occlusion")
_POOLING = AdaptiveAvgPool2d, WindowPooling


@dataclass(frozen=True)
class HeatMap:
    """One sample's heat map, H×W, with the sign that the method gives it.

    `weighted` has the maps and weights that it is the sum of, where the method is such a sum.
    """

    values: Array = field(repr=False)
    weighted: WeightedMaps | None = field(repr=False)

    @property
    def clipped(self) -> Array:
        """The map after ReLU: negative numbers become 0."""
        return np.maximum(self.values, 0)


def heat_map(
    network: Graph,
    x: object,
    target: int,
    method: str,
    layer: str | int = 0,
    patch: int = 6,
    stride: int = 2,
    tell: Tell = silent,
) -> HeatMap:
    """Return the heat map of one sample by a method of this name, before any ReLU over it.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`; `x` holds one sample.
    method
        One of `METHODS`, each defined and sourced at the function of its name. Of the three that
        are gradients of the input, the largest absolute value over the channels is taken.
    layer
        Of Grad-CAM and Grad-CAM++.
    patch, stride
        Of the occlusion.
    tell
        Is called with the share that is done where it takes several steps: SmoothGrad, occlusion.

    Returns
    -------
    A `HeatMap`, of the layer's size or the input's.

    Raises
    ------
    ValueError, TypeError
        In one sentence: as the function of the name does, or no such method.
    """
    check_network(network)
    if one_of(method, "method", METHODS) in WEIGHTED:
        found = weighted_maps(network, x, target, method, layer)
        return HeatMap(found.heat_map(relu=False)[0], found)
    if method == "occlusion":
        for found_so_far in occlusion_steps(network, x, target, patch, stride):
            tell(found_so_far.done / found_so_far.positions)
        return HeatMap(found_so_far.heat_map[0], None)
    match method:
        case "saliency":
            gradients = saliency(network, x, target)
        case "smooth_grad":
            gradients = smooth_grad(network, x, target, tell=tell)
        case _:
            gradients = guided_backprop(network, x, target)
    return HeatMap(largest_channel(gradients)[0], None)


def map_layers(network: Graph) -> tuple[str, ...]:
    """Name the nodes whose output is maps of more than one cell: a heat map can be made of them."""
    rows = network.table.rows[: network.scoring_layers]
    return tuple(
        node.name
        for node, row in zip(network.nodes, rows, strict=False)
        if len(row.output) == 3 and row.output[1:] != (1, 1)
    )


def last_maps(network: Graph) -> str:
    """Name the layer that heat maps are usually made of: the last one with maps before pooling.

    As deep as possible, but still with places (Selvaraju et al., 2017, section 3). Where CAM can be
    made, it is the layer that CAM takes.
    """
    try:
        averaged = averaged_node(network)
    except ValueError:
        averaged = -1
    if averaged >= 0:
        return network.nodes[averaged].name
    layers = {node.name: layer for node, layer in zip(network.nodes, network.layers, strict=True)}
    found = [name for name in map_layers(network) if not isinstance(layers[name], _POOLING)]
    if not found:
        raise ValueError("the network has no layer with maps, of which a heat map is made")
    return found[-1]

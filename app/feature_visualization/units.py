"""The units of a network: its layers, how many channels and cells each has, where a view begins."""

from engine.explain.heat_maps.methods import map_layers
from engine.networks.graph import Graph
from engine.networks.layers.dense import Linear

__all__ = ["layers", "map_layers", "shape", "usual_features", "usual_layer"]


def layers(network: Graph) -> tuple[str, ...]:
    """Name all layers up to the scores."""
    return tuple(node.name for node in network.nodes[: network.scoring_layers])


def shape(network: Graph, layer: str) -> tuple[int, int, int]:
    """Return channels, height and width of a layer's maps; a row is channels of one cell."""
    rows = {node.name: row for node, row in zip(network.nodes, network.table.rows, strict=True)}
    channels, height, width = (*rows[layer].output, 1, 1)[:3]
    return channels, height, width


def usual_layer(network: Graph) -> str:
    """Name the deepest layer with maps whose cells see at most half of the picture's side."""
    fields = {
        node.name: max(row.receptive_field)
        for node, row in zip(network.nodes, network.table.rows, strict=True)
    }
    names = map_layers(network)
    half = min(network.input_shape[1:]) / 2
    small = [name for name in names if fields[name] <= half]
    return small[-1] if small else names[0]


def usual_features(network: Graph) -> str:
    """Name the layer that the last FC layer takes: what the scores are made of."""
    for node, layer in zip(reversed(network.nodes), reversed(network.layers), strict=True):
        if isinstance(layer, Linear) and node.inputs[0] in layers(network):
            return node.inputs[0]
    return layers(network)[-1]

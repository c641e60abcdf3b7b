"""A network that branches, node by node: each layer is made for what it reads."""

from typing import Any

from engine.networks.layers.base import LayerInfo, Shape
from engine.networks.layers.registry import LAYERS
from engine.networks.nodes import INPUT, Node
from engine.networks.table import check_input_shape


class GraphBuilder:
    """Makes the nodes of a `Graph` by the names and settings of layers, as `build` makes a chain.

    Settings that the input determines are not said. Where a layer does not fit, the nodes go on as
    if it left its input as it is: `graph_table` tells which does not fit, and why.
    """

    def __init__(self, input_shape: object) -> None:
        self.nodes: list[Node] = []
        self._shapes: dict[str, Shape] = {INPUT: check_input_shape(input_shape)}

    @property
    def last(self) -> str:
        """The name of the last node."""
        return self.nodes[-1].name if self.nodes else INPUT

    def shape(self, name: str) -> Shape:
        """Return the shape of one sample after the node of this name."""
        return self._shapes[name]

    def add(self, name: str, kind: str, *reads: str, **settings: Any) -> str:
        """Append a layer of this kind, a name in `LAYERS`; return the node's name.

        It `reads` the last node, if nothing else is said. Raises ValueError or TypeError, in one
        sentence, for settings that no layer can have.
        """
        layer = LAYERS[kind].layer.for_input(self.shape((reads or (self.last,))[0]), **settings)
        return self.append(name, layer, *reads)

    def append(self, name: str, layer: LayerInfo, *reads: str) -> str:
        """Append a layer that is made already, as `add` does."""
        inputs = reads or (self.last,)
        self.nodes.append(Node(name, layer, inputs))
        try:
            shape = layer.joined_shape([self.shape(one) for one in inputs])
        except ValueError:
            shape = self.shape(inputs[0])
        self._shapes[name] = shape
        return name

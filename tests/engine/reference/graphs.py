"""What a network that branches *is*: every node from what it reads, one after the other.

Slow on purpose: everything is a copy, and nothing is overwritten.
The tests hold `engine.networks.Graph` to it.
"""

from collections.abc import Sequence

import numpy as np

from engine.networks import Add, Concat, Graph, Node
from engine.networks.layers.base import Mode


class NaiveGraph:
    """The nodes of a network on one batch; `output` and `slope` of any of them, by its name."""

    def __init__(self, network: Graph, x: np.ndarray, training: bool = False) -> None:
        self._nodes = {node.name: node for node in network.nodes}
        self._state = {name: array.copy() for name, array in network.state.items()}
        self._last = network.nodes[-1].name
        self._outputs, self._mode = {"input": x.copy()}, Mode(training=training)

    def output(self, name: str) -> np.ndarray:
        """What a node makes; "input" is the batch."""
        if name not in self._outputs:
            self._outputs[name] = self._run(self._nodes[name])[0]
        return self._outputs[name].copy()

    def slope(self, name: str, grad: np.ndarray) -> np.ndarray:
        """The gradient of a node's output, or of "input": the sum over all who read it."""
        if name == self._last:
            return grad
        total = np.zeros_like(self.output(name))
        for node in self._nodes.values():
            if name in node.inputs:
                slopes, _ = self._back(node, grad)
                for source, slope in zip(node.inputs, slopes, strict=True):
                    total += slope if source == name else 0
        return total

    def learned(self, grad: np.ndarray) -> dict[str, np.ndarray]:
        """The gradients of all parameters."""
        return {
            f"{node.name}.{name}": slope
            for node in self._nodes.values()
            for name, slope in self._back(node, grad)[1].items()
        }

    def _weights(self, node: Node) -> dict[str, np.ndarray]:
        mark = f"{node.name}."
        named = (name for name in self._state if name.rpartition(".")[0] == node.name)
        return {name.removeprefix(mark): self._state[name].copy() for name in named}

    def _run(self, node: Node) -> tuple[np.ndarray, object]:
        inputs = [self.output(name) for name in node.inputs]
        if isinstance(node.layer, Add):
            return sum(inputs[1:], inputs[0]), None
        if isinstance(node.layer, Concat):
            return np.concatenate(inputs, axis=1), None
        return node.layer.forward(inputs[0], self._weights(node), self._mode)

    def _back(
        self, node: Node, grad: np.ndarray
    ) -> tuple[Sequence[np.ndarray], dict[str, np.ndarray]]:
        slope = self.slope(node.name, grad)
        if isinstance(node.layer, Add):
            return [slope] * len(node.inputs), {}
        if isinstance(node.layer, Concat):
            ends = np.cumsum([self.output(name).shape[1] for name in node.inputs])
            return np.split(slope, ends[:-1], axis=1), {}
        saved = self._run(node)[1]
        given = np.ascontiguousarray(slope)
        of_input, learned = node.layer.backward(given, saved, self._weights(node), True, self._mode)
        return [of_input], learned

"""The nodes of a network that branches: layers with names, and what each of them reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.checks import instance, listed, shown
from engine.networks.layers.base import LayerInfo

INPUT = "input"
"""The name by which a node reads the network's own input."""

_LONGEST = 100  # letters of a name


@dataclass(frozen=True)
class Node:
    """A layer of a `Graph`: its name, and the names of the nodes whose outputs it reads.

    Its weights are called by its name, as in PyTorch: "up.weight". "input" is the network's input.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no layer, or no usable name.
    """

    name: str
    layer: LayerInfo
    inputs: tuple[str, ...] = (INPUT,)

    def __post_init__(self) -> None:
        instance(self.name, "the name of a node", str, "a text")
        if not 0 < len(self.name) <= _LONGEST or not self.name.isprintable():
            raise ValueError(
                f"the name of a node is {shown(self.name)}; it must be 1 to {_LONGEST} letters"
            )
        if self.name == INPUT:
            raise ValueError(f'no node can be named "{INPUT}", as the input of the network is')
        what = f'of node "{self.name}"'
        instance(self.layer, f"the layer {what}", LayerInfo, "one of engine.networks")
        names = listed(self.inputs, f"inputs {what}", str, "names of nodes")
        if not names:
            raise ValueError(f'node "{self.name}" reads nothing; it must have an input')
        object.__setattr__(self, "inputs", tuple(names))

    @property
    def place(self) -> str:
        """The node in a sentence."""
        return f'node "{self.name}"'

    @property
    def called(self) -> str:
        """The node and its layer in a sentence."""
        return f"{self.place}, {self.layer.title}"


class _InLine(Node):
    """A layer of a `Sequential`: its name is its number."""

    @property
    def place(self) -> str:
        return f"layer {int(self.name) + 1}"


def in_line(layers: Iterable[LayerInfo]) -> tuple[Node, ...]:
    """Return layers one after the other as nodes, with PyTorch's names: "0", "1", …."""
    return tuple(
        _InLine(str(number), layer, (str(number - 1) if number else INPUT,))
        for number, layer in enumerate(layers)
    )


def as_nodes(network: Sequence[LayerInfo] | Sequence[Node]) -> tuple[Node, ...]:
    """Return layers in a line as nodes, and nodes as they are; TypeError for anything else."""
    known = listed(network, "the network", (LayerInfo, Node), "layers or nodes")
    nodes = tuple(one for one in known if isinstance(one, Node))
    return nodes or in_line(one for one in known if isinstance(one, LayerInfo))


def are_in_line(nodes: Sequence[Node]) -> bool:
    """Tell whether `in_line` has made the nodes, so that a `Sequential` holds them."""
    return all(isinstance(node, _InLine) for node in nodes)


def checked_nodes(nodes: object) -> tuple[Node, ...]:
    """Return `nodes`, which must be a list of them; TypeError else."""
    given = listed(nodes, "nodes", Node, "nodes of engine.networks")
    return tuple(node for node in given if isinstance(node, Node))


def sources(nodes: Sequence[Node]) -> tuple[tuple[int, ...], ...]:
    """Return what each node reads: 0 is the network's input, k the output of the k-th node.

    Raises ValueError, in one sentence, where names are used twice or not known, where a node reads
    one that comes only after it, so that the network may go round in a circle, and where nobody
    reads a node that is not the last.
    """
    every, known = {node.name for node in nodes}, {INPUT: 0}
    found: list[tuple[int, ...]] = []
    for number, node in enumerate(nodes, 1):
        for name in node.inputs:
            if name not in known:
                raise ValueError(_unknown(node, name, every))
        if node.name in known:
            raise ValueError(f'two nodes are named "{node.name}"')
        found.append(tuple(known[name] for name in node.inputs))
        known[node.name] = number
    read = {source for one in found for source in one}
    for number, node in enumerate(nodes[:-1], 1):
        if number not in read:
            raise ValueError(
                f"nobody reads {node.place}, and the network's output is that of the last,"
                f' "{nodes[-1].name}"'
            )
    return tuple(found)


def _unknown(node: Node, name: str, every: set[str]) -> str:
    if name == node.name:
        return f"{node.place} reads itself"
    if name not in every:
        return f"{node.place} reads {shown(name)}, and no node is named so"
    return (
        f'{node.place} reads "{name}", which comes only after it; a node reads the input and nodes'
        " before it, so that nothing goes round in a circle"
    )

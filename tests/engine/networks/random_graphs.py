"""Networks that branch as nobody has thought of: any node may read any before it."""

from collections import defaultdict

import numpy as np

from engine import networks as nn
from engine.networks import Graph, Node

SHAPE = (2, 4, 3)
_MOST_CELLS, _MOST_CHANNELS = 4, 6  # plain Python computes them too


def random_graph(rng: np.random.Generator, nodes: int = 12) -> Graph:
    """So many nodes, then the mean of each that nobody reads, and a dense layer; float64."""
    made: list[Node] = []
    shapes = {"input": SHAPE}
    while len(made) < nodes:
        name = f"n{len(made)}"
        node = _node(name, shapes, rng)
        shapes[name] = node.layer.joined_shape([shapes[source] for source in node.inputs])
        made.append(node)
    read = {source for node in made for source in node.inputs}
    ends = [node.name for node in made if node.name not in read]
    for name in ends:
        made.append(Node(f"{name}.mean", nn.AdaptiveAvgPool2d(1), (name,)))
        made.append(Node(f"{name}.row", nn.Flatten(), (f"{name}.mean",)))
    made.append(Node("rows", nn.Concat(), tuple(f"{name}.row" for name in ends)))
    numbers = sum(shapes[name][0] for name in ends)
    made += [
        Node("scores", nn.Linear(numbers, 3), ("rows",)),
        Node("end", nn.Softmax(), ("scores",)),
    ]
    return Graph(SHAPE, made, int(rng.integers(1 << 30)), dtype=np.float64)


def _node(name: str, shapes: dict[str, tuple[int, ...]], rng: np.random.Generator) -> Node:
    """Any layer that fits onto any node; those that join read up to three, perhaps one twice."""
    source = str(rng.choice(list(shapes)))
    channels, height, width = shapes[source]
    fitting = [
        nn.ReLU(),
        nn.Tanh(),
        nn.BatchNorm2d(channels),
        nn.Conv2d(channels, channels, 3, padding=1),
    ]
    fitting += [nn.ReLU(), nn.Dropout(0.5), nn.Dropout(0.5)]
    if min(height, width) >= 2:
        fitting += [nn.MaxPool2d(2)] * 2
    if max(height, width) <= _MOST_CELLS:
        fitting += [nn.Upsample(2), nn.ConvTranspose2d(channels, channels, 2, 2)]
    layer = fitting[rng.integers(len(fitting))]
    if rng.random() < 0.6:
        return Node(name, layer, (source,))
    groups = defaultdict(list)
    for other, shape in shapes.items():
        groups[shape[1:]].append(other)
    joined = [str(one) for one in rng.choice(groups[height, width], rng.integers(1, 4))]
    same = [other for other in joined if shapes[other] == shapes[source]]
    if sum(shapes[one][0] for one in joined) <= _MOST_CHANNELS and rng.random() < 0.5:
        return Node(name, nn.Concat(), tuple(joined))
    return Node(name, nn.Add(), (source, *same))

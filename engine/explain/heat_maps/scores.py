"""What every explanation asks of a network: a class's score, its probability, its gradients.

The score is what stands before a last softmax or sigmoid, as in the papers. Nothing is learned, and
nothing of the network changes.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from engine.checks import Array, float_array, instance, one_of, real_array, times, whole
from engine.networks.graph import Graph
from engine.networks.layers.activation import Sigmoid
from engine.ops.activations import sigmoid
from engine.ops.losses import softmax

AT_ONCE = 64
"""Samples that go through a network together, so that memory stays small."""
_WORK_AT_ONCE = 10**10  # multiply-adds after which one wants to hear how far it is
_NUMBERS_AT_ONCE = 64 * 3 * 32 * 32  # of the input

Tell = Callable[[float], None]
"""Is called with the share that is done, from time to time; what it raises breaks off."""


def silent(share: float) -> None:
    """Tell nobody."""


def at_once(network: Graph) -> int:
    """Return how many samples go through a network together: of a large one few."""
    work, numbers = network.table.multiply_adds, math.prod(network.input_shape)
    most = min(_WORK_AT_ONCE // max(1, work), _NUMBERS_AT_ONCE // max(1, numbers))
    return min(AT_ONCE, max(1, most))


@dataclass(frozen=True)
class Slopes:
    """A node's output (the input, without a node), and the score's gradients of it and of x."""

    output: Array
    of_output: Array
    of_input: Array


def check_network(network: object) -> Graph:
    """Return `network`, which must be a Graph or a Sequential; TypeError else."""
    instance(network, "network", Graph, "a Graph or a Sequential")
    assert isinstance(network, Graph)
    return network


def layer_number(network: object, layer: object, called: str = "layer") -> int:
    """Return the number of a node, from 0 on, by its name or number; `called` in an error."""
    made = check_network(network)
    names = tuple(node.name for node in made.nodes[: made.scoring_layers])
    if isinstance(layer, int):
        return whole(layer, called, 0, len(names) - 1)
    return names.index(one_of(layer, called, names))


def check_maps(network: Graph, number: int) -> tuple[int, int, int]:
    """Return a node's (channels, height, width); ValueError where it gives a row of numbers."""
    shape = network.table.rows[number].output
    if len(shape) != 3:
        raise ValueError(
            f"{network.nodes[number].called}: its output is a row of numbers; a heat map needs maps"
        )
    return shape[0], shape[1], shape[2]


def check_image(network: object) -> tuple[int, int, int]:
    """Return the (channels, height, width) that a network takes; ValueError for a row."""
    shape = check_network(network).input_shape
    if len(shape) != 3:
        raise ValueError(
            f"the network takes a row of {times(shape)} numbers; this needs one that takes images"
        )
    return shape[0], shape[1], shape[2]


def check_batch(network: Graph, x: object) -> Array:
    """Return `x` as the network takes it, N × its input shape; ValueError or TypeError else."""
    network.trace(x, layers=0)
    return float_array(x, "the batch", dtype=network.dtype)


def classes(network: Graph, target: object, samples: int) -> Array:
    """Return the class of each of so many samples; ValueError or TypeError for no such class."""
    rows = network.table.rows[: network.scoring_layers]
    shape = rows[-1].output if rows else network.input_shape
    if len(shape) != 1:
        raise ValueError(f"the network's output is {times(shape)}; it must be a row of scores")
    if not isinstance(target, list | tuple) and getattr(target, "ndim", 0) == 0:
        return np.full(samples, whole(target, "target", 0, shape[0] - 1))
    chosen = real_array(target, "target")
    if chosen.shape != (samples,) or chosen.dtype.kind not in "iu":
        raise ValueError(f"target must be a class, or one for each of the {samples} samples")
    if chosen.min() < 0 or chosen.max() >= shape[0]:
        raise ValueError(f"target holds a class that is not from 0 to {shape[0] - 1}")
    return chosen


def score_slopes(
    network: object, x: object, target: object, number: int | None = None, guided: bool = False
) -> Slopes:
    """Return a node's output, and the gradients of a class's score; without a number, of x alone.

    `guided` as in `Graph.backward`.
    """
    made, keep = check_network(network), number is not None
    trace = made.trace(x, keep=keep or guided, layers=made.scoring_layers)
    scores = trace.output
    grad = np.zeros_like(scores)
    grad[np.arange(len(scores)), classes(made, target, len(scores))] = 1
    gradients = made.backward(trace, grad, needs_input_grad=True, keep=keep, guided=guided)
    assert gradients.input is not None
    if number is None:
        return Slopes(gradients.input, gradients.input, gradients.input)
    return Slopes(trace.activations[number], gradients.activations[number], gradients.input)


def score(network: Graph, x: Array, chosen: Array) -> Array:
    """Return the score of each sample's class."""
    found: Array = network.trace(x, layers=network.scoring_layers).output
    return found[np.arange(len(x)), chosen]


def probability(network: Graph, x: Array, chosen: Array) -> Array:
    """Return the probability of each sample's class: the network's own, or the scores' softmax."""
    return score_and_probability(network, x, chosen)[1]


def score_and_probability(network: Graph, x: Array, chosen: Array) -> tuple[Array, Array]:
    """Return the score of each sample's class and its probability, from one way through."""
    scores = network.trace(x, layers=network.scoring_layers).output
    here = np.arange(len(x)), chosen
    return scores[here], _probabilities(network, scores)[here]


def probabilities(network: Graph, x: object) -> Array:
    """Return the probability of every class, N×classes; as a row of sigmoids they need not be 1."""
    made = check_network(network)
    scores = made.trace(x, layers=made.scoring_layers).output
    classes(made, 0, len(scores))
    return _probabilities(made, scores)


def _probabilities(network: Graph, scores: Array) -> Array:
    if network.layers and isinstance(network.layers[-1], Sigmoid):
        return sigmoid(scores)
    return softmax(scores, axis=1)


def portions(count: int) -> Iterable[slice]:
    """Cut a number of samples into runs of at most `AT_ONCE`."""
    return (slice(first, min(first + AT_ONCE, count)) for first in range(0, count, AT_ONCE))

"""One step of training: forward, loss, backward, new weights."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.checks import Array, instance, one_of, real_array
from engine.kernels import readiness
from engine.networks.graph import Gradients, Graph
from engine.networks.optimisers import Optimiser
from engine.ops.losses import binary_cross_entropy, cross_entropy, hinge_loss

Loss = Callable[[Array, Array], tuple[float, Array]]


@dataclass(frozen=True)
class Step:
    """What a step has seen: the loss and the scores of its batch before the weights changed.

    `activations` are the outputs of all layers, if they were to be kept.
    """

    loss: float
    scores: Array
    activations: tuple[Array, ...]
    gradients: Gradients


def step(
    network: Graph,
    optimiser: Optimiser,
    x: object,
    target: object,
    loss: str = "cross_entropy",
    rng: np.random.Generator | None = None,
    keep: bool = False,
) -> Step:
    """Change the weights of `network` once, by a batch `x` and its classes `target`.

    `loss` is "cross_entropy", "hinge_loss" or "binary_cross_entropy". A last softmax or sigmoid
    is left out: the losses take scores. `rng` is for dropout; `keep` keeps the activations and
    their gradients.

    `x` is N × the network's input shape, `target` N classes from 0 on (for "binary_cross_entropy"
    also 0 to 1 for every score). Raises ValueError or TypeError, in one sentence, where they do not
    fit.
    """
    instance(network, "network", Graph, "a Graph or a Sequential")
    instance(optimiser, "optimiser", Optimiser, "an Optimiser")
    function = LOSSES[one_of(loss, "loss", tuple(LOSSES))]
    readiness.wait()
    trace = network.trace(x, True, rng, keep, network.scoring_layers)
    value, grad = function(trace.output, real_array(target, "target"))
    gradients = network.backward(trace, grad, keep=keep)
    optimiser.step(network.parameters, gradients.parameters)
    return Step(value, trace.output, trace.activations, gradients)


def _yes_or_no(scores: Array, target: Array) -> tuple[float, Array]:
    """Return binary cross-entropy of every score; a class means yes there, no elsewhere."""
    if target.shape == scores.shape[:1] and target.dtype.kind in "iub":
        count = scores.shape[1]
        classes = np.arange(count) if count > 1 else np.ones(1, int)
        if target.size and not 0 <= target.min() <= target.max() <= max(1, count - 1):
            raise ValueError(f"target holds a class that is not from 0 to {max(1, count - 1)}")
        target = target[:, None] == classes
    return binary_cross_entropy(scores, target)


LOSSES: dict[str, Loss] = {
    "cross_entropy": cross_entropy,
    "hinge_loss": hinge_loss,
    "binary_cross_entropy": _yes_or_no,
}

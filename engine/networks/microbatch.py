"""A step of training taken a few samples at a time, for who must not be busy for long at a stretch.

The loss is a mean over the batch, so its gradient is the weighted sum of the gradients of its
parts. How the batch is divided is the caller's choice and must not depend on the clock: the same
parts give the same bits. Sums in another order differ from those of `step` by rounding; one part
gives exactly what `step` gives. Batch normalisation takes the statistics of each part ("ghost
batches", Hoffer et al., 2017), so there the parts should not be small.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from engine.checks import Array, one_of, real_array, whole
from engine.kernels import readiness
from engine.networks.graph import Graph
from engine.networks.optimisers import Optimiser
from engine.networks.training import LOSSES


@dataclass(frozen=True)
class Outcome:
    """The loss and the scores of a batch before the weights changed."""

    loss: float
    scores: Array


def accumulate_step(
    network: Graph,
    optimiser: Optimiser,
    x: Array,
    target: Array,
    samples: int,
    loss: str = "cross_entropy",
    rng: np.random.Generator | None = None,
) -> Generator[None, None, Outcome]:
    """Change the weights of `network` once, as `step`, with `samples` of the batch at a time.

    The parts are of equal size, or differ by one. A generator that yields after each, and at last
    returns the `Outcome`. The weights change in the last part, and not at all if the generator is
    given up before.

    Raises ValueError or TypeError as `step`.
    """
    function = LOSSES[one_of(loss, "loss", tuple(LOSSES))]
    classes = real_array(target, "target")
    count = whole(samples, "samples", 1)
    readiness.wait()
    total, sums, scores = 0.0, None, []
    parts = max(1, -(-len(x) // count))
    for part in range(parts):
        if part:
            yield
        here = slice(len(x) * part // parts, len(x) * (part + 1) // parts)
        trace = network.trace(x[here], True, rng, layers=network.scoring_layers)
        value, grad = function(trace.output, classes[here])
        share = len(trace.output) / len(x)
        if share < 1:
            grad *= grad.dtype.type(share)
        gradients = network.backward(trace, grad).parameters
        sums = gradients if sums is None else {name: sums[name] + gradients[name] for name in sums}
        total += share * value
        scores.append(trace.output)
    optimiser.step(network.parameters, sums or {})
    return Outcome(total, np.concatenate(scores))

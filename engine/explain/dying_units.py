"""Hidden units that stop learning: their derivative is 0 on every picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from engine.checks import real_number, whole
from engine.explain.activation_curves import Function
from engine.explain.activation_layers import digit_inputs, network
from engine.networks.optimisers import SGD
from engine.networks.training import step

UNITS, BATCH = 64, 32
STEPS, EVERY = 200, 5
PROBE = 400
"""Pictures on which a unit must be flat to count."""


@dataclass(frozen=True)
class Count:
    """After `step` steps: units without any gradient, those never above 0, and the loss."""

    step: int
    dead: int
    negative: int
    loss: float


def train(function: Function, rate: float, seed: int = 0, steps: int = STEPS) -> Iterator[Count]:
    """Train one hidden layer of `UNITS` units on digits, and count every `EVERY` steps.

    Yields the untrained network first, and ends where the loss diverges. `rate` is SGD's; weights
    and batches are drawn by `seed`.
    """
    learner = network(function, 1, UNITS, whole(seed, "seed", 0))
    optimiser = SGD(real_number(rate, "rate", minimum=0))
    x, labels = digit_inputs()
    rng = np.random.default_rng(seed)
    loss = float("nan")
    for done in range(steps + 1):
        if done:
            batch = rng.integers(0, len(x), BATCH)
            loss = step(learner, optimiser, x[batch], labels[batch]).loss
            if not np.isfinite(loss):  # no number is positive or negative any more
                return
        if done % EVERY == 0:
            sums = learner.trace(x[:PROBE], layers=1).output
            flat = (function.slope(sums) == 0).all(axis=0)
            yield Count(done, int(flat.sum()), int((sums <= 0).all(axis=0).sum()), loss)


def compare(
    trained: Sequence[tuple[Function, float]], seed: int = 0, steps: int = STEPS
) -> Iterator[tuple[int, Count]]:
    """Train with several functions and rates side by side, all from one `seed`.

    Yields the counts of `train` in turn, each behind its place in `trained`; one that diverges is
    left out from there on.
    """
    sources = [train(function, rate, seed, steps) for function, rate in trained]
    for counts in zip_longest(*sources):
        yield from ((which, one) for which, one in enumerate(counts) if one is not None)

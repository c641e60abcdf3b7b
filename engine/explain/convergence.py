"""How many steps a network needs to the same loss with one activation function and another.

The claim that is tried: "ReLU converges six times faster" (Krizhevsky et al., 2012: than tanh, in a
four-layer convolutional network, to 25 % training error on CIFAR-10).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.checks import real_number, whole
from engine.explain.activation_curves import Function
from engine.explain.activation_layers import digit_inputs, network
from engine.networks.optimisers import SGD
from engine.networks.training import step
from engine.ops.losses import cross_entropy

DEPTH, UNITS, BATCH = 2, 32, 64
EVERY, MOST = 5, 1000
JUDGED = 256
"""Pictures on which the loss is measured, every `EVERY` steps."""


@dataclass(frozen=True)
class Loss:
    """The training loss of the first (0) or the second (1) function after `step` steps."""

    seed: int
    which: int
    step: int
    loss: float


@dataclass(frozen=True)
class Race:
    """Steps of both functions until the loss was reached; None: not in `MOST` steps."""

    seed: int
    first: int | None
    second: int | None

    @property
    def ratio(self) -> float | None:
        """How many times as many steps the first took; a bound where only it did not arrive.

        Who has the loss untrained, after 0 steps, counts as having taken one.
        """
        if self.second is None:
            return None if self.first is None else max(1, self.first) / MOST
        return (MOST if self.first is None else max(1, self.first)) / max(1, self.second)


def races(
    first: Function, second: Function, rate: float, loss: float, seed: int, count: int
) -> Iterator[Loss | Race]:
    """Train both from `count` seeds: the same batches, the same learning rate, the same goal.

    Yields the losses of both in turn, and after each seed its `Race`.
    """
    real_number(rate, "rate", above=0), real_number(loss, "loss", above=0)
    for number in range(whole(seed, "seed", 0), seed + whole(count, "count", 1)):
        running = {which: _losses(one, rate, number) for which, one in enumerate((first, second))}
        arrived: list[int | None] = [None, None]
        while running:
            for which, learner in list(running.items()):
                steps, found = next(learner, (MOST, float("nan")))
                if np.isfinite(found):
                    yield Loss(number, which, steps, found)
                if found <= loss:
                    arrived[which] = steps
                if found <= loss or not np.isfinite(found):
                    del running[which]
        yield Race(number, *arrived)


def _losses(function: Function, rate: float, seed: int) -> Iterator[tuple[int, float]]:
    """Take `MOST` steps of SGD; yield how many were taken, and the loss, every `EVERY` steps."""
    learner, optimiser = network(function, DEPTH, UNITS, seed), SGD(rate)
    x, labels = digit_inputs()
    rng = np.random.default_rng(seed)
    for done in range(MOST + 1):
        if done:
            batch = rng.integers(0, len(x), BATCH)
            step(learner, optimiser, x[batch], labels[batch])
        if done % EVERY == 0:
            yield done, cross_entropy(learner(x[:JUDGED]), labels[:JUDGED])[0]

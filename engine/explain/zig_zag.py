"""Gradient descent in the plane of two weights whose inputs are always positive, or about 0.

The unit computes w₀·x₀ + w₁·x₁. The gradient of one sample is δ·(x₀, x₁): where both inputs are
positive, both weights move the same way, and a goal to the lower right is reached in zig-zag only
(LeCun et al., "Efficient BackProp", 1998, section 4.3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.checks import flag, whole
from engine.explain.activation_curves import Function

Floats = NDArray[np.float64]

START, GOAL = (-1.0, 1.0), (1.0, -1.0)
SAMPLES, STEPS = 64, 400
NEAR = 0.1
RATE = 0.5  # times what would correct the error on an average sample at once


@dataclass(frozen=True)
class Descent:
    """The weights after every step (steps+1 × 2), and the inputs that they were learned from.

    `both` is the number of steps that change both weights, `same_sign` the share of them that moves
    both the same way, 0 where there are none; `arrival` is the first step from which on the weights
    are within `NEAR` of the goal, None if there is none.
    """

    weights: Floats
    inputs: Floats
    both: int
    same_sign: float
    arrival: int | None

    @property
    def detour(self) -> float:
        """How many times as long as the straight line the path is, as far as the arrival."""
        moves = np.diff(self.weights[: None if self.arrival is None else self.arrival + 1], axis=0)
        return float(np.linalg.norm(moves, axis=1).sum() / np.linalg.norm(np.subtract(GOAL, START)))


def descend(function: Function, centred: bool, seed: int = 0) -> Descent:
    """Take `STEPS` steps of stochastic gradient descent, one sample each.

    The inputs are what the function makes of N(0, 1); `centred` takes their mean away. The target
    is what the goal's weights give, so that the error can be 0.
    """
    rng = np.random.default_rng(whole(seed, "seed", 0))
    inputs = function(rng.standard_normal((SAMPLES, 2))).astype(np.float64)
    if flag(centred, "centred"):
        inputs -= inputs.mean(axis=0)
    order = rng.integers(0, SAMPLES, STEPS)
    power = np.mean(np.sum(inputs**2, axis=1))
    rate = RATE / power if power else 0.0  # a constant, its mean taken away, moves nothing
    weights = np.empty((STEPS + 1, 2))
    weights[0] = START
    for step, sample in enumerate(order):
        x = inputs[sample]
        error = (weights[step] - GOAL) @ x
        weights[step + 1] = weights[step] - rate * error * x
    moves = np.diff(weights, axis=0)
    moved = moves[np.abs(moves).min(axis=1) > 0]
    same = float((moved[:, 0] * moved[:, 1] > 0).mean()) if len(moved) else 0.0
    return Descent(weights, inputs, len(moved), same, _arrival(weights))


def _arrival(weights: Floats) -> int | None:
    away = np.linalg.norm(weights - GOAL, axis=1) > NEAR
    if away[-1]:
        return None
    return int(np.flatnonzero(away)[-1]) + 1 if away.any() else 0

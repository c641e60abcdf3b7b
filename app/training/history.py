"""What a run remembers of its steps, and the curves that are drawn of it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np

POINTS = 240
"""A curve of more steps than these is drawn by the means of neighbours."""
_FINER = 0.06
"""Its points are of fewer neighbours at the start, where most is learned: of such a share of the
steps before them."""


@dataclass(frozen=True)
class ValidationPoint:
    """How the network did on the pictures held out, after so many steps."""

    step: int
    loss: float
    accuracy: float


@dataclass
class History:
    """`losses` and `accuracies` (of each batch) have one entry a step."""

    losses: array[float] = field(default_factory=lambda: array("d"))
    accuracies: array[float] = field(default_factory=lambda: array("d"))
    validation: list[ValidationPoint] = field(default_factory=list)
    changes: list[tuple[int, str]] = field(default_factory=list)

    @property
    def steps(self) -> int:
        return len(self.losses)

    def add(self, loss: float, accuracy: float) -> None:
        """One more step."""
        self.losses.append(loss)
        self.accuracies.append(accuracy)


def starts(steps: int) -> list[int]:
    """Return the first step of each point of a curve of so many steps."""
    most = max(1, -(-steps // POINTS))
    found, step = [], 0
    while step < steps:
        found.append(step)
        step += max(1, min(most, int(_FINER * step)))
    return found


def means(numbers: array[float], starts: list[int]) -> list[float]:
    """Return the mean from each start to the next, as far as there are numbers."""
    values = np.frombuffer(numbers, np.float64) if numbers else np.empty(0)
    known = [start for start in starts if start < len(values)]
    if not known:
        return []
    counts = np.diff([*known, len(values)])
    return [float(f"{mean:.4g}") for mean in np.add.reduceat(values, known) / counts]


def identical_steps(one: History, other: History) -> int:
    """How many first steps have exactly, bit for bit, the same loss in both."""
    count = min(one.steps, other.steps)
    a, b = (np.array(each.losses[:count]) for each in (one, other))
    different = np.flatnonzero(a != b)
    return int(different[0]) if len(different) else count

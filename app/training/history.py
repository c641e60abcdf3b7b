"""What a run remembers of its steps, and the curves that are drawn of it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np

POINTS = 240
"""A curve of more steps than these is drawn by the means of equally many neighbours."""


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


def means(numbers: array[float], width: int) -> list[float]:
    """Means of `width` neighbours each; the last may be of fewer."""
    values = np.frombuffer(numbers, np.float64) if numbers else np.empty(0)
    starts = np.arange(0, len(values), width)
    if not len(starts):
        return []
    counts = np.minimum(width, len(values) - starts)
    return [float(f"{mean:.4g}") for mean in np.add.reduceat(values, starts) / counts]


def width_for(steps: int) -> int:
    """How many steps become one point."""
    return max(1, -(-steps // POINTS))


def identical_steps(one: History, other: History) -> int:
    """How many first steps have exactly, bit for bit, the same loss in both."""
    count = min(one.steps, other.steps)
    a, b = (np.array(each.losses[:count]) for each in (one, other))
    different = np.flatnonzero(a != b)
    return int(different[0]) if len(different) else count

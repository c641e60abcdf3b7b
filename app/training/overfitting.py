"""Where training accuracy and validation accuracy part."""

import math
from dataclasses import dataclass

import numpy as np

from app.training.run import Run

GAP = 0.1
"""From such a gap between the two accuracies on it is called overfitting, if it is no chance."""
_LEAST = 10  # validation pictures, of which chance can be told


@dataclass(frozen=True)
class Gap:
    """Both accuracies after step `step`, each a share of 1.

    `training` is the mean over the batches of the last epoch, `validation` that of `count`
    pictures. The validation loss was `best_loss` after step `best_step`, its lowest, and is `loss`.
    """

    step: int
    training: float
    validation: float
    count: int
    loss: float
    best_loss: float
    best_step: int

    @property
    def width(self) -> float:
        return self.training - self.validation

    @property
    def may_be_chance(self) -> bool:
        """Whether the training accuracy lies in the 95% interval of the validation accuracy.

        It is Agresti & Coull's (1998), which does not shrink to a point at 0 and 1.
        """
        count = self.count + 4
        share = (self.validation * self.count + 2) / count
        highest = share + 2 * math.sqrt(share * (1 - share) / count)
        return self.count < _LEAST or self.training <= highest

    @property
    def is_overfitting(self) -> bool:
        return round(self.width, 3) >= GAP and not self.may_be_chance

    @property
    def sentence(self) -> str:
        """Return both numbers, the gap, and the rule by which it is called what it is."""
        both = (
            f"After step {self.step:,}: training accuracy {self.training:.1%} (mean of the last"
            f" epoch's batches), validation accuracy {self.validation:.1%}"
        )
        if round(self.width, 3) <= 0:
            return f"{both}. No gap: no overfitting."
        points, rule = f"a gap of {100 * self.width:.1f} percentage points", f"{100 * GAP:.0f}"
        if self.is_overfitting:
            return (
                f"Overfitting. {both}: {points}; from {rule} on it is called overfitting here."
                f" {self._loss}"
            )
        if round(self.width, 3) >= GAP:
            pictures = "picture" if self.count == 1 else "pictures"
            return f"{both}: {points}. On {self.count} validation {pictures} that can be chance."
        return f"{both}: {points}. From {rule} on it is called overfitting here."

    @property
    def _loss(self) -> str:
        if self.loss <= self.best_loss:
            return "The validation loss is at its lowest so far."
        return (
            f"The validation loss was lowest after step {self.best_step:,} ({self.best_loss:.3g});"
            f" now it is {self.loss:.3g}."
        )


def gap(run: Run) -> Gap | None:
    """Return the gap after the last evaluation; None before the weights have learned an epoch.

    Weights that came from a file, or went back to former ones, begin anew.
    """
    with run.lock:
        points, per_epoch = run.history.validation, run.steps_per_epoch
        count = len(run.evaluation.labels) if run.evaluation else 0
        if not points or not count or points[-1].step - run.learned_from < per_epoch:
            return None
        last = points[-1]
        best = min(points, key=lambda point: point.loss if math.isfinite(point.loss) else math.inf)
        batches = run.history.accuracies[last.step - per_epoch : last.step]
        return Gap(
            last.step,
            float(np.mean(batches)),
            last.accuracy,
            count,
            last.loss,
            best.loss,
            best.step,
        )

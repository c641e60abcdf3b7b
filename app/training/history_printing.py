"""A run's history as a figure to print, by Matplotlib, loaded when somebody asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app import figures
from app.training.history_charts import Curves, lines

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKERS = {"circle": "o", "square": "s", "diamond": "D", "cross": "P"}


def figure(found: Sequence[Curves]) -> Figure:
    """Draw the loss and the accuracy over the steps: lines for training, dashes for validation."""
    made = figures.empty(12, 5)
    for axes, what in zip(made.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for line in lines(found, what):
            look = f"--{_MARKERS[line.marker]}" if line.is_validation else "-"
            values = np.array(line.values, np.float64)  # not a number where there is none
            axes.plot(line.steps, values, look, color=line.colour, label=line.name, markersize=5)
        axes.set(title=what.capitalize(), xlabel="step")
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
        if what == "accuracy":
            axes.yaxis.set_major_formatter("{x:.0%}")
    return made

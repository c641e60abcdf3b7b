"""A run's history to explore at rest: curves by Plotly, loaded where shown, a sentence, a table."""

from __future__ import annotations

import csv
import io
import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app import charts, formulas
from app.training.history import History
from app.training.run import Run

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_POINTS = 2000
"""A curve of more steps than these is drawn by the means of neighbours."""
_LOOKS = ((charts.BLUE, "circle"), (charts.ORANGE, "square"))
_PREVIOUS_LOOKS = ((charts.GREY, "diamond"), (charts.BROWN, "cross"))
"""Colour and marker of each run."""


@dataclass(frozen=True)
class Curves:
    """A history under its title: a run's, or what it was before it was rewound."""

    title: str
    history: History
    colour: str
    marker: str
    is_previous: bool
    steps_per_epoch: int


@dataclass(frozen=True)
class Line:
    """A line of the chart: its numbers, None where they are not finite, and its looks."""

    name: str
    steps: list[int]
    values: list[float | None]
    colour: str
    marker: str
    is_validation: bool


def curves(runs: Sequence[Run]) -> list[Curves]:
    """Copy what every run remembers, the previous one after each; those without a step are none."""
    found = []
    for run, look, previous_look in zip(runs, _LOOKS, _PREVIOUS_LOOKS, strict=False):
        with run.lock:
            both = [(run.history, run.title, look, False)]
            if run.ghost:
                both.append((run.ghost, f"{run.title}, previous run", previous_look, True))
            found += [
                Curves(title, _copy(history), *looks, is_previous, run.steps_per_epoch)
                for history, title, looks, is_previous in both
                if history.steps
            ]
    return found


def _copy(history: History) -> History:
    return History(
        history.losses[:], history.accuracies[:], list(history.validation), list(history.changes)
    )


def sentence(one: Curves) -> str:
    """Say where a history ends: its losses and accuracies, and the best validation."""
    history = one.history
    last = slice(-min(one.steps_per_epoch, history.steps), None)
    said = (
        f"{one.title}: after step {history.steps:,}, training loss"
        f" {formulas.short(float(np.mean(history.losses[last])), 3)} and accuracy"
        f" {np.mean(history.accuracies[last]):.1%} (means of the last epoch)"
    )
    if not history.validation:
        return f"{said}."
    final = history.validation[-1]
    best = max(history.validation, key=lambda point: point.accuracy)
    return (
        f"{said}; validation loss {formulas.short(final.loss, 3)} and accuracy"
        f" {final.accuracy:.1%}, at best {best.accuracy:.1%} after step {best.step:,}."
    )


def lines(found: Sequence[Curves], what: str) -> list[Line]:
    """Return the lines of the "loss" or "accuracy" of all histories, previous runs first."""
    made = []
    for one in sorted(found, key=lambda one: not one.is_previous):
        steps, values = thinned(one.history.losses if what == "loss" else one.history.accuracies)
        points = one.history.validation
        known = [point.loss if what == "loss" else point.accuracy for point in points]
        at = [point.step for point in points]
        looks = one.colour, one.marker
        made += [
            Line(f"{one.title}, training", steps, _drawable(values), *looks, False),
            Line(f"{one.title}, validation", at, _drawable(known), *looks, True),
        ]
    return made


def chart(found: Sequence[Curves], what: str) -> Figure:
    """Draw the "loss" or "accuracy" over the steps: lines for training, dashes for validation.

    Previous runs lie behind.
    """
    from plotly.graph_objects import Figure

    figure = Figure()
    for line in lines(found, what):
        figure.add_scatter(
            x=line.steps,
            y=line.values,
            name=line.name,
            mode="lines+markers" if line.is_validation else "lines",
            line={
                "color": line.colour,
                "width": 2,
                "dash": "dash" if line.is_validation else "solid",
            },
            marker={"size": 7, "color": line.colour, "symbol": line.marker},
        )
    figure.update_layout(
        title={"text": what.capitalize(), "font": {"size": 16}},
        height=400 + 24 * len(figure.data),
        hovermode="x unified",
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        legend={"orientation": "h", "y": -0.2, "x": 0, "traceorder": "reversed"},
    )
    figure.update_xaxes(title_text="step")
    if what == "loss":
        figure.update_traces(hovertemplate="%{y:.4g}")
        figure.update_yaxes(rangemode="tozero")
    else:
        figure.update_traces(hovertemplate="%{y:.1%}")
        figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    return figure


def _drawable(values: Sequence[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


def thinned(values: array[float]) -> tuple[list[int], list[float]]:
    """Return steps, counted from 1, and values: all, or means of as many neighbours as needed.

    A mean stands at the last of its steps.
    """
    count = len(values)
    size = max(1, -(-count // _POINTS))
    starts = np.arange(0, count, size)
    ends = np.append(starts[1:], count)
    sums = np.add.reduceat(np.frombuffer(values, np.float64), starts)
    return ends.tolist(), [float(f"{mean:.6g}") for mean in sums / (ends - starts)]


COLUMNS = (
    *("run", "step", "epoch", "training loss", "training accuracy"),
    *("validation loss", "validation accuracy"),
)


def table_csv(found: Sequence[Curves]) -> str:
    """Return every step of every history for a spreadsheet; validation where it was computed."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for one in found:
        writer.writerows(_rows(one))
    return file.getvalue()


def _rows(one: Curves) -> Iterator[tuple[object, ...]]:
    history = one.history
    validated = {point.step: (point.loss, point.accuracy) for point in history.validation}
    for step in range(history.steps + 1):
        if step == 0 and step not in validated:
            continue
        batch = (history.losses[step - 1], history.accuracies[step - 1]) if step else ("", "")
        epoch = round(step / one.steps_per_epoch, 4)
        yield one.title, step, epoch, *batch, *validated.get(step, ("", ""))

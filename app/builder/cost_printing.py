"""The costs of a network as a figure to print, by Matplotlib, loaded when somebody asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import figures
from app.builder import cost_charts
from app.builder.cost_charts import COSTS
from engine.networks.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def figure(made: Table, is_log: bool) -> Figure:
    """Draw a bar for each layer and cost, with its number; the first layer stands at the top."""
    from matplotlib.ticker import EngFormatter

    every = cost_charts.bars(made)
    names = [bar.name for bar in every]
    drawn = figures.empty(13, 1.5 + 0.28 * len(names))
    panels = drawn.subplots(1, len(COSTS), sharey=True)
    for axes, cost in zip(panels, COSTS, strict=True):
        costs = [bar.of(cost) for bar in every]
        bars = axes.barh(names, costs, color=cost.colour)
        axes.bar_label(bars, [cost.write(one) for one in costs], padding=3, fontsize=8)
        axes.set(title=cost.title, xlabel=cost.axis)
        axes.margins(x=0.45, y=0.02)  # room for the numbers
        if not is_log:
            axes.xaxis.set_major_formatter(EngFormatter(sep=""))
        elif any(costs):
            axes.set_xscale("log")
    panels[0].invert_yaxis()
    return drawn

"""What each layer costs as bars, by Plotly, which is loaded where it is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app import charts
from app.builder import wording
from engine.networks.table import Row, Table

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True)
class Cost:
    """A column of the network's table: its numbers, and how they are written and come about."""

    title: str
    axis: str
    of: Callable[[Row], int]
    write: Callable[[int], str]
    place: int  # among the results of a row
    colour: str


def _grouped(count: int) -> str:
    return f"{count:,}"


COSTS = (
    Cost("Parameters", "parameters", lambda row: row.parameters, _grouped, 1, charts.BLUE),
    Cost(
        "Multiply-adds",
        "multiply-adds per image",
        lambda row: row.multiply_adds,
        _grouped,
        2,
        charts.DARK_ORANGE,
    ),
    Cost(
        "Memory",
        "bytes of the output, per image",
        lambda row: row.output_bytes,
        wording.size,
        3,
        charts.DARK_GREEN,
    ),
)
"""What is drawn, in the table's order."""


@dataclass(frozen=True)
class Bar:
    """What one bar stands for: a layer, or those of a block together."""

    name: str
    rows: tuple[Row, ...]

    def of(self, cost: Cost) -> int:
        """Return what they cost."""
        return sum(cost.of(row) for row in self.rows)

    def way(self, cost: Cost) -> str:
        """Say how a layer's cost comes about, or how many layers cost it."""
        if len(self.rows) > 1:
            return f"{len(self.rows)} layers together"
        return wording.results(self.rows[0], None)[cost.place][1]


def bars(made: Table) -> list[Bar]:
    """Return the layers of a network in a line, numbered from 1; of one that branches its blocks.

    The nodes "block1.conv", "block1.norm", … are a block, and so is each other node.
    """
    if made.is_numbered:
        named = enumerate(made.rows, 1)
        return [Bar(f"{number} {wording.title(row.layer)}", (row,)) for number, row in named]
    blocks = groupby(made.rows, key=lambda row: row.name.partition(".")[0])
    return [Bar(name, tuple(rows)) for name, rows in blocks]


def largest(made: Table, cost: Cost) -> str:
    """Say in a sentence which layer costs most, and its share of the whole; empty for no cost."""
    every = bars(made)
    total = sum(bar.of(cost) for bar in every)
    if not total:
        return ""
    where = max(every, key=lambda bar: bar.of(cost))
    most = where.of(cost)
    return (
        f"Most {cost.title.lower()}: {'layer ' * made.is_numbered}{where.name},"
        f" {cost.write(most)} of {cost.write(total)} ({most / total:.0%})."
    )


def chart(made: Table, cost: Cost, is_log: bool) -> "Figure":
    """Draw a bar for each layer, the first at the top; a cost of 0 has none."""
    from plotly.graph_objects import Figure

    every = bars(made)
    costs = [bar.of(cost) for bar in every]
    figure = Figure()
    figure.add_bar(
        x=costs,
        y=[bar.name for bar in every],
        orientation="h",
        marker={"color": cost.colour},
        text=[cost.write(one) if one else "0" for one in costs],
        textposition="auto",
        customdata=[bar.way(cost) for bar in every],
        hovertemplate="%{y}: %{text}<br>%{customdata}<extra></extra>",
    )
    figure.update_layout(
        title={"text": cost.title, "font": {"size": 16}},
        height=110 + 24 * max(4, len(costs)),
        margin={"l": 8, "r": 24, "t": 40, "b": 8},
        bargap=0.25,
    )
    figure.update_xaxes(
        title_text=cost.axis,
        type="log" if is_log else "linear",
        nticks=5,
        exponentformat="power" if is_log else "SI",
        dtick=1 if is_log else None,
    )
    figure.update_yaxes(autorange="reversed", automargin=True, dtick=1)
    return figure

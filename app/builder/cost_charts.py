"""What each layer costs as bars, by Plotly, which is loaded where it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


def names(rows: Sequence[Row]) -> list[str]:
    """Name the layers as on an axis, each once: numbered from 1."""
    return [f"{number} {wording.title(row.layer)}" for number, row in enumerate(rows, 1)]


def largest(made: Table, cost: Cost) -> str:
    """Say in a sentence which layer costs most, and its share of the whole; empty for no cost."""
    costs = [cost.of(row) for row in made.rows]
    total = sum(costs)
    if not total:
        return ""
    most = max(costs)
    where = names(made.rows)[costs.index(most)]
    return (
        f"Most {cost.title.lower()}: layer {where}, {cost.write(most)} of {cost.write(total)}"
        f" ({most / total:.0%})."
    )


def chart(made: Table, cost: Cost, is_log: bool) -> "Figure":
    """Draw a bar for each layer, the first at the top; a cost of 0 has none."""
    from plotly.graph_objects import Figure

    costs = [cost.of(row) for row in made.rows]
    before = [None, *made.rows]
    ways = [
        wording.results(row, earlier)[cost.place][1]
        for row, earlier in zip(made.rows, before, strict=False)
    ]
    figure = Figure()
    figure.add_bar(
        x=costs,
        y=names(made.rows),
        orientation="h",
        marker={"color": cost.colour},
        text=[cost.write(one) if one else "0" for one in costs],
        textposition="auto",
        customdata=ways,
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

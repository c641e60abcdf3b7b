"""A chart of an experiment, which is redrawn with every piece of its run."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from app.components.shared.mount import Component, digest

_component = Component("experiment_chart", saves="the chart")


class Axis(TypedDict, total=False):
    """From `low` to `high`, perhaps in powers of ten, or a place for each of the `names`."""

    label: str
    low: float
    high: float
    log: bool
    names: Sequence[str]


class Series(TypedDict, total=False):
    """Numbers of one thing: its name in the legend, if any, and how it looks, 0 to 2.

    Bars stand on the names of the x axis, or lie at those of the y axis; points of a strip have
    places on the x axis alone.
    """

    kind: Literal["line", "path", "bars", "lying", "strip"]
    name: str
    look: int
    x: Sequence[float]
    y: Sequence[float]


class Mark(TypedDict, total=False):
    """A place with a text, or a line across the chart where only x or y is given."""

    x: float
    y: float
    text: str


def experiment_chart(
    x: Axis,
    y: Axis,
    series: Sequence[Series],
    key: str,
    spoken: str,
    marks: Sequence[Mark] = (),
    title: str = "",
) -> None:
    """Show `series` between two axes; `spoken` says in a sentence what they show.

    Pointing at the chart, or the arrow keys, read its values; nothing comes back.
    """
    shown: Mapping[str, Any] = {
        "x": x,
        "y": y,
        "series": list(series),
        "marks": list(marks),
        "title": title,
        "spoken": spoken,
        "key": key.replace(" ", "-"),
    }
    _component.show([dict(shown), digest(shown)], key)

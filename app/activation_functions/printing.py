"""Curves as a figure to print, by Matplotlib, which is loaded when somebody asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app import figures
from engine.explain.activation_curves import Curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DASHES = ("-", "--")


def figure(curves: Mapping[str, Curve]) -> Figure:
    """Draw functions above their derivatives, each under its title.

    Where one stands alone, its saturated stretches are hatched.
    """
    made = figures.empty(6, 5)
    above, below = made.subplots(2, sharex=True)
    for (title, curve), dash in zip(curves.items(), _DASHES, strict=False):
        above.plot(curve.x, curve.values, dash, linewidth=2, label=title)
        below.plot(curve.x, curve.slopes, dash, linewidth=2, label=title)
    above.set(title=" and ".join(curves), ylabel="f(x)")
    below.set(ylabel="f′(x)", xlabel="x")
    first, *others = curves.values()
    low, high = float(first.x[0]), float(first.x[-1])
    for axes in (above, below):
        axes.set_xlim(low, high)
        axes.grid(alpha=0.3)
        if others:
            axes.legend()
            continue
        for begin, end in first.saturated:
            ends = max(begin, low), min(end, high)
            axes.axvspan(*ends, facecolor="none", edgecolor="tab:gray", alpha=0.4, hatch="//")
    return made

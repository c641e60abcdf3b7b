"""A curve as a figure to print, by Matplotlib, which is loaded when somebody asks for one."""

import io

from app import startup
from engine.explain.activation_curves import Curve


def pdf(curve: Curve, title: str) -> bytes:
    """Draw function, derivative and saturated stretches on a page of PDF."""
    from matplotlib.figure import Figure  # without pyplot, whose figures belong to one thread

    figure = Figure(figsize=(6, 5), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    above.plot(curve.x, curve.values, linewidth=2)
    above.set(title=title, ylabel="f(x)")
    below.plot(curve.x, curve.slopes, "--", color="tab:orange", linewidth=2)
    below.set(ylabel="f′(x)", xlabel="x")
    first, last = float(curve.x[0]), float(curve.x[-1])
    for axes in (above, below):
        axes.set_xlim(first, last)
        axes.grid(alpha=0.3)
        for low, high in curve.saturated:
            ends = max(low, first), min(high, last)
            axes.axvspan(*ends, facecolor="none", edgecolor="tab:gray", alpha=0.4, hatch="//")
    file = io.BytesIO()
    figure.savefig(file, format="pdf", metadata={"Title": title, "CreationDate": None})
    startup.freeze_after("Matplotlib")
    return file.getvalue()

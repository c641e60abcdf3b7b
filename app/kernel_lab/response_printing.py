"""Surface and frequency response as a figure to print, by Matplotlib, loaded when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from app import figures
from app.cells import Numbers
from app.kernel_lab.response_charts import Floats, different
from app.kernel_lab.turning import View
from engine.explain.frequency_response import Response

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DASHES = ("-", "--", ":")


def figure(kernels: Mapping[str, Numbers], responses: Mapping[str, Response], view: View) -> Figure:
    """Draw a row for each kernel, its weights as a surface and its gain, and all cuts beside them.

    The kernels stand under their sides, "A" and "B", or "" where there is one. The surfaces are
    seen from this `view`.
    """
    count = len(responses)
    made = figures.empty(11, 3.4 * count)
    grid = made.add_gridspec(count, 3, width_ratios=(4, 4, 5))
    along = made.add_subplot(grid[:, 2])
    for number, (side, response) in enumerate(responses.items()):
        of_side = f" of {side}" * bool(side)
        surface = made.add_subplot(grid[number, 0], projection="3d")
        surface.set_title(f"Weights{of_side}")
        _surface(surface, np.array(kernels[side]), view)
        _plane(made, made.add_subplot(grid[number, 1], title=f"Gain{of_side}"), response)
        for look, (name, cut) in enumerate(different(response.cuts)):
            along.plot(
                cut.frequencies,
                cut.gain,
                _DASHES[look],
                color=f"C{number if count > 1 else look}",
                label=f"{side}: {name}" if side else name,
            )
    along.set(title="Gain along a direction", xlabel="cycles per pixel", xlim=(0, 0.5))
    along.set_ylim(bottom=0)
    along.grid(alpha=0.3)
    along.legend(fontsize=8)
    return made


def _surface(axes: Any, kernel: Floats, view: View) -> None:
    """Draw a bar for each weight, in the colours of the app."""
    from matplotlib import colormaps

    rows, columns = (places.ravel() for places in np.indices(kernel.shape))
    weights = kernel.ravel()
    largest = float(np.abs(weights).max()) or 1.0
    colours = colormaps["RdBu_r"](0.5 + weights / (2 * largest))
    corner = columns - 0.5, rows - 0.5, np.minimum(weights, 0)
    look = {"color": colours, "edgecolor": "black", "linewidth": 0.4, "shade": False}
    axes.bar3d(*corner, 1, 1, np.abs(weights), **look)
    axes.set(xlabel="column", ylabel="row")
    axes.invert_yaxis()
    axes.view_init(elev=view.tilt, azim=view.turn)


def _plane(made: Figure, axes: Any, response: Response) -> None:
    """Draw the gain over both frequencies."""
    edge = 0.5 + 0.5 / (len(response.frequencies) - 1)  # half a cell beyond the last frequency
    shown = axes.imshow(response.plane, cmap="inferno", vmin=0, extent=(-edge, edge, edge, -edge))
    made.colorbar(shown, ax=axes, label="gain", shrink=0.8)
    axes.set(xlabel="horizontal, cycles per pixel", ylabel="vertical, cycles per pixel")

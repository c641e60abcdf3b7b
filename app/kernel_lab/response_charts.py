"""A kernel as a surface and its frequency response, by Plotly, loaded where it is shown."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app import charts, colour_scales
from app.kernel_lab.turning import View
from engine.explain.frequency_response import Cut, Response

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Floats = NDArray[np.float64]

_COLOURS = (charts.BLUE, charts.ORANGE, charts.GREEN)
_DASHES = ("solid", "dash", "dot")
_MARGIN = {"l": 8, "r": 8, "t": 40, "b": 8}
_HEIGHT = 340
_STOPS = 33


def _scale(kind: colour_scales.Kind) -> list[tuple[float, str]]:
    """Write a colour scale of the app as Plotly has them."""
    table = colour_scales.TABLES[kind]
    places = np.linspace(0, 1, _STOPS)
    return [(float(at), "rgb({},{},{})".format(*table[round(at * 255)])) for at in places]


def surface(kernel: Floats, title: str, view: View) -> "Figure":
    """Draw the weights as a surface of steps, seen from `view`.

    There is a step for each cell: a kernel has nothing between.
    """
    from plotly.graph_objects import Figure

    rows, columns = kernel.shape
    largest = float(np.abs(kernel).max()) or 1.0
    figure = Figure()
    figure.add_surface(
        x=_edges(columns),
        y=_edges(rows),
        z=_steps(kernel).tolist(),
        colorscale=_scale("signed"),
        cmin=-largest,
        cmax=largest,
        showscale=False,
        hovertemplate="weight %{z:.4g}<extra></extra>",
        lighting={"ambient": 0.8, "diffuse": 0.4, "specular": 0.05},
    )
    axis = {"tickmode": "linear", "dtick": max(1, max(rows, columns) // 5), "tick0": 0}
    high, low = max(0.0, float(kernel.max())), min(0.0, float(kernel.min()))
    figure.update_layout(
        title={"text": title, "font": {"size": 16}},
        height=_HEIGHT,
        margin=_MARGIN,
        scene={
            "xaxis": {"title": {"text": "column"}, **axis},
            "yaxis": {"title": {"text": "row"}, "autorange": "reversed", **axis},
            "zaxis": {
                "title": {"text": ""},  # the chart's title says it
                "nticks": 5,
                "range": [low, high if high > low else 1],
            },
            "aspectmode": "manual",
            "aspectratio": _proportions(rows, columns),
            "camera": {"eye": view.eye, "center": {"x": 0, "y": 0, "z": -0.1}},
            "dragmode": "turntable",
        },
    )
    return figure


def _proportions(rows: int, columns: int) -> dict[str, float]:
    """Return the lengths of the axes: cells are square, but a row alone can still be seen."""
    most = max(rows, columns)
    return {"x": max(columns / most, 0.25), "y": max(rows / most, 0.25), "z": 0.6}


def _edges(count: int) -> list[float]:
    """Return both edges of every cell, and of a border where the surface stands at 0."""
    return [edge - 0.5 for edge in range(count + 1) for _ in range(2)]


def _steps(kernel: Floats) -> Floats:
    """Return the height at every pair of `_edges`: each weight four times, 0 around them."""
    return np.pad(kernel.repeat(2, axis=0).repeat(2, axis=1), 1)


def plane(response: Response, title: str) -> "Figure":
    """Draw the gain over both frequencies; the frequency 0 is in the middle."""
    from plotly.graph_objects import Figure

    figure = Figure()
    figure.add_heatmap(
        x=response.frequencies.tolist(),
        y=response.frequencies.tolist(),
        z=[[float(f"{gain:.4g}") for gain in row] for row in response.plane],
        colorscale=_scale("magnitude"),
        zmin=0,
        zmax=response.highest or 1,
        colorbar={"title": {"text": "gain"}, "thickness": 12},
        hovertemplate="gain %{z:.3g}<br>horizontal %{x:.3f}, vertical %{y:.3f}<extra></extra>",
    )
    figure.update_layout(
        title={"text": title, "font": {"size": 16}}, height=_HEIGHT, margin=_MARGIN
    )
    ticks = {"tickvals": [-0.5, -0.25, 0, 0.25, 0.5], "showgrid": False, "zeroline": False}
    figure.update_xaxes(title_text="horizontal, cycles per pixel", constrain="domain", **ticks)
    figure.update_yaxes(
        title_text="vertical", scaleanchor="x", constrain="domain", autorange="reversed", **ticks
    )
    return figure


def cuts(responses: Mapping[str, Response]) -> "Figure":
    """Draw the gain along each direction; cuts that are the same share a curve.

    One kernel has a colour and a dash for each direction, two have a colour each.
    """
    from plotly.graph_objects import Figure

    figure = Figure()
    for number, (title, response) in enumerate(responses.items()):
        for look, (name, cut) in enumerate(different(response.cuts)):
            figure.add_scatter(
                x=cut.frequencies[::4].tolist(),
                y=[float(f"{gain:.4g}") for gain in cut.gain[::4]],
                name=f"{title}: {name}" if title else name,
                line={
                    "color": _COLOURS[number if len(responses) > 1 else look],
                    "dash": _DASHES[look],
                    "width": 3,
                    "simplify": False,
                },
                hovertemplate="%{y:.3g}",
            )
    legend: dict[str, Any] = {"orientation": "h", "y": -0.25, "x": 0}
    figure.update_layout(
        title={"text": "Gain along a direction", "font": {"size": 16}},
        height=_HEIGHT + 60 * (len(responses) > 1),
        margin=_MARGIN,
        hovermode="x unified",
        showlegend=True,
        legend=legend,
    )
    figure.update_xaxes(title_text="frequency, cycles per pixel", range=[0, 0.5])
    figure.update_yaxes(title_text="gain", rangemode="tozero")
    return figure


def different(cuts: tuple[Cut, ...]) -> list[tuple[str, Cut]]:
    """Return the cuts that differ, each under the directions of all that are the same."""
    found: list[tuple[list[str], Cut]] = []
    for cut in cuts:
        noise = 1e-9 * cut.highest
        same = (names for names, one in found if np.allclose(one.gain, cut.gain, atol=noise))
        if names := next(same, None):
            names.append(cut.direction)
        else:
            found.append(([cut.direction], cut))
    return [(" = ".join(names), cut) for names, cut in found]

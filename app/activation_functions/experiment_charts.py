"""The experiments as charts of Plotly, which is loaded where they are shown."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.explain.convergence import Loss, Race
from engine.explain.dying_units import STEPS, Count
from engine.explain.vanishing_gradients import Flow
from engine.explain.zig_zag import GOAL, START, Descent

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BLUE, ORANGE, GREEN = "#2a78c8", "#c8651b", "#1c8a5f"
"""Of two or three things in one chart, which differ in their dashes, hatches or places too."""

CLAIM = 6
"""Times faster: what is said of ReLU."""

_PATH = 60  # steps of a path that are drawn; later ones cover each other
_NUMBERS = {"size": 16}


def _styled(figure: "Figure", height: int = 370) -> "Figure":
    figure.update_layout(
        height=height,
        margin={"l": 60, "r": 20, "t": 50, "b": 50},
        font=_NUMBERS,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": _NUMBERS},
    )
    figure.update_xaxes(tickfont_size=15, title_font_size=16)
    figure.update_yaxes(tickfont_size=15, title_font_size=16)
    figure.update_annotations(font_size=17)
    return figure


def flows(found: Mapping[str, Flow]) -> "Figure":
    """Draw a bar for each layer: the size of its gradient, each grid line a power of ten."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for (title, flow), colour, hatch in zip(found.items(), (BLUE, ORANGE), ("", "/"), strict=False):
        figure.add_bar(
            x=list(range(1, len(flow.sizes) + 1)),
            y=flow.sizes,
            name=title,
            marker={"color": colour, "pattern": {"shape": hatch, "solidity": 0.35}},
            hovertemplate="layer %{x}: %{y:.3g}",
        )
    figure.update_yaxes(type="log", title_text="RMS gradient (log scale)", exponentformat="power")
    figure.update_xaxes(title_text="layer (1 is next to the input)", dtick=1)
    return _styled(figure)


def descents(found: Mapping[str, Descent]) -> "list[Figure]":
    """Draw each path in a plane of both weights."""
    return [
        _path(title, one, colour)
        for (title, one), colour in zip(found.items(), (ORANGE, BLUE), strict=False)
    ]


def _path(title: str, descent: Descent, colour: str) -> "Figure":
    from plotly.graph_objects import Figure

    path = descent.weights[: _PATH + 1]
    figure = Figure(layout={"title": {"text": title, "font": _NUMBERS}, "showlegend": False})
    figure.add_scatter(
        x=path[:, 0].tolist(),
        y=path[:, 1].tolist(),
        mode="lines+markers",
        name=title,
        line={"color": colour, "width": 2},
        marker={"size": 5},
        hovertemplate="step %{pointNumber}: (%{x:.2f}, %{y:.2f})",
    )
    figure.add_scatter(
        x=[START[0], GOAL[0]],
        y=[START[1], GOAL[1]],
        mode="markers+text",
        text=["start", "goal"],
        textposition=["top center", "bottom center"],
        marker={"size": 14, "symbol": ["circle-open", "star"], "color": GREEN},
        hoverinfo="skip",
    )
    figure.update_xaxes(title_text="w₀", range=[-1.9, 1.9])
    figure.update_yaxes(title_text="w₁", range=[-1.9, 1.9])
    return _styled(figure, 390)


def deaths(found: Mapping[str, Sequence[Count]]) -> "Figure":
    """Draw how many units are dead over the steps; of a leak those that are always negative."""
    from plotly.graph_objects import Figure

    figure = Figure()
    looks = ((BLUE, "dot"), (BLUE, "solid"), (ORANGE, "dash"))
    for (title, counts), (colour, dash) in zip(found.items(), looks, strict=False):
        figure.add_scatter(
            x=[count.step for count in counts],
            y=[count.dead for count in counts],
            name=title,
            line={"color": colour, "dash": dash, "width": 3.5},
            hovertemplate="%{y} dead at step %{x}",
        )
    figure.update_xaxes(title_text="step", range=[0, STEPS])
    figure.update_yaxes(title_text="dead units", rangemode="tozero")
    return _styled(figure)


_LINE = {"line_dash": "dot", "line_color": "#808080"}


def losses(found: Sequence[Loss], titles: tuple[str, str], goal: float) -> "Figure":
    """Draw the losses of both functions over the steps, from one seed."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for which, (colour, dash) in enumerate(((ORANGE, "dash"), (BLUE, "solid"))):
        own = [one for one in found if one.which == which]
        figure.add_scatter(
            x=[one.step for one in own],
            y=[one.loss for one in own],
            mode="lines",
            name=titles[which],
            line={"color": colour, "dash": dash, "width": 3.5},
            hovertemplate="%{y:.3g} after %{x} steps",
        )
    figure.add_hline(y=goal, annotation_text=f"goal {goal:g}", **_LINE)
    figure.update_xaxes(title_text=f"step (seed {found[-1].seed})", rangemode="tozero")
    figure.update_yaxes(title_text="training loss", rangemode="tozero")
    return _styled(figure)


def ratios(found: Sequence[Race], titles: tuple[str, str]) -> "Figure":
    """Draw how many times as many steps the first function took, a point for each seed."""
    from plotly.graph_objects import Figure

    times = [race.ratio for race in found if race.ratio is not None]
    figure = Figure(layout={"showlegend": False})
    figure.add_box(
        x=times,
        name="",
        boxpoints="all",
        jitter=0.6,
        pointpos=0,
        marker={"color": GREEN, "size": 9},
        line={"color": GREEN},
        fillcolor="rgba(0,0,0,0)",
        hovertemplate="%{x:.2f} times",
    )
    figure.add_vline(x=CLAIM, annotation_text=f"claim: {CLAIM}×", **_LINE)
    figure.update_xaxes(
        title_text=f"steps of {titles[0]} / steps of {titles[1]}, a point for each seed",
        range=[0, max(CLAIM * 1.25, 1.1 * max(times, default=1))],
    )
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[-0.5, 0.5])
    return _styled(figure)


def costs(rounds: Sequence[Sequence[float]], titles: Sequence[str]) -> "Figure":
    """Draw the time of each function in its fastest round, the slowest function at the top."""
    from plotly.graph_objects import Figure

    best = sorted(zip(map(min, zip(*rounds, strict=True)), titles, strict=True))
    figure = Figure()
    figure.add_bar(
        x=[time for time, _ in best],
        y=[title for _, title in best],
        orientation="h",
        marker={"color": BLUE},
        text=[f"{time:.0f}" if time >= 10 else f"{time:.2g}" for time, _ in best],
        textposition="outside",
        hovertemplate="%{y}: %{x:.3g} ns",
    )
    figure.update_xaxes(title_text="nanoseconds per number", rangemode="tozero")
    return _styled(figure, 400)

"""The experiments as charts."""

import math
from collections.abc import Mapping, Sequence

from app.components.experiment_chart import Axis, Mark, Series, experiment_chart
from engine.explain.convergence import Loss, Race
from engine.explain.dying_units import STEPS, Count
from engine.explain.vanishing_gradients import Flow
from engine.explain.zig_zag import GOAL, START, Descent

CLAIM = 6
"""Times faster: what is said of ReLU."""

_PATH = 60  # steps of a path that are drawn; later ones cover each other
_LEAST = 1e-30  # in place of a gradient of 0, where each grid line is a power of ten


def flows(found: Mapping[str, Flow], spoken: str) -> None:
    """Draw a bar for each layer: the size of its gradient, each grid line a power of ten."""
    sizes = [max(size, _LEAST) for flow in found.values() for size in flow.sizes]
    depth = max(len(flow.sizes) for flow in found.values())
    low, high = (10 ** math.floor(math.log10(min(sizes))), 10 ** math.ceil(math.log10(max(sizes))))
    series: list[Series] = [
        {"kind": "bars", "name": title, "look": look, "y": [max(one, _LEAST) for one in flow.sizes]}
        for look, (title, flow) in enumerate(found.items())
    ]
    x: Axis = {"label": "layer", "names": [f"{n}" for n in range(1, depth + 1)]}
    y: Axis = {"label": "RMS gradient (log scale)", "low": low / 3, "high": high, "log": True}
    experiment_chart(x, y, series, "chart-flows", spoken)


def path(title: str, descent: Descent, look: int, spoken: str) -> None:
    """Draw a path in the plane of both weights."""
    steps = descent.weights[: _PATH + 1]
    series: Series = {
        "kind": "path",
        "look": look,
        "x": steps[:, 0].tolist(),
        "y": steps[:, 1].tolist(),
    }
    marks: list[Mark] = [
        {"x": x, "y": y, "text": text} for (x, y), text in ((START, "start"), (GOAL, "goal"))
    ]
    x: Axis = {"label": "weight w₀", "low": -1.9, "high": 1.9}
    y: Axis = {"label": "weight w₁", "low": -1.9, "high": 1.9}
    experiment_chart(x, y, [series], f"chart-path-{look}", spoken, marks, title)


def deaths(found: Sequence[tuple[str, Sequence[Count]]], spoken: str) -> None:
    """Draw how many units are dead over the steps."""
    series: list[Series] = [
        {
            "kind": "line",
            "name": title,
            "look": look,
            "x": [count.step for count in counts],
            "y": [count.dead for count in counts],
        }
        for look, (title, counts) in zip((2, 0, 1), found, strict=False)
    ]
    most = max([8, *(count.dead for _, counts in found for count in counts)])
    x: Axis = {"label": "step", "low": 0, "high": STEPS}
    y: Axis = {"label": "dead units", "low": 0, "high": 1.1 * most}
    experiment_chart(x, y, series, "chart-deaths", spoken)


def losses(found: Sequence[Loss], titles: tuple[str, str], goal: float, spoken: str) -> None:
    """Draw the losses of both functions over the steps, from one seed."""
    series: list[Series] = [
        {
            "kind": "line",
            "name": titles[which],
            "look": 1 - which,
            "x": [one.step for one in found if one.which == which],
            "y": [one.loss for one in found if one.which == which],
        }
        for which in (0, 1)
    ]
    title = f"Training loss from seed {found[-1].seed}"
    x: Axis = {"label": "step", "low": 0, "high": max(20, *(one.step for one in found))}
    y: Axis = {"label": "loss", "low": 0, "high": max(one.loss for one in found)}
    mark: Mark = {"y": goal, "text": f"goal {goal:g}"}
    experiment_chart(x, y, series, "chart-losses", spoken, [mark], title)


def ratios(found: Sequence[Race], titles: tuple[str, str], spoken: str) -> None:
    """Draw how many times as many steps the first function took, a point for each seed."""
    times = [race.ratio for race in found if race.ratio is not None]
    series: Series = {"kind": "strip", "look": 2, "x": times}
    most = max(CLAIM * 1.25, 1.1 * max(times, default=1))
    x: Axis = {"label": "times as many steps", "low": 0, "high": most}
    y: Axis = {"label": "", "names": [""]}
    title = f"Steps of {titles[0]} / steps of {titles[1]}, a point for each seed"
    mark: Mark = {"x": CLAIM, "text": f"claim: {CLAIM}×"}
    experiment_chart(x, y, [series], "chart-ratios", spoken, [mark], title)


def costs(rounds: Sequence[Sequence[float]], titles: Sequence[str], spoken: str) -> None:
    """Draw the time of each function in its fastest round, the slowest function at the top."""
    best = sorted(zip(map(min, zip(*rounds, strict=True)), titles, strict=True))
    series: Series = {"kind": "lying", "look": 0, "x": [time for time, _ in best]}
    x: Axis = {"label": "ns per number", "low": 0, "high": 1.05 * best[-1][0]}
    y: Axis = {"label": "", "names": [title for _, title in best]}
    experiment_chart(x, y, [series], "chart-costs", spoken)

"""What a climb or a dream takes: work that is known before, and how long the rest may take."""

import math
from collections.abc import Sequence
from typing import Any

from app.feature_visualization import climbing
from app.feature_visualization.analysis import Scene
from app.runs import Run
from engine.explain.features.dreaming import OCTAVE
from engine.networks import Table, graph_table

LONG = 10**12
"""Multiply-adds, beyond which a learner is asked first: some ten seconds of a laptop's."""
MOST_BYTES = 1_500_000_000
"""Of memory for one picture and its gradient."""
_NUMBER = 4  # bytes
_GRADIENT = 2  # passes backward, in work of one forward


def climb(scene: Scene) -> list[int]:
    """Return the multiply-adds of each result of a climb: with regularisers, and without."""
    once = _up_to(scene, climbing.aim(scene)[0]).multiply_adds
    moved = 1 if scene.state.jitter else 0
    return [2 * once, *[(2 * (1 + _GRADIENT) + moved) * once] * scene.state.steps]


def dream(scene: Scene) -> list[int]:
    """Return the multiply-adds of each result of a dream, octave by octave."""
    state, found = scene.state, list[int]()
    for left in range(state.octaves - 1, -1, -1):
        once = _up_to(scene, scene.layer, state.times / OCTAVE**left).multiply_adds
        found += [once, *[(2 + _GRADIENT) * once] * state.passes]
    return found


def check_memory(scene: Scene) -> None:
    """Refuse a dream that the memory does not suffice for; ValueError, in one sentence."""
    rows = _up_to(scene, scene.layer, scene.state.times).rows
    needed = 2 * _NUMBER * sum(math.prod(row.output) for row in rows)
    if needed > MOST_BYTES:
        raise ValueError(
            f"a picture of this size would need about {needed / 1e9:.1f} GB of memory in this"
            " network; choose a smaller one, or an earlier layer"
        )


def seconds_left(run: Run[Any], work: Sequence[int]) -> float:
    """Return how long the rest may take, by how long the results so far took."""
    done = len(run.results)
    return run.seconds * sum(work[done:]) / max(1, sum(work[:done]))


def _up_to(scene: Scene, layer: str, times: float = 1) -> Table:
    """Return the table up to a layer, of a picture so many times as high and wide."""
    network = scene.network
    channels, *size = network.input_shape
    count = [node.name for node in network.nodes].index(layer) + 1
    larger = (max(1, round(times * side)) for side in size)
    return graph_table((channels, *larger), network.nodes[:count])

"""Activation maximisation and deep dreams, step by step, as an experiment takes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.feature_visualization import units
from app.feature_visualization.analysis import Scene
from app.trained_networks import subjects
from app.trained_networks.scene import Floats
from engine.datasets import as_input
from engine.explain.features import Ascent, deep_dream, maximise

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Climb:
    """How far a picture has climbed: what is maximised, and the picture, C×H×W.

    `plain` and `plain_pixels` are those without regularisers.
    """

    step: int
    value: float
    plain: float
    pixels: Pixels = field(repr=False)
    plain_pixels: Pixels = field(repr=False)


@dataclass(frozen=True)
class Dreamt:
    """How far a dream is: its octave, the step in it, and the picture, C×H×W at its size."""

    octave: int
    step: int
    value: float
    pixels: Pixels = field(repr=False)


def climb(scene: Scene) -> Iterator[Climb]:
    """Climb with the regularisers of the state, and beside it without any."""
    state = scene.state
    with_all = _ascent(scene, state.jitter, state.blur / 10, state.decay / 1000)
    without = _ascent(scene, 0, 0, 0)
    return (
        Climb(one.step, one.value, other.value, as_pixels(one.picture), as_pixels(other.picture))
        for one, other in zip(with_all, without, strict=True)
    )


def _ascent(scene: Scene, jitter: int, blur: float, decay: float) -> Iterator[Ascent]:
    state = scene.state
    layer, unit, cell = aim(scene)
    return maximise(
        scene.network,
        layer,
        unit,
        cell,
        steps=state.steps,
        rate=state.rate / 100,
        jitter=jitter,
        blur=blur,
        decay=decay,
        start=begin(scene),
        seed=state.seed,
    )


def aim(scene: Scene) -> tuple[str, int, tuple[int, int] | None]:
    """Return what is climbed: a layer, its channel or number, and perhaps a cell."""
    match scene.state.unit:
        case "class":
            return units.layers(scene.network)[-1], scene.target, None
        case "cell":
            return scene.layer, scene.state.channel, scene.cell
        case _:
            return scene.layer, scene.state.channel, None


def begin(scene: Scene) -> Floats | None:
    """Return the picture to begin with; None for noise."""
    return None if scene.state.begin == "noise" else scene.x[0]


def dream(scene: Scene) -> Iterator[Dreamt]:
    """Dream on the chosen picture; ValueError where it does not fit."""
    state = scene.state
    found = deep_dream(
        scene.network,
        as_input(dreamt_on(scene)[None])[0],
        scene.layer,
        None if state.whole_layer else state.channel,
        octaves=state.octaves,
        steps=state.passes,
        rate=state.rate / 100,
        seed=state.seed,
    )
    return (Dreamt(one.octave, one.step, one.value, as_pixels(one.picture)) for one in found)


def dreamt_on(scene: Scene) -> Pixels:
    """Return the chosen picture in the dream's size, C×H×W."""
    return subjects.enlarged(scene.state.picture, scene.name, scene.state.times)


def as_pixels(picture: Floats) -> Pixels:
    """Return a picture of −1 to 1 as 0 to 255."""
    found: Pixels = np.rint(np.clip((picture + 1) * 127.5, 0, 255)).astype(np.uint8)
    return found

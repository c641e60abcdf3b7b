"""What the page calls things, and what it says of what was found."""

from collections.abc import Collection, Sequence

import numpy as np

from app.feature_visualization import units
from app.feature_visualization.analysis import Found, Scene
from app.feature_visualization.climbing import Climb, Dreamt
from app.feature_visualization.likeness import Neighbour, Neighbours
from app.feature_visualization.picture_sets import Exhibit, Pixels
from app.feature_visualization.schema import GALLERY, MINE, PREDICTED, USUAL, FeatureState
from app.formulas import value_text
from app.state.schema import options
from app.trained_networks import wording
from engine.explain.features import Patch
from engine.explain.features.dreaming import OCTAVE
from engine.networks.graph import Graph

UNITS = {"channel": "Channel", "cell": "Cell", "class": "Class"}
SETS = {GALLERY: "Gallery", MINE: "Your set"}
STARTS = {"noise": "Noise", "picture": "Picture"}


def class_titles(scene: Scene) -> dict[str, str]:
    """Return the menu of classes."""
    classes = scene.card.classes
    predicted = classes[scene.ranked[0]]
    return {PREDICTED: f"Predicted class ({predicted})"} | {label: label for label in classes}


def sizes(scene: Scene) -> dict[int, str]:
    """Return the sizes of a dream, of which the first is the network's own."""
    _, height, width = scene.network.input_shape
    return {n: f"{n * width}×{n * height}" for n in options(FeatureState, "times")}


def maximised(scene: Scene) -> str:
    """Name what is maximised."""
    match scene.state.unit:
        case "class":
            return f"score of “{scene.card.classes[scene.target]}”"
        case "cell":
            row, column = scene.cell
            return f"cell [{row}, {column}] of {unit(scene)}"
        case _:
            return f"mean of {unit(scene)}"


def axis(scene: Scene) -> str:
    """Name the axis of what is maximised."""
    return {"class": "score", "cell": "activation"}.get(scene.state.unit, "mean activation")


def climb(scene: Scene, found: Sequence[Climb]) -> str:
    """Say how far the unit has climbed, and what regularisers cost and give."""
    first, last = found[0], found[-1]
    begun, now, plainly = (value_text(one) for one in (first.value, last.value, last.plain))
    smooth, rough = (roughness(one) for one in (last.pixels, last.plain_pixels))
    return (
        f"The {maximised(scene)}: from {begun} to {now}; without regularisers {plainly}. But there "
        f"neighbouring pixels differ by {rough:.0f} of 255 on average, here by {smooth:.0f}: "
        + ("noise is what regularisers prevent." if rough > smooth else "no noise to prevent yet.")
    )


def cost(step: int, seconds: float) -> str:
    """Say what a step costs, and how long the rest may take."""
    time = f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"
    return (
        f"A step needs {step / 1e9:,.1f} billion multiply-adds here: at the speed so far, the rest "
        f"takes about {time}. “Continue” goes on, and “Stop” ends it at any time."
    )


def roughness(pixels: Pixels) -> float:
    """Return by how much neighbouring pixels of a picture differ, on average."""
    values = pixels.astype(np.float64)
    down, right = np.abs(np.diff(values, axis=1)), np.abs(np.diff(values, axis=2))
    return float((down.sum() + right.sum()) / (down.size + right.size))


def update(scene: Scene) -> str:
    """Write the step with the learner's numbers."""
    state = scene.state
    decay, rate = state.decay / 1000, state.rate / 100
    return (
        f"Each step: x ← (1 − {decay:g})·(x + {rate:g}·g/RMS(g)), g the gradient of the "
        f"{maximised(scene)}; jitter moves the picture by up to {state.jitter} pixels before it, "
        f"a Gaussian of σ = {state.blur / 10:g} smooths it after every fourth; pixels stay from "
        "−1 to 1. Without regularisers: no decay, no jitter, no blur, the same start. "
        "Erhan et al. (2009), Yosinski et al. (2015)."
    )


def dream(scene: Scene, found: Sequence[Dreamt]) -> str:
    """Say how much more the layer sees, from the start of the octave on."""
    last = found[-1]
    first = next(one for one in found if one.octave == last.octave)
    begun, now = value_text(first.value), value_text(last.value)
    return f"Half the mean square of {_dreamt_of(scene)}: from {begun} to {now} in this octave."


def dream_update(scene: Scene) -> str:
    """Write the step with the learner's numbers."""
    state = scene.state
    return (
        f"Each step: x ← x + {state.rate / 100:g}·g/RMS(g), g the gradient of ½·mean(A²), A = "
        f"{_dreamt_of(scene)}. From octave to octave the picture becomes {OCTAVE:g} times as large,"
        " and what was changed is enlarged with it. Mordvintsev et al. (2015)."
    )


def likeness(scene: Scene, found: Neighbours, named: Collection[str | None]) -> str:
    """Say which way finds pictures of the same class, where there are some: `named` are theirs."""
    truth = scene.subject.truth
    if truth is None or truth not in named:
        return "Cosine similarity: 1 for the same direction, 0 for nothing in common."

    def alike(neighbours: tuple[Neighbour, ...]) -> str:
        count = sum(one.exhibit.whole.label == truth for one in neighbours)
        return f"{count} of {len(neighbours)}"

    return (
        f"Of the nearest pictures, those that are a “{truth}” too: {alike(found.by_features)} by "
        f"features, {alike(found.by_pixels)} by pixels."
    )


def _dreamt_of(scene: Scene) -> str:
    if scene.state.whole_layer:
        return f"all channels of {layer(scene.network, scene.layer)}"
    return unit(scene)


def layer_titles(network: Graph) -> dict[str, str]:
    """Return the menu of layers with maps, each with the size of its maps."""
    titles = wording.layer_titles(network)
    usual = units.usual_layer(network)
    return {USUAL: titles[usual]} | {name: text for name, text in titles.items() if name != usual}


def feature_titles(network: Graph) -> dict[str, str]:
    """Return the menu of all layers, each with how many values it gives."""
    usual = units.usual_features(network)

    def title(name: str) -> str:
        channels, height, width = units.shape(network, name)
        size = f"{channels}×{width}×{height}" if height * width > 1 else f"{channels}"
        return f"{wording.layer_name(network, name)}: {size} values"

    others = [name for name in units.layers(network) if name != usual]
    return {USUAL: title(usual)} | {name: title(name) for name in others}


def layer(network: Graph, name: str) -> str:
    """Name a layer in a sentence."""
    return f"layer {wording.layer_name(network, name)}"


def unit(scene: Scene) -> str:
    """Name the channel that is looked at."""
    return f"channel {scene.state.channel} of {layer(scene.network, scene.layer)}"


def patch(scene: Scene, exhibit: Exhibit, found: Patch) -> list[str]:
    """Say where a patch is, and which cell of the map it belongs to."""
    row, column = found.cell
    seen = found.rectangle
    _, height, width = scene.network.input_shape
    part = "its outlined part" if exhibit.is_part else "it"
    return [
        f"Cell [{row}, {column}] of the feature map, its largest value: {value_text(found.value)}.",
        f"Its receptive field: rows {seen.top}–{seen.top + seen.height - 1}, columns "
        f"{seen.left}–{seen.left + seen.width - 1} of the {width}×{height} pixels that the "
        f"network sees of {part}.",
    ]


def verdict(found: tuple[Found, ...], searched: int) -> str:
    """Say what was searched, and how strong the channel is."""
    if not found or found[0].patch.value <= 0:
        return (
            f"None of the {searched:,} pictures and parts activates this channel: its largest "
            "value is not above 0."
        )
    high, low = (value_text(one.patch.value) for one in (found[0], found[-1]))
    return (
        f"Of {searched:,} pictures and parts of pictures, these activate the channel most: "
        f"{high} down to {low}."
    )

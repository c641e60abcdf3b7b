"""What becomes of a heat map when the weights, the class or the picture are others."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.trained_networks import subjects
from app.trained_networks.scene import Floats, remember
from app.trained_networks.wording import layer_name
from app.where_it_looks import wording
from app.where_it_looks.analysis import Scene, explained, of
from engine.datasets import as_input
from engine.explain.heat_maps import Curve, Similarity, deletion, insertion, randomised, similarity
from engine.explain.heat_maps.scores import Tell, probabilities, silent
from engine.images.resampling import blur
from engine.networks.classifiers import learned_nodes
from engine.networks.graph import Graph

MOST_LAYERS = 5  # of random weights; a deep network leaves some out
SHIFT = 3  # pixels to the right
BLUR = 1.0  # standard deviation in pixels
LOW, HIGH = 0.3, 0.7
"""Rank correlations under and over which two maps are called different and nearly the same."""
_RANDOM = "With random weights in every layer"


@dataclass(frozen=True)
class Check:
    """A heat map under other circumstances, beside the original.

    `kind` is "original", "weights", "class", "shift" or "blur"; `probability` that of its class.
    """

    kind: str
    title: str
    pixels: NDArray[np.uint8] = field(repr=False)
    values: Floats = field(repr=False)
    probability: float
    similarity: Similarity


def checks(scene: Scene, tell: Tell = silent) -> tuple[Check, ...]:
    """Return the original map and the others; raises ValueError where there is none to compare.

    `tell` is called with the share that is done, and may break off.
    """
    state = scene.state
    settings = "checks", state.method, scene.layer, scene.target, scene.other

    def make() -> tuple[tuple[Check, ...], Floats]:
        found = tuple(_checks(scene, tell))
        return found, np.concatenate([one.values.ravel() for one in found])

    return remember(scene, (*settings, state.patch, state.stride), make)


def curves(scene: Scene, tell: Tell = silent) -> tuple[Curve, Curve]:
    """Return the deletion and the insertion curve of the original map; `tell` as in `checks`."""
    state = scene.state

    def make() -> tuple[tuple[Curve, Curve], Floats]:
        values = _shown(scene, explained(scene, scene.target).values)[None]
        given = scene.network, scene.x, scene.target, values
        found = (
            deletion(*given, tell=lambda share: tell(share / 2)),
            insertion(*given, tell=lambda share: tell((1 + share) / 2)),
        )
        return found, found[0].probabilities

    settings = "curves", state.method, scene.layer, scene.target, state.patch, state.stride
    return remember(scene, settings, make)


def trained_layers(network: Graph) -> list[str]:
    """Name the nodes with weights, from the last to the first; of many, evenly chosen ones."""
    found = learned_nodes(network)[::-1]
    if len(found) <= MOST_LAYERS:
        return list(found)
    places = np.linspace(0, len(found) - 1, MOST_LAYERS).round().astype(int)
    return [found[place] for place in places]


def verdict(found: tuple[Check, ...]) -> list[str]:
    """Judge the map by the numbers: what all random weights, and another class, leave of it."""
    weights = [one for one in found if one.kind == "weights"][-1:]
    others = [one for one in found if one.kind == "class"]
    return [
        *(_of_weights(one.similarity.rank) for one in weights),
        *(_of_class(one.similarity.rank, one.title) for one in others),
    ]


def _told(rank: float) -> str:
    return f"rank correlation {rank:.2f}".replace("-", "−")


def _of_weights(rank: float) -> str:
    if math.isnan(rank):
        return f"{_RANDOM} the heat map is empty: the original depends on what was learned."
    number = _told(rank)
    if rank > HIGH:
        return (
            f"Misleading! {_RANDOM} the map is nearly the same ({number}): it shows the picture, "
            "not what was learned."
        )
    if rank > LOW:
        return (
            f"{_RANDOM} the map is still similar ({number}): it shows the picture as well as what "
            "was learned."
        )
    return f"{_RANDOM} the map is different ({number}): the original depends on what was learned."


def _of_class(rank: float, title: str) -> str:
    if math.isnan(rank):
        return f"{title}: its heat map is empty."
    number = _told(rank)
    if rank > HIGH:
        return (
            f"{title}: nearly the same map ({number}), so it does not tell why this class and not "
            "the other."
        )
    return f"{title}: a different map ({number}), so it depends on the class."


def _checks(scene: Scene, tell: Tell) -> Iterator[Check]:
    network, target = scene.network, scene.target
    own, layers = scene.subject.pixels, trained_layers(network)
    total, done = len(layers) + 5, 0

    def tell_part(share: float) -> None:
        tell(min(1.0, (done + share) / total))

    original = _shown(scene, explained(scene, target, tell_part).values)

    def check(kind: str, title: str, net: Graph, pixels: NDArray[np.uint8], number: int) -> Check:
        nonlocal done
        done += 1
        tell_part(0)
        seen = as_input(pixels[None])
        values = _shown(scene, of(scene, net, seen, number, tell_part).values)
        share = float(probabilities(net, seen)[0, number])
        return Check(kind, title, pixels, values, share, similarity(original, values))

    yield check("original", "Original", network, own, target)
    for name in layers:
        title = f"Random weights, last layer to {layer_name(network, name)}"
        yield check("weights", title, randomised(network, name), own, target)
    if scene.other is not None:
        title = f"Another class, “{scene.card.classes[scene.other]}”"
        yield check("class", title, network, own, scene.other)
    moved = subjects.shifted(scene.subject, SHIFT).pixels
    yield check("shift", f"Picture shifted right by {SHIFT} pixels", network, moved, target)
    soft = np.rint(blur(own[None].astype(np.float32), BLUR)[0]).astype(np.uint8)
    yield check("blur", f"Picture blurred, σ = {BLUR:g}", network, soft, target)


def _shown(scene: Scene, values: Floats) -> Floats:
    """Return a map as it is drawn: after ReLU where the method has a sign."""
    return np.maximum(values, 0) if wording.has_relu(scene.state.method) else values

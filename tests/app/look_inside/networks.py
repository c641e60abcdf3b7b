"""Networks that are looked into, before a residual one is shipped: one with random weights too."""

from collections.abc import Callable

import numpy as np

from app.look_inside import analysis
from app.look_inside.analysis import Scene
from app.look_inside.schema import InsideState
from app.trained_networks import scene as looked_at
from app.trained_networks import subjects
from engine import networks
from engine.datasets import as_input
from engine.datasets.cifar10 import CLASSES
from engine.explain.heat_maps.scores import probabilities
from engine.networks import Graph, branching
from engine.networks.shipped import Card

SHAPE = (3, 32, 32)


def shipped(name: str) -> Scene:
    """A trained network before its first picture."""
    return analysis.scene_of(InsideState(network=name).start())


def residual() -> Scene:
    """A small residual network with random weights and statistics, before a drawing."""
    made = Graph(SHAPE, branching.residual(SHAPE, 10, 1, 4), 3, "he_normal")
    rng = np.random.default_rng(0)
    for name, array in made.state.items():
        if "running" in name or name.endswith("bias"):
            array[...] = rng.uniform(0.2, 1.5, array.shape)
    card = Card("Residual", "CIFAR-10", CLASSES, 0, "", 1, 10, 50.0, (50.0,) * 10, (), "make")
    subject = subjects.subject("cat_drawing", "lenet_cifar10")
    x = as_input(subject.pixels[None])
    found = looked_at.Scene(
        "residual", "residual", made, card, subject, x, probabilities(made, x)[0]
    )
    outputs = x[0], *(one[0] for one in made.trace(x, keep=True).activations)
    return Scene(**vars(found), state=InsideState(), outputs=outputs)


EVERY: dict[str, Callable[[], Scene]] = {
    name: (lambda name=name: shipped(name)) for name in networks.shipped()
} | {"residual": residual}

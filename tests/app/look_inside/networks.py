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
from engine.explain.heat_maps.scores import probabilities
from tests.app.trained_networks import small_residual


def shipped(name: str) -> Scene:
    """A trained network before its first picture."""
    return analysis.scene_of(InsideState(network=name).start())


def residual() -> Scene:
    """A small residual network with random weights and statistics, before a drawing."""
    made = small_residual.made()
    rng = np.random.default_rng(0)
    for name, array in made.state.items():
        if "running" in name or name.endswith("bias"):
            array[...] = rng.uniform(0.2, 1.5, array.shape)
    subject = subjects.subject("cat_drawing", "lenet_cifar10")
    x = as_input(subject.pixels[None])
    found = looked_at.Scene(
        "residual", "residual", made, small_residual.CARD, subject, x, probabilities(made, x)[0]
    )
    outputs = x[0], *(one[0] for one in made.trace(x, keep=True).activations)
    return Scene(**vars(found), state=InsideState(), outputs=outputs)


EVERY: dict[str, Callable[[], Scene]] = {
    name: (lambda name=name: shipped(name)) for name in networks.shipped()
} | {"residual": residual}

"""Networks that are looked into: those that ship, and some with random weights."""

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
from engine.networks.classifiers import Normalisation, prepared
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
    return _before("residual", made, _cat())


def uncommon() -> Scene:
    """A network with random weights and the layers that own models may have, on a drawing."""
    layers = [
        ("conv", networks.Conv2d(3, 8, 3, stride=2, padding=1)),
        ("maxout", networks.Maxout(2)),
        ("enlarged", networks.Upsample((1, 2))),
        ("conv2", networks.Conv2d(4, 4, 3)),
        ("up", networks.ConvTranspose2d(4, 6, 3, 2, 1, 1, groups=2)),
        ("gaps", networks.ConvTranspose2d(6, 4, (2, 3), (3, 1), bias=False, dilation=(1, 2))),
        ("scale", networks.Scale(4)),
        ("clip", networks.Hardtanh(-0.5, 0.75)),
        ("pad", networks.ZeroPad2d((1, 2, 0, 3))),
        ("shuffle", networks.ChannelShuffle(2)),
        ("lrn", networks.LocalResponseNorm(3, 0.5, 0.75, 2.0)),
        ("gap", networks.AdaptiveAvgPool2d(1)),
        ("flat", networks.Flatten()),
        ("fc", networks.Linear(4, 10)),
        ("softmax", networks.Softmax()),
    ]
    nodes = [
        networks.Node(name, layer, (layers[number - 1][0] if number else "input",))
        for number, (name, layer) in enumerate(layers)
    ]
    plain = networks.Graph((3, 32, 32), nodes, 1, "he_normal")
    rng = np.random.default_rng(0)
    for array in plain.state.values():
        array += rng.uniform(-0.3, 0.3, array.shape).astype(np.float32)
    colours = Normalisation(255.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), reverse=True)
    return _before("uncommon", prepared(plain, colours), _cat())


def _cat() -> subjects.Subject:
    return subjects.subject("cat_drawing", "lenet_cifar10")


def _before(name: str, made: networks.Graph, subject: subjects.Subject) -> Scene:
    x = as_input(subject.pixels[None])
    found = looked_at.Scene(
        name, name, made, small_residual.CARD, subject, x, probabilities(made, x)[0]
    )
    outputs = x[0], *(one[0] for one in made.trace(x, keep=True).activations)
    return Scene(**vars(found), state=InsideState(), outputs=outputs)


EVERY: dict[str, Callable[[], Scene]] = {
    name: (lambda name=name: shipped(name)) for name in networks.shipped()
} | {"residual": residual}

"""Two runs side by side: what they differ in, and where there is nothing to compare."""

from collections.abc import Sequence
from dataclasses import replace

from app.training.settings import Settings, own_activations
from engine.networks import Conv2d, Layer
from engine.networks.ready_made import twin

NAMES = {
    "none": "No comparison",
    "activation": "Sigmoid vs ReLU",
    "dense": "CNN vs fully connected",
    "shift": "With and without random shifts",
}


def why_not(name: str, layers: Sequence[Layer]) -> str:
    """Why a network has nothing to be compared with, in words; empty where it has."""
    if name == "activation" and not own_activations(layers):
        return "This network has no activation function to swap, so it is trained alone."
    if name == "dense" and not any(isinstance(one, Conv2d) for one in layers):
        return (
            "This network has no convolution: it is already fully connected and is trained alone."
        )
    return ""


def titles(name: str, network: str) -> tuple[str, ...]:
    """Return what the runs are called; `network` is the title of the network."""
    return {
        "activation": ("ReLU", "Sigmoid"),
        "dense": (network.partition(":")[0], "Fully connected"),
        "shift": ("Without shifts", "With shifts"),
    }.get(name, (network,))


def networks(
    name: str, shape: Sequence[int], layers: tuple[Layer, ...]
) -> tuple[tuple[Layer, ...], ...]:
    """Return the layers of each run."""
    if name == "none":
        return (layers,)
    return layers, twin(shape, layers) if name == "dense" else layers


def settings(name: str, first: Settings) -> tuple[Settings, ...]:
    """Return the settings of each run."""
    match name:
        case "none":
            return (first,)
        case "activation":
            return tuple(replace(first, activation=kind) for kind in ("ReLU", "Sigmoid"))
        case "shift":
            return tuple(replace(first, shift=shift) for shift in (0, max(1, first.shift)))
    return first, first

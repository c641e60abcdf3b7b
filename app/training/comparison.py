"""Experiments: two runs side by side and what they differ in, or one that overfits."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.training.settings import Settings, own_activations
from engine.networks import Conv2d, LayerInfo, Node, graph_table
from engine.networks.nodes import as_nodes
from engine.networks.ready_made import twin_of

NAMES = {
    "none": "No comparison",
    "activation": "Sigmoid vs ReLU",
    "dense": "CNN vs fully connected",
    "shift": "With and without random shifts",
    "overfit": "Overfitting: few pictures",
}
PREPARED: dict[str, dict[str, Any]] = {
    "activation": {"data": "digits", "network": "plain"},
    "dense": {"data": "shapes", "network": "plain", "shift": 3, "epochs": 10},
    "shift": {
        "data": "shapes",
        "network": "plain",
        "pictures": 200,
        "batch": 16,
        "shift": 3,
        "epochs": 30,
    },
    "overfit": {"data": "digits", "network": "plain", "pictures": 50, "batch": 16, "epochs": 60},
}
"""What an experiment is chosen with: settings, beside the usual ones, that show what it is for."""

LESSONS = {
    "activation": (
        "Only the activation function differs. The bars show how much of the gradient reaches each"
        " layer: what a layer does not get, it cannot learn from."
    ),
    "dense": (
        "Both networks have about the same number of parameters. A convolution uses the same"
        " weights at every position, so a shape learned at one place is found at any other; the"
        " fully connected network has to learn it anew for each."
    ),
    "shift": (
        "Both see the same few pictures. Random shifts show them at other places in every epoch,"
        " so they are harder to learn by heart."
    ),
    "overfit": (
        "Few pictures, nothing varied by chance: the network learns them by heart. Watch where the"
        " validation curve leaves the training curve. Then try more pictures, random shifts or"
        " early stopping."
    ),
}
"""What to look at, in a sentence or two."""


def why_not(name: str, layers: Sequence[LayerInfo]) -> str:
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
    name: str, shape: Sequence[int], nodes: tuple[Node, ...]
) -> tuple[tuple[Node, ...], ...]:
    """Return the network of each run."""
    if len(titles(name, "")) == 1:
        return (nodes,)
    return nodes, as_nodes(twin_of(graph_table(shape, nodes))) if name == "dense" else nodes


def settings(name: str, first: Settings) -> tuple[Settings, ...]:
    """Return the settings of each run."""
    match name:
        case "activation":
            return tuple(replace(first, activation=kind) for kind in ("ReLU", "Sigmoid"))
        case "shift":
            return tuple(replace(first, shift=shift) for shift in (0, max(1, first.shift)))
        case "dense":
            return first, first
    return (first,)

"""A small residual network with random weights, for pages that look into trained ones."""

import pytest

from engine import networks
from engine.datasets.cifar10 import CLASSES
from engine.networks import Graph, branching
from engine.networks.shipped import Card

SHAPE = (3, 32, 32)
NAME = "of_colour"
CARD = Card("Residual", "CIFAR-10", CLASSES, 0, "", 1, 10, 50.0, (50.0,) * 10, (), "make")


def made() -> Graph:
    """Return the network."""
    return Graph(SHAPE, branching.residual(SHAPE, 10, 1, 4), 3, "he_normal")


def ship(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """Let it look shipped under its name, and return it."""
    network, trained, card = made(), networks.trained, networks.card
    monkeypatch.setattr(
        networks, "trained", lambda name: network if name == NAME else trained(name)
    )
    monkeypatch.setattr(networks, "card", lambda name: CARD if name == NAME else card(name))
    return network

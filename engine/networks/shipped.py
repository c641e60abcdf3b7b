"""The trained networks that come with the app, each with a card of what is known about it.

They are files in `assets/networks`: weights and layers as `to_bytes` writes them, the card as JSON.
`assets/networks/make.py` trains them anew.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.checks import one_of
from engine.networks.graph import Graph
from engine.networks.saving import load

FOLDER = Path(__file__).parents[2] / "assets" / "networks"
_NAMES = "lenet_cifar10", "residual_cifar10", "lenet_digits"


@dataclass(frozen=True)
class Card:
    """What is known about a network, measured once, when it was trained.

    `accuracy` and `by_class`: % of the pictures held out. `mistakes`: (what it is, what it is taken
    for, how often), the most frequent first. `recipe` tells how it was trained, in `seconds`;
    `command` does it again.
    """

    title: str
    data: str
    classes: tuple[str, ...]
    parameters: int
    recipe: str
    seconds: int
    tested: int
    accuracy: float
    by_class: tuple[float, ...]
    mistakes: tuple[tuple[str, str, int], ...]
    command: str


def shipped() -> tuple[str, ...]:
    """Return the names of the trained networks, those of colour pictures first."""
    return _NAMES


def trained(name: str) -> Graph:
    """Return a trained network, read once and kept: nobody may change its weights.

    Raises ValueError, in one sentence, for a name that `shipped` does not return.
    """
    return _load(one_of(name, "the network", _NAMES))


def card(name: str) -> Card:
    """Return what is known about a trained network; ValueError for a name that is none."""
    return _card(one_of(name, "the network", _NAMES))


@cache
def _load(name: str) -> Graph:
    network = load(FOLDER / f"{name}.safetensors")
    for array in network.state.values():
        array.flags.writeable = False
    return network


@cache
def _card(name: str) -> Card:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    for key in ("classes", "by_class"):
        found[key] = tuple(found[key])
    found["mistakes"] = tuple(tuple(one) for one in found["mistakes"])
    return Card(**found)

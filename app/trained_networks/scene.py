"""A network before a picture, and what is asked of both once for all who look at the same."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.memory import Budget
from app.trained_networks import catalogue, subjects
from engine.datasets import as_input
from engine.explain.heat_maps.scores import probabilities
from engine.networks.graph import Graph
from engine.networks.shipped import Card

Floats = NDArray[np.float32]
Result = TypeVar("Result")
_BUDGET = 64_000_000
"""Bytes of results that the process keeps ready."""


@dataclass(frozen=True)
class Scene:
    """A network before a picture: what it predicts.

    `name` is the network's in the menu, `identity` tells it from those of other sessions, too.
    """

    name: str
    identity: str
    network: Graph
    card: Card
    subject: subjects.Subject
    x: Floats = field(repr=False)
    probabilities: Floats = field(repr=False)

    @property
    def ranked(self) -> list[int]:
        """The classes, the most probable first."""
        return [int(number) for number in np.argsort(-self.probabilities, kind="stable")]

    @property
    def truth(self) -> int | None:
        """The class that the picture is of, where that is known."""
        truth = self.subject.truth
        return None if truth is None else self.card.classes.index(truth)

    @property
    def key(self) -> tuple[str, ...]:
        """What a result depends on, whatever it is."""
        return self.identity, self.subject.key


@dataclass(frozen=True)
class _Kept(Generic[Result]):
    """A result within the budget; `pixels` stands for what it needs."""

    result: Result
    pixels: NDArray[np.uint8]


_kept = Budget[_Kept[Any]](_BUDGET)


def scene(name: str, picture: str) -> Scene:
    """Return a network, by its name, before a picture, by its name."""
    return before(name, subjects.subject(picture, name))


def before(name: str, subject: subjects.Subject) -> Scene:
    """Return a network, by its name, before a picture."""
    network, identity = catalogue.network(name), catalogue.key(name)
    x = as_input(subject.pixels[None])

    def predict() -> tuple[Floats, Floats]:
        found = probabilities(network, x)[0]
        return found, found

    predicted = _remembered((identity, subject.key, "probabilities"), predict)
    return Scene(name, identity, network, catalogue.card(name), subject, x, predicted)


def remember(scene: Scene, what: Hashable, make: Callable[[], tuple[Result, Floats]]) -> Result:
    """Return what was made of this network and picture, or make it: a result, and its numbers."""
    return _remembered((*scene.key, what), make)


def _remembered(key: Hashable, make: Callable[[], tuple[Result, Floats]]) -> Result:
    def kept() -> _Kept[Result]:
        result, numbers = make()
        return _Kept(result, np.ascontiguousarray(numbers).view(np.uint8))

    found: Result = _kept.get(key, kept).result
    return found

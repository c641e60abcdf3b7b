"""Acts of all these pages."""

from dataclasses import replace
from typing import Any, TypeVar

from app import pictures
from app.state.schema import Schema
from app.trained_networks import subjects

State = TypeVar("State", bound=Schema)


def choose_network(state: State, network: str) -> State:
    """Take another network, from the page's start with it; a picture that fits it stays."""
    before: Any = state
    start = at_start(state, network)
    if before.picture in (pictures.OWN, *subjects.names(network)):
        start = replace(start, picture=before.picture)  # type: ignore[type-var]
    return start


def at_start(state: State, network: str) -> State:
    """Return the state with which a page begins with a network."""
    return replace(state.unplaced(), network=network).start()  # type: ignore[type-var]

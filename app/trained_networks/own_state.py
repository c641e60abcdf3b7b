"""What the learner's own network does to the states of pages: no link carries it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

from app import own_picture, pictures
from app.state import record
from app.state.schema import Schema
from app.trained_networks import own_network, subjects
from app.trained_networks.choosing import at_start, choose_network
from app.trained_networks.own_model import OwnModel
from app.trained_networks.own_network import OWN
from app.trained_networks.own_settings import Settings

State = TypeVar("State", bound=Schema)
FOLLOWING = frozenset(
    {"network", "target", "compare", "layer", "opened", "features", "channel", "row", "column"}
    | {"beside", "effective"}
)
"""Fields of which a link speaks only where it means one of the networks that come with the app."""


def take(made: OwnModel) -> None:
    """Keep a model, and let the pages that show the one before begin anew with it.

    Raises ValueError, in one sentence, where there is no room for it.
    """
    own_network.keep(made)
    for known in record.pages().records.values():
        if getattr(known.state, "network", None) == OWN:
            known.state = choose_network(known.state, OWN)


def change(act: Callable[[Settings], Settings]) -> None:
    """Keep the learner's model with other settings; ValueError where they do not fit."""
    now = own_network.given()
    take(now.with_settings(act(now.settings)))


def arrive(state: State, given: Collection[str], before: State | None) -> State:
    """Keep the learner's own network and picture where a link says nothing of them."""
    shown: Any = before
    kept = before is None or shown.network == OWN
    if kept and own_network.own.get() is not None and not FOLLOWING.intersection(given):
        state = choose_network(state, OWN)
    return own_picture.arrive(state, given, before)


def linked(state: State) -> State:
    """Return what a link of this state opens: neither the learner's network nor their picture."""
    now: Any = state
    if now.network == OWN:
        first: Any = type(state)()
        state = at_start(state, first.network)
        if now.picture in subjects.names(first.network):
            state = replace(state, picture=now.picture)  # type: ignore[type-var]
    elif now.picture == pictures.OWN:
        start: Any = state.start()
        state = replace(state, picture=start.picture)  # type: ignore[type-var]
    return state

"""The trained networks of a browser session, by name: those that ship, and the learner's own."""

from app.trained_networks import own_network
from app.trained_networks.own_network import OWN
from engine import networks
from engine.networks.graph import Graph
from engine.networks.shipped import Card


def titles() -> dict[str, str]:
    """Return what the menu calls the networks, the learner's own first."""
    found = own_network.own.get()
    mine = {} if found is None else {OWN: f"Your model: {found.title}"}
    return mine | {name: networks.card(name).title for name in networks.shipped()}


def network(name: str) -> Graph:
    """Return a network, which nobody may change."""
    return own_network.given().network if name == OWN else networks.trained(name)


def card(name: str) -> Card:
    """Return what is known about a network."""
    return own_network.given().card if name == OWN else networks.card(name)


def key(name: str) -> str:
    """Return what tells a network from all others, also from those of other sessions."""
    return own_network.given().key if name == OWN else name

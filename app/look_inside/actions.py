"""What the learner's acts make of the page's state."""

from dataclasses import replace

from app.look_inside.schema import InsideState, is_cell
from app.pictures import OWN
from app.state.schema import fields
from app.trained_networks import subjects


def choose_network(state: InsideState, network: str) -> InsideState:
    """Take another network, with its own layers; a picture that fits it stays."""
    start = replace(state.unplaced(), network=network).start()
    fits = state.picture in (OWN, *subjects.names(network))
    return replace(start, picture=state.picture) if fits else start


def choose_picture(state: InsideState, picture: str) -> InsideState:
    """Show another picture; the map that is open stays open."""
    return replace(state, picture=picture)


def ask_effective(state: InsideState, place: object) -> InsideState:
    """Compute the effective receptive field of a cell, as the browser names it."""
    read = fields(InsideState)["effective"].read
    if not isinstance(place, str) or not place or not is_cell(state.network, read(place)):
        raise ValueError("this is no cell of a feature map")
    return replace(state, effective=place)

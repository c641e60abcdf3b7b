"""What the learner's acts make of the page's state."""

from dataclasses import replace

from app.state.schema import fields
from app.trained_networks import catalogue
from app.where_it_looks.schema import PREDICTED, USUAL, WhereState, effective_cell


def choose_picture(state: WhereState, picture: str) -> WhereState:
    """Show another picture, and explain what is predicted for it."""
    return replace(_closed(state), picture=picture, target=PREDICTED, compare=USUAL)


def choose_view(state: WhereState, view: str) -> WhereState:
    """Show another view, from its start."""
    return replace(_closed(state), view=view)


def choose_layer(state: WhereState, layer: str) -> WhereState:
    """Make the heat map of another layer, whose cells are others."""
    return replace(_closed(state), layer=layer)


def choose_method(state: WhereState, method: str) -> WhereState:
    """Make the heat map in another way, perhaps of other cells."""
    return replace(_closed(state), method=method)


def choose_compare(state: WhereState, compare: str) -> WhereState:
    """Show the heat map of another class beside the first, or none."""
    return replace(state, compare=compare, effective="")


def ask_effective(state: WhereState, place: object) -> WhereState:
    """Compute the effective receptive field of a cell, as the browser names it."""
    read = fields(WhereState)["effective"].read
    asked = replace(state, effective=read(place) if isinstance(place, str) else "")
    if effective_cell(asked, catalogue.network(state.network)) is None:
        raise ValueError("this is no cell of a heat map")
    return asked


def _closed(state: WhereState) -> WhereState:
    """Return the state in which no cell is pinned, or asked for."""
    return replace(state.unplaced(), effective="")

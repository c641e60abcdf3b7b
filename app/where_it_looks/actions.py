"""What the learner's acts make of the page's state."""

from dataclasses import replace

from app.where_it_looks.schema import PREDICTED, USUAL, WhereState


def choose_picture(state: WhereState, picture: str) -> WhereState:
    """Show another picture, and explain what is predicted for it."""
    return replace(state.unplaced(), picture=picture, target=PREDICTED, compare=USUAL)


def choose_view(state: WhereState, view: str) -> WhereState:
    """Show another view, from its start."""
    return replace(state.unplaced(), view=view)


def choose_layer(state: WhereState, layer: str) -> WhereState:
    """Make the heat map of another layer, whose cells are others."""
    return replace(state.unplaced(), layer=layer)


def choose_method(state: WhereState, method: str) -> WhereState:
    """Make the heat map in another way, perhaps of other cells."""
    return replace(state.unplaced(), method=method)

"""What the learner's acts make of the page's state."""

from dataclasses import replace

from app.look_inside.schema import NONE, SHIFTED, InsideState, comparable, is_cell
from app.state.schema import fields


def choose_picture(state: InsideState, picture: str) -> InsideState:
    """Show another picture; the map that is open stays open."""
    return replace(state, picture=picture)


def choose_view(state: InsideState, view: str) -> InsideState:
    """Show another view; another picture beside it stays."""
    changed = replace(state.unplaced(), view=view, effective="")
    own = set(comparable(state.network, view)) - {NONE, SHIFTED}
    return changed if state.beside in own else replace(changed, beside=changed.usual_beside)


def ask_effective(state: InsideState, place: object) -> InsideState:
    """Compute the effective receptive field of a cell, as the browser names it."""
    read = fields(InsideState)["effective"].read
    if not isinstance(place, str) or not place or not is_cell(state.network, read(place)):
        raise ValueError("this is no cell of a feature map")
    return replace(state, effective=place)

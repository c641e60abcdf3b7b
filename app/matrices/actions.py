"""What the learner's acts make of the page's state, besides those of Step by step."""

from dataclasses import replace

from app.matrices.schema import MatricesState


def choose_view(state: MatricesState, view: str) -> MatricesState:
    """Look at something else, from its beginning; the numbers stay."""
    return replace(state.unplaced(), view=view)


def choose_direction(state: MatricesState, direction: str) -> MatricesState:
    """Multiply by the matrix or by the transposed one, from the first row."""
    return replace(state.unplaced(), direction=direction)


def draw_digits(state: MatricesState) -> MatricesState:
    """Draw other digits."""
    return replace(state.unplaced(), digits=state.digits % 999 + 1)

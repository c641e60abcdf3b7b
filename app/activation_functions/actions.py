"""What the learner's acts make of the page's state."""

from collections.abc import Callable
from dataclasses import replace

from app.activation_functions.schema import ActivationState, Line

AS_OTHERS: dict[str, tuple[Line, Line]] = {
    "ReLU": ((0, 0), (10, 0)),
    "leaky ReLU (0.1)": ((1, 0), (10, 0)),
    "|x|": ((-10, 0), (10, 0)),
}
"""Lines under which maxout is another function, in tenths."""


def set_line(number: int, part: int) -> Callable[[ActivationState, int], ActivationState]:
    """Make the act that sets the slope (part 0) or the offset (1) of one of maxout's lines."""

    def act(state: ActivationState, value: int) -> ActivationState:
        lines = [list(line) for line in state.lines]
        lines[number][part] = value
        (first, one), (second, other) = lines
        return replace(state, lines=((first, one), (second, other)))

    return act


def take_lines(lines: tuple[Line, Line]) -> Callable[[ActivationState], ActivationState]:
    """Make the act that takes both lines at once."""
    return lambda state: replace(state, lines=lines)

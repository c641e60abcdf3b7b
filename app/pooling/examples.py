"""Worked examples of pooling: numbers and settings to begin with."""

from dataclasses import dataclass

from app.cells import Texts
from app.state.matrix_text import matrix
from app.step_by_step.examples import EXAMPLES

OWN = "own"
"""Name of the learner's own numbers in the menu."""


@dataclass(frozen=True)
class Example:
    """A matrix, what is done to it, and one sentence on what to look at."""

    title: str
    shows: str
    numbers: Texts
    operation: str = "max"
    window: int = 2
    stride: int = 2
    ceil: bool = False


_LECTURES = EXAMPLES["pool"].volume[0]

POOLED = {
    "lectures": Example(
        "Max pooling, 2×2 at stride 2",
        "Each window of 2×2 keeps its largest value: 6×6 becomes 3×3. Nothing is learned.",
        _LECTURES,
    ),
    "average": Example(
        "Average pooling, 2×2 at stride 2",
        "The same windows, each replaced by its mean.",
        _LECTURES,
        operation="average",
    ),
    "thirds": Example(
        "Max pooling, 3×3 at stride 3",
        "Larger windows keep less: 6×6 becomes 2×2.",
        _LECTURES,
        window=3,
        stride=3,
    ),
    "overlapping": Example(
        "Overlapping windows, 3×3 at stride 2",
        "The stride is smaller than the window, so neighbouring windows share values. An even size "
        "leaves a row and a column over; AlexNet pools 55×55 to 27×27 this way.",
        _LECTURES,
        window=3,
    ),
    "ceil": Example(
        "Ceil mode: a last window past the end",
        "5×5 with 2×2 windows at stride 2: floor gives 2×2 and ignores the last row and column; "
        "ceil gives 3×3, with smaller windows there.",
        matrix("3 4 6 2 1 / 3 5 4 9 8 / 1 7 5 4 6 / 7 2 6 5 4 / 6 1 7 7 2"),
        ceil=True,
    ),
    "ties": Example(
        "Ties: who wins?",
        "Equal values in a window: the output is the same whoever wins, but the gradient goes to "
        "the first of them in row order.",
        matrix("5 5 1 1 / 5 5 1 1 / 0 2 3 3 / 2 2 0 3"),
    ),
    "global": Example(
        "Global average pooling",
        "One window over the whole map: each map becomes one number, whatever its size.",
        _LECTURES,
        operation="global",
    ),
}

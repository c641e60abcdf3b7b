"""The page's state: a convolution's numbers as Step by step has them, and the views of it."""

from dataclasses import dataclass, fields, replace
from typing import Self

from app.matrices.layers import REAL
from app.state.schema import choice, whole
from app.step_by_step.examples import EXAMPLES, RANDOM
from app.step_by_step.schema import CONVOLUTIONS, StepState

VIEWS = ("im2col", "sparse", "fc", "cost")
DIRECTIONS = ("forward", "backward")
OFFERED = (*(name for name, one in EXAMPLES.items() if one.operation in CONVOLUTIONS), RANDOM)
"""The examples that are convolutions, and random numbers."""
MOST_EXTRA = 8
_KEPT = ("direction", "extra", "digits", "blocks", "layer")
"""What another example leaves as it is."""


@dataclass(frozen=True)
class MatricesState(StepState):
    """A convolution with padding of zeros, and what the other views are set to.

    `extra` makes the picture of digits 2·`extra` pixels larger than 8×8, `digits` draws it. The
    picture for VGG-16 has a side of 32·`blocks`.
    """

    view: str = choice(VIEWS, default="im2col", head=True)
    example: str = choice(OFFERED, default="a", head=True)
    operation: str = choice(CONVOLUTIONS, default="correlation")
    mode: str = choice(("constant",), default="constant")
    direction: str = choice(DIRECTIONS, default="forward")
    extra: int = whole(0, MOST_EXTRA, default=2)
    digits: int = whole(1, 999, default=47)
    blocks: int = whole(7, 16, default=12)
    layer: str = choice(REAL, default="alexnet1")

    def start(self) -> Self:
        """Return the untouched example, with everything of this state that is none of it."""
        return replace(super().start(), **{name: getattr(self, name) for name in _KEPT})


def of_steps(state: StepState) -> MatricesState | None:
    """Return the same convolution for this page; None for another operation or padding mode."""
    if state.operation not in CONVOLUTIONS or state.mode != "constant":
        return None
    values = {one.name: getattr(state, one.name) for one in fields(StepState)}
    if state.example not in OFFERED:
        values["example"] = RANDOM
    return MatricesState(**values | {"view": "im2col"}).unplaced()

"""Where a stepper or another view of its numbers stands: fields of every page that has one."""

from dataclasses import dataclass

from app.state import readers
from app.state.schema import Schema, choice, custom, flag, position, whole


@dataclass(frozen=True)
class StepperPositions(Schema):
    """What a link says of a stepper.

    `step` counts output cells from 1, row by row and map after map, and 0 stands for the first;
    `shown` says how many of them are filled, -1 for all or as many as were stepped to. `at` is the
    cell that is pinned or chosen, by its matrix and its place in that.
    """

    step: int = position(whole(1, 99999, default=0))
    shown: int = position(whole(0, 99999, default=-1))
    predict: bool = position(flag(default=False))
    numbers: str = position(choice(("decimal", "fraction", "integer"), default="decimal"))
    speed: int = position(choice((2000, 1000, 400, 120), default=1000))
    at: str = position(custom(read=readers.cell, default=""))

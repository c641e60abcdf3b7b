"""The page's state: which functions are looked at, where, and in which experiment."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from app.activation_functions.functions import ENTRIES
from app.pictures import OWN
from app.state.schema import Schema, choice, custom, position, whole
from engine import filters
from engine.images import gallery

SHOWS = ("curve", "compare", "experiments")
EXPERIMENTS = ("vanish", "zigzag", "dying", "speed", "cost", "maxout")
MAX_RATE, MAX_OFFSET = 20, 50
"""Of the lines of maxout, in tenths."""
_DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)

Line = tuple[int, int]
"""Slope and offset, in tenths."""


def _parts(lowest: int, highest: int, unit: int) -> Callable[[str], int]:
    """Make a reader of decimals between two limits, as whole parts of which `unit` make one."""

    def reader(text: str) -> int:
        value = round(float(text) * unit, 6) if _DECIMAL.fullmatch(text) else None
        if value is None or value != int(value) or not lowest <= value <= highest:
            raise ValueError(
                f"it must be a number from {lowest / unit:g} to {highest / unit:g}"
                f" in steps of {1 / unit:g}"
            )
        return int(value)

    return reader


def _number(lowest: int, highest: int, unit: int, *, default: int) -> int:
    """Declare a number that is kept in whole parts, of which `unit` make one."""

    def write(value: int) -> str:
        return f"{value / unit:g}"

    read = _parts(lowest, highest, unit)
    declared: int = custom(read=read, write=write, default=default, limits=(lowest, highest))
    return declared


def _lines(text: str) -> tuple[Line, Line]:
    parts = [part.split("_") for part in text.split("~")]
    if [len(part) for part in parts] != [2, 2]:
        raise ValueError("it must be two lines, each a slope and an offset: 0.1_0~1_0")
    rate, offset = _parts(-MAX_RATE, MAX_RATE, 10), _parts(-MAX_OFFSET, MAX_OFFSET, 10)
    first, second = ((rate(one), offset(other)) for one, other in parts)
    return first, second


def _write_lines(lines: tuple[Line, Line]) -> str:
    return "~".join(f"{rate / 10:g}_{offset / 10:g}" for rate, offset in lines)


@dataclass(frozen=True)
class ActivationState(Schema):
    """All that a link carries.

    `function` is the one that is shown, `other` what it is compared with. `slope` is parametric
    ReLU's, in hundredths, `alpha` ELU's, in tenths, `lines` are maxout's. `point` is where the
    point stands, in hundredths. `gain` multiplies the kernel's weights.

    Of the experiments `seed` draws weights and data, `depth` is how many layers the chain has,
    `rate` the learning rate under which units die, in tenths, `rival` what ReLU is raced with, at
    the learning rate `step_rate`, in hundredths.
    """

    show: str = choice(SHOWS, default="curve")
    function: str = choice(ENTRIES, default="sigmoid")
    other: str = choice(ENTRIES, default="relu")
    slope: int = _number(0, 100, 100, default=25)
    alpha: int = _number(0, 30, 10, default=10)
    lines: tuple[Line, Line] = custom(read=_lines, write=_write_lines, default=((-5, 0), (10, 0)))
    point: int = position(_number(-1000, 1000, 100, default=200))
    picture: str = choice(gallery.names(), default="astronaut")
    kernel: str = choice(filters.names(), default="sobel_x")
    gain: int = whole(1, 20, default=4)
    experiment: str = choice(EXPERIMENTS, default="vanish")
    seed: int = whole(1, 99, default=1)
    depth: int = whole(2, 20, default=10)
    rate: int = _number(1, 15, 10, default=10)
    rival: str = choice(("tanh", "sigmoid"), default="tanh")
    step_rate: int = _number(1, 50, 100, default=10)

    def in_link(self) -> Self:
        """Leave the learner's own picture out."""
        return replace(self, picture=type(self)().picture) if self.picture == OWN else self

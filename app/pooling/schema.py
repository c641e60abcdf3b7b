"""The page's state: the numbers that are pooled, the picture, and the way back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app.cells import Texts
from app.pictures import OWN
from app.pooling.examples import POOLED
from app.state import pairs
from app.state.matrix_text import from_link
from app.state.schema import Pair, choice, custom, flag, pair, whole
from app.step_by_step.positions import StepperPositions
from engine.images import gallery
from engine.ops.pooling import pooling_plan
from engine.planning.geometry import Plan

VIEWS = ("numbers", "picture", "back")
OPERATIONS = ("max", "average", "l2", "global")
MAPS = ("edges", "picture")
"""What of the picture is pooled: where its vertical edges are, or its brightness."""
MAX_SIDE, MAX_SHIFT, MOST = 12, 8, 9
PAIRS = ("window", "stride", "padding")


def _numbers(text: str) -> Texts:
    return from_link(text, MAX_SIDE, MAX_SIDE)


@dataclass(frozen=True)
class PoolingState(StepperPositions):
    """All that a link carries.

    `ceil` and `include_pad` are PyTorch's ceil_mode and count_include_pad. `right` and `down` are
    the shift of the picture. `size`, `side`, `steps`, `crop` and `more` are a transposed
    convolution's input size, kernel, stride, padding and output padding.
    """

    view: str = choice(VIEWS, default="numbers", head=True)
    example: str = choice(POOLED, default="lectures", head=True)
    operation: str = choice(OPERATIONS, default="max")
    window: Pair = pair(1, 6, default=(2, 2))
    stride: Pair = pair(1, 6, default=(2, 2))
    padding: Pair = pair(0, 3, default=(0, 0))
    separate: bool = flag(default=False)
    ceil: bool = flag(default=False)
    include_pad: bool = flag(default=True)
    numbers_in: Texts = custom(read=_numbers, default=())
    picture: str = choice(gallery.names(), default="astronaut")
    map: str = choice(MAPS, default="edges")
    right: int = whole(-MAX_SHIFT, MAX_SHIFT, default=1)
    down: int = whole(-MAX_SHIFT, MAX_SHIFT, default=0)
    size: int = whole(1, MOST, default=4)
    side: int = whole(1, 6, default=3)
    steps: int = whole(1, 4, default=2)
    crop: int = whole(0, 3, default=0)
    more: int = whole(0, 3, default=0)

    def start(self) -> Self:
        """Return the untouched example, with view, picture and way back of this state."""
        found = POOLED[self.example]
        return replace(
            self.unplaced(),
            operation=found.operation,
            window=(found.window, found.window),
            stride=(found.stride, found.stride),
            padding=(0, 0),
            separate=False,
            ceil=found.ceil,
            include_pad=True,
            numbers_in=found.numbers,
        )

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Give each of a pair's numbers a slider of its own where they differ."""
        del given
        return pairs.implied(self, PAIRS), ()

    def in_link(self) -> Self:
        """Leave the learner's own picture out."""
        shown = replace(self, picture=type(self)().picture) if self.picture == OWN else self
        return pairs.written(shown, PAIRS)

    @property
    def is_untouched(self) -> bool:
        """Whether numbers and settings are the example's."""
        begun = self.start()
        return all(
            getattr(self, name) == getattr(begun, name)
            for name in ("operation", "window", "stride", "padding", "ceil", "include_pad",
                         "numbers_in")
        )  # fmt: skip

    @property
    def plan(self) -> Plan:
        """The engine's sizes; raises ValueError with one sentence where there is no output."""
        shape = len(self.numbers_in), len(self.numbers_in[0])
        if self.operation == "global":
            return pooling_plan(shape, shape)
        if self.operation == "l2":
            return pooling_plan(shape, self.window, self.stride)
        return pooling_plan(shape, self.window, self.stride, self.padding, self.ceil)

"""The page's state: an example's numbers and settings, and what differs from them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import gcd
from random import Random
from typing import Any, Self

from app import cells
from app.state import pairs, readers, volume_text
from app.state.schema import Pair, choice, custom, flag, pair, positions, whole
from app.state.volume_text import Volume, side_lengths
from app.step_by_step.examples import EXAMPLES, RANDOM
from app.step_by_step.positions import StepperPositions
from engine.ops.pooling import pooling_plan
from engine.ops.transposed_convolution import transposed_plan
from engine.planning.geometry import Plan, plan

CONVOLUTIONS = ("correlation", "convolution")
POOLINGS = ("max", "average")
OPERATIONS = (*CONVOLUTIONS, "transposed", *POOLINGS)
MAX_SIDE, MAX_DEPTH, MAX_KERNEL, MAX_PADDING = 12, 4, 7, 5
VIEWS = ("steps", "neurons", "matrix", "pooling")
"""How a convolution is looked at: window after window, as neurons, as one matrix multiplication, or
beside pooling."""
SAME = "same"
"""Padding that keeps the size at stride 1; for convolutions only."""
SIZES = ("rows", "columns", "channels", "filters", "side", "seed")
"""The fields that the example "random" is drawn by."""
PAIRS = ("stride", "padding", "output_padding", "dilation", "window")


def _padding(text: str) -> str | Pair:
    return SAME if text == SAME else readers.pair(0, MAX_PADDING)(text)


@dataclass(frozen=True)
class StepState(StepperPositions):
    """All that a link carries. `rows` … `seed` make the numbers of the example "random".

    `view`, one of VIEWS, changes no number.

    Pairs are (vertical, horizontal); `padding` may be "same" instead. `separate`: vertical and
    horizontal have sliders of their own.

    `kernels` holds a matrix for every filter and channel, also where groups leave some unread.
    `channel`, and `kernel_channel` of `filter`, are those whose numbers are edited.
    """

    example: str = choice((*EXAMPLES, RANDOM), default="a", head=True)
    view: str = choice(VIEWS, default="steps", head=True)
    rows: int = whole(1, MAX_SIDE, default=7, head=True)
    columns: int = whole(1, MAX_SIDE, default=7, head=True)
    channels: int = whole(1, MAX_DEPTH, default=2, head=True)
    filters: int = whole(1, MAX_DEPTH, default=2, head=True)
    side: int = whole(1, MAX_KERNEL, default=3, head=True)
    seed: int = whole(1, 99999, default=1, head=True)
    operation: str = choice(OPERATIONS, default="correlation")
    stride: Pair = pair(1, 4, default=(1, 1))
    padding: str | Pair = custom(read=_padding, default=(0, 0), limits=(0, MAX_PADDING))
    output_padding: Pair = pair(0, 3, default=(0, 0))
    dilation: Pair = pair(1, 3, default=(1, 1))
    groups: int = whole(1, MAX_DEPTH, default=1)
    mode: str = choice(("constant", "edge", "reflect", "wrap"), default="constant")
    window: Pair = pair(1, 6, default=(2, 2))
    separate: bool = flag(default=False)
    volume: Volume = custom(read=volume_text.volume(MAX_SIDE, MAX_DEPTH), default=())
    kernels: tuple[Volume, ...] = custom(
        read=volume_text.filters(MAX_KERNEL, MAX_DEPTH), default=()
    )
    bias: tuple[str, ...] = custom(read=volume_text.row(MAX_DEPTH), default=())
    channel: int = whole(0, MAX_DEPTH - 1, default=0)
    filter: int = whole(0, MAX_DEPTH - 1, default=0)
    kernel_channel: int = whole(0, MAX_DEPTH - 1, default=0)

    def start(self) -> Self:
        """Return the untouched example, with the view, sizes and seed of this state."""
        drawn: dict[str, Any] = {name: getattr(self, name) for name in ("view", *SIZES)}
        if self.example == RANDOM:
            return type(self)(example=RANDOM, **drawn, **_draw(self))
        found = EXAMPLES[self.example]
        return type(self)(
            example=self.example,
            **drawn,
            operation=found.operation,
            stride=(found.stride, found.stride),
            padding=(found.padding, found.padding),
            window=(found.window, found.window),
            volume=found.volume,
            kernels=found.kernels,
            bias=found.bias,
        )

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Take the example's numbers where a link's do not belong together.

        Settings that give no output are shown as they are: the page says so beside the sliders.
        """
        del given
        state, complaints = self, []
        if problem := shape_problem(state):
            complaints.append(f"The link's numbers do not match: {problem}")
            state = state.start()
        if state.groups not in state.possible_groups:
            complaints.append(f"{undivided(state)}; 1 is used instead.")
            state = replace(state, groups=1)
        return pairs.implied(state, PAIRS), tuple(complaints)

    def in_link(self) -> Self:
        """Leave the sizes out where nothing is drawn by them."""
        first = type(self)()
        sizes = {} if self.example == RANDOM else {name: getattr(first, name) for name in SIZES}
        return pairs.written(replace(self, **sizes), PAIRS)

    @property
    def is_untouched(self) -> bool:
        """Whether numbers and settings are the example's, however they are looked at."""
        looks = ("separate", "channel", "filter", "kernel_channel", *positions(type(self)))
        return self == replace(self.start(), **{name: getattr(self, name) for name in looks})

    @property
    def shown_view(self) -> str:
        """How it is looked at: what is no convolution, in steps."""
        return self.view if self.operation in CONVOLUTIONS else "steps"

    @property
    def possible_groups(self) -> list[int]:
        """Into how many groups both channels and filters can be divided."""
        common = gcd(len(self.volume), len(self.kernels))
        return [groups for groups in range(1, common + 1) if common % groups == 0]

    @property
    def plan(self) -> Plan:
        """The engine's sizes; of a transposed convolution those of its convolution.

        Raises ValueError with one plain sentence where nothing can be computed.
        """
        size = side_lengths(self.volume[0])
        if self.operation in POOLINGS:
            return pooling_plan(size, self.window, self.stride, self.padding)
        window = side_lengths(self.kernels[0][0])
        if self.operation in CONVOLUTIONS:
            return plan(size, window, self.stride, self.padding, self.dilation)
        return transposed_plan(
            size, window, self.stride, self.padding, self.output_padding, self.dilation
        )


def _draw(head: StepState) -> dict[str, Any]:
    """Draw random integers, the same for everyone who has the seed."""
    random = Random(f"{head.seed} {head.rows} {head.columns} {head.channels} {head.filters}")

    def matrix(rows: int, columns: int, lowest: int, highest: int) -> cells.Texts:
        return tuple(
            tuple(str(random.randint(lowest, highest)) for _ in range(columns)) for _ in range(rows)
        )

    return {
        "volume": tuple(matrix(head.rows, head.columns, 0, 9) for _ in range(head.channels)),
        "kernels": tuple(
            tuple(matrix(head.side, head.side, -2, 2) for _ in range(head.channels))
            for _ in range(head.filters)
        ),
        "bias": matrix(1, head.filters, -3, 3)[0],
    }


def shape_problem(state: StepState) -> str | None:
    """Say why volume, kernels, bias and padding do not belong together, in one plain sentence."""
    channels = len(state.volume)
    if any(len(one) != channels for one in state.kernels):
        matrices = "matrix" if channels == 1 else "matrices"
        return f"every filter must have {channels} {matrices}, one for each input channel."
    if state.bias and len(state.bias) != len(state.kernels):
        return f"{len(state.kernels)} filters need {len(state.kernels)} biases or none."
    if state.padding == SAME and state.operation not in CONVOLUTIONS:
        return "“same” padding is only available for convolutions."
    return None


def undivided(state: StepState) -> str:
    """Say why channels and filters cannot be in so many groups."""
    return (
        f"{len(state.volume)} channels and {len(state.kernels)} filters cannot both be "
        f"divided into {state.groups} groups"
    )

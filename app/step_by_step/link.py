"""The page's state as a link, and back: only what differs from its example is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from app import cells, query
from app.matrix_text import from_link
from app.query import Pair, Reader, one_of, pair, whole
from app.step_by_step.examples import EXAMPLES, RANDOM, Volume

OPERATIONS = ("correlation", "convolution", "transposed", "max", "average")
MODES = ("constant", "edge", "reflect", "wrap")
MAX_SIDE, MAX_DEPTH, MAX_KERNEL = 12, 4, 7
LIMITS = {
    "stride": (1, 4),
    "padding": (0, 5),
    "output_padding": (0, 3),
    "dilation": (1, 3),
    "window": (1, 6),
}
CONVOLUTIONS = ("correlation", "convolution")
VIEWS = ("steps", "neurons", "matrix", "pooling")
"""How a convolution is looked at: window after window, as neurons, as one matrix multiplication, or
beside pooling."""
SAME = "same"
"""Padding that keeps the size at stride 1; for convolutions only."""
SIZES = {
    "rows": (1, MAX_SIDE),
    "columns": (1, MAX_SIDE),
    "channels": (1, MAX_DEPTH),
    "filters": (1, MAX_DEPTH),
    "side": (1, MAX_KERNEL),
    "seed": (1, 99999),
}


@dataclass(frozen=True)
class StepState:
    """All that a link carries. `rows` … `seed` make the numbers of the example "random".

    `view`, one of VIEWS, changes no number.

    Pairs are (vertical, horizontal); `padding` may be "same" instead.

    `kernels` holds a matrix for every filter and channel, also where groups leave some unread.
    """

    example: str = "a"
    view: str = "steps"
    rows: int = 7
    columns: int = 7
    channels: int = 2
    filters: int = 2
    side: int = 3
    seed: int = 1
    operation: str = "correlation"
    stride: Pair = (1, 1)
    padding: str | Pair = (0, 0)
    output_padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    groups: int = 1
    mode: str = "constant"
    window: Pair = (2, 2)
    volume: Volume = ()
    kernels: tuple[Volume, ...] = ()
    bias: tuple[str, ...] = ()


def start(head: StepState) -> StepState:
    """The untouched example that `head` names, with the view, sizes and seed of `head`."""
    drawn: dict[str, Any] = {name: getattr(head, name) for name in ("view", *SIZES)}
    if head.example == RANDOM:
        return StepState(example=RANDOM, **drawn, **_draw(head))
    found = EXAMPLES[head.example]
    return StepState(
        example=head.example,
        **drawn,
        operation=found.operation,
        stride=(found.stride, found.stride),
        padding=(found.padding, found.padding),
        window=(found.window, found.window),
        volume=found.volume,
        kernels=found.kernels,
        bias=found.bias,
    )


def _draw(head: StepState) -> dict[str, tuple]:
    """Random integers; the same for everyone who has the seed."""
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


def write(state: StepState) -> dict[str, str]:
    """Query parameters of a state; what stands as in its example is left out."""
    head = query.write(_head(state), StepState())
    return head | query.write(state, start(state))


def _head(state: StepState) -> StepState:
    """Example, view, sizes and seed alone; sizes and seed only where they count."""
    if state.example != RANDOM:
        return StepState(example=state.example, view=state.view)
    return StepState(
        example=RANDOM, view=state.view, **{name: getattr(state, name) for name in SIZES}
    )


def read(parameters: Mapping[str, str]) -> tuple[StepState, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing.

    Such a part stays as in the example.
    """
    heads = {name: text for name, text in parameters.items() if name in _HEAD}
    rest = {name: text for name, text in parameters.items() if name not in _HEAD}
    head, complaints = query.read(heads, StepState(), _HEAD)
    state, more = query.read(rest, start(head), _REST)
    complaints += more
    if problem := shape_problem(state):
        complaints += (f"The link's numbers do not match: {problem}",)
        state = start(head)
    return state, complaints


def shape_problem(state: StepState) -> str | None:
    """Why volume, kernels, bias and padding do not belong together, in one plain sentence."""
    channels = len(state.volume)
    if any(len(one) != channels for one in state.kernels):
        return f"every filter must have {channels} matrices, one for each input channel."
    if state.bias and len(state.bias) != len(state.kernels):
        return f"{len(state.kernels)} filters need {len(state.kernels)} biases or none."
    if state.padding == SAME and state.operation not in CONVOLUTIONS:
        return "“same” padding is only available for convolutions."
    return None


def _read_padding(text: str) -> str | Pair:
    return SAME if text == SAME else pair(*LIMITS["padding"])(text)


def _read_volume(text: str, most: int = MAX_SIDE) -> Volume:
    matrices = tuple(from_link(part, most, most) for part in text.split("~~")[: MAX_DEPTH + 1])
    if len(matrices) > MAX_DEPTH:
        raise ValueError(f"there are at most {MAX_DEPTH} channels")
    if len({(len(one), len(one[0])) for one in matrices}) > 1:
        raise ValueError("all its matrices must have the same size")
    return matrices


def _read_kernels(text: str) -> tuple[Volume, ...]:
    kernels = tuple(_read_volume(part, MAX_KERNEL) for part in text.split("~~~")[: MAX_DEPTH + 1])
    if len(kernels) > MAX_DEPTH:
        raise ValueError(f"there are at most {MAX_DEPTH} filters")
    if len({(len(one[0]), len(one[0][0])) for one in kernels}) > 1:
        raise ValueError("all kernels must have the same size")
    return kernels


def _read_bias(text: str) -> tuple[str, ...]:
    return from_link(text, 1, MAX_DEPTH)[0] if text else ()


_HEAD: dict[str, Reader] = {"example": one_of((*EXAMPLES, RANDOM)), "view": one_of(VIEWS)} | {
    name: whole(*limits) for name, limits in SIZES.items()
}
_REST: dict[str, Reader] = {name: pair(*limits) for name, limits in LIMITS.items()} | {
    "padding": _read_padding,
    "operation": one_of(OPERATIONS),
    "groups": whole(1, MAX_DEPTH),
    "mode": one_of(MODES),
    "volume": _read_volume,
    "kernels": _read_kernels,
    "bias": _read_bias,
}

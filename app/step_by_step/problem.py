"""A state as the problem that the stepper takes, checked in plain words."""

from collections.abc import Iterator
from dataclasses import replace
from math import gcd
from typing import Any

from app import cells
from app.cells import Numbers, Texts
from app.query import Pair
from app.step_by_step.link import CONVOLUTIONS, StepState, start
from engine.ops.pooling import pooling_plan
from engine.ops.transposed_convolution import transposed_plan
from engine.planning.geometry import Plan, plan

POOLINGS = ("max", "average")


def numbers(texts: Texts) -> Numbers:
    """The numbers of a matrix that was checked before."""
    return cells.parse_matrix(texts, ())[0]


def possible_groups(state: StepState) -> list[int]:
    """Into how many groups both channels and filters can be divided."""
    common = gcd(len(state.volume), len(state.kernels))
    return [groups for groups in range(1, common + 1) if common % groups == 0]


def usable(state: StepState) -> tuple[StepState, tuple[str, ...]]:
    """The state of a link, with its example's settings or numbers where nothing comes of it.

    Returns one plain sentence for each part that had to give way, too.
    """
    complaints: list[str] = []
    if state.groups not in possible_groups(state):
        complaints.append(f"{_undivided(state)}; 1 is used instead.")
        state = replace(state, groups=1)
    try:
        sizes(state)
    except ValueError as error:
        complaints.append(
            f"The link's numbers and settings give no output: {error}. "
            "Those of the example are used instead."
        )
        state = next(one for one in _fallbacks(state) if _has_output(one))
    return state, tuple(complaints)


def _fallbacks(state: StepState) -> Iterator[StepState]:
    """The example's settings, then its numbers too, then those of its usual size."""
    example = start(state)
    yield replace(example, volume=state.volume, kernels=state.kernels, bias=state.bias)
    yield example
    yield start(StepState(example=state.example))


def _has_output(state: StepState) -> bool:
    """Whether at least one window has room."""
    try:
        sizes(state)
    except ValueError:
        return False
    return True


def _undivided(state: StepState) -> str:
    return (
        f"{len(state.volume)} channels and {len(state.kernels)} filters cannot both be "
        f"divided into {state.groups} groups"
    )


def build(state: StepState) -> dict[str, Any]:
    """What `arithmetic.js` describes as a problem.

    Raises ValueError with one plain sentence where not even one window has room, or where the
    settings contradict each other.
    """
    pooling = state.operation in POOLINGS
    transposed = state.operation == "transposed"
    planned = sizes(state)
    groups = 1 if pooling else state.groups
    if groups not in possible_groups(state) and not pooling:
        raise ValueError(_undivided(state))
    return {
        "operation": state.operation,
        "input": [numbers(matrix) for matrix in state.volume],
        "kernels": [] if pooling else _kernels(state, transposed),
        "bias": None if pooling or not state.bias else list(numbers((state.bias,))[0]),
        "window": list(planned.kernel),
        "stride": list(planned.stride),
        "padding": [list(planned.vertical), list(planned.horizontal)],
        "output_padding": list(state.output_padding if transposed else (0, 0)),
        "dilation": list(planned.dilation),
        "groups": groups,
        "mode": state.mode if state.operation in CONVOLUTIONS else "constant",
    }


def sizes(state: StepState) -> Plan:
    """The engine's sizes of a state; of a transposed convolution those of its convolution.

    Raises ValueError with one plain sentence where nothing can be computed.
    """
    size = side_lengths(state.volume[0])
    if state.operation in POOLINGS:
        return pooling_plan(size, state.window, state.stride, state.padding)
    window = side_lengths(state.kernels[0][0])
    if state.operation in CONVOLUTIONS:
        return plan(size, window, state.stride, state.padding, state.dilation)
    return transposed_plan(
        size, window, state.stride, state.padding, state.output_padding, state.dilation
    )


def side_lengths(matrix: Texts) -> Pair:
    """Rows and columns of a matrix."""
    return len(matrix), len(matrix[0])


def _kernels(state: StepState, transposed: bool) -> list[list[Numbers]]:
    """The matrices that groups leave: filter by filter, or channel by channel if transposed."""
    channels, filters = len(state.volume), len(state.kernels)
    pairs = [
        (k, c)
        for k in range(filters)
        for c in range(channels)
        if k * state.groups // filters == c * state.groups // channels
    ]
    if transposed:
        return [
            [numbers(state.kernels[k][c]) for k, channel in pairs if channel == c]
            for c in range(channels)
        ]
    return [
        [numbers(state.kernels[k][c]) for filter_, c in pairs if filter_ == k]
        for k in range(filters)
    ]

"""A state as the problem that the stepper takes, checked in plain words."""

from typing import Any

from app import cells
from app.cells import Numbers, Texts
from app.step_by_step.schema import CONVOLUTIONS, POOLINGS, StepState, undivided


def numbers(texts: Texts) -> Numbers:
    """Return the numbers of a matrix that was checked before."""
    return cells.parse_matrix(texts, ())[0]


def build(state: StepState) -> dict[str, Any]:
    """Return what `arithmetic.js` describes as a problem.

    Raises ValueError with one plain sentence where not even one window has room, or where the
    settings contradict each other.
    """
    pooling = state.operation in POOLINGS
    transposed = state.operation == "transposed"
    planned = state.plan
    groups = 1 if pooling else state.groups
    if groups not in state.possible_groups and not pooling:
        raise ValueError(undivided(state))
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


def _kernels(state: StepState, transposed: bool) -> list[list[Numbers]]:
    """Return the matrices that groups leave, by filters, or by channels if transposed."""
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

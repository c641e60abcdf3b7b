"""A state as the problem that the stepper takes, checked in plain words."""

from math import gcd
from typing import Any

from app import cells
from app.cells import Numbers, Texts
from app.step_by_step.link import StepState
from engine import geometry

POOLINGS = ("max", "average")


def numbers(texts: Texts) -> Numbers:
    """The numbers of a matrix that was checked before."""
    return cells.parse_matrix(texts, ())[0]


def possible_groups(state: StepState) -> list[int]:
    """Into how many groups both channels and filters can be divided."""
    common = gcd(len(state.volume), len(state.kernels))
    return [groups for groups in range(1, common + 1) if common % groups == 0]


def build(state: StepState) -> dict[str, Any]:
    """What `arithmetic.js` describes as a problem.

    Raises ValueError with one plain sentence where not even one window has room, or where the
    settings contradict each other.
    """
    pooling = state.operation in POOLINGS
    transposed = state.operation == "transposed"
    convolves = not pooling and not transposed
    window = _window(state)
    size = len(state.volume[0]), len(state.volume[0][0])
    dilation = 1 if pooling else state.dilation
    mode = state.mode if convolves else "constant"
    if transposed:
        _check_crop(state, size, window)
    else:
        geometry.plan(size, window, state.stride, state.padding, dilation)
    if pooling and 2 * state.padding > state.window:
        raise ValueError(
            f"padding {state.padding} is more than half of the pooling window {state.window}; "
            "a window could lie on padding alone"
        )
    groups = 1 if pooling else state.groups
    if groups not in possible_groups(state) and not pooling:
        raise ValueError(
            f"{len(state.volume)} channels and {len(state.kernels)} filters cannot both be "
            f"divided into {groups} groups"
        )
    return {
        "operation": state.operation,
        "input": [numbers(matrix) for matrix in state.volume],
        "kernels": [] if pooling else _kernels(state, transposed),
        "bias": None if pooling or not state.bias else list(numbers((state.bias,))[0]),
        "window": list(window),
        "stride": [state.stride] * 2,
        "padding": [[state.padding] * 2] * 2,
        "dilation": [dilation] * 2,
        "groups": groups,
        "mode": mode,
    }


def _window(state: StepState) -> tuple[int, int]:
    if state.operation in POOLINGS:
        return state.window, state.window
    kernel = state.kernels[0][0]
    return len(kernel), len(kernel[0])


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


def _check_crop(state: StepState, size: tuple[int, int], window: tuple[int, int]) -> None:
    for cells_in, taps in zip(size, window, strict=True):
        whole = (cells_in - 1) * state.stride + geometry.covered(taps, state.dilation)
        if whole <= 2 * state.padding:
            raise ValueError(
                f"padding {state.padding} cuts the whole output of {whole} cells away; "
                "make it smaller"
            )

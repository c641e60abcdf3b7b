"""A state as the problems that the stepper takes: pooling, and a transposed convolution of ones."""

from typing import Any

from app.pooling.schema import PoolingState
from app.step_by_step.problem import numbers
from engine.ops.transposed_convolution import transposed_plan


def pooling(state: PoolingState) -> dict[str, Any]:
    """Return what `arithmetic.js` describes as a problem.

    Raises ValueError with one plain sentence where not even one window has room.
    """
    planned = state.plan
    ends = planned.vertical, planned.horizontal
    return {
        "operation": "average" if state.operation == "global" else state.operation,
        "input": [numbers(state.numbers_in)],
        "kernels": [],
        "bias": None,
        "window": list(planned.kernel),
        "stride": list(planned.stride),
        "padding": [list(end) for end in ends],
        "beyond": [after - before for before, after in ends],
        "count_include_pad": state.include_pad,
        "output_padding": [0, 0],
        "dilation": [1, 1],
        "groups": 1,
        "mode": "constant",
    }


def overlaps(state: PoolingState) -> dict[str, Any]:
    """Return a transposed convolution of ones by ones: each output counts what lands on it.

    Raises ValueError with one plain sentence where there is no output.
    """
    shape, kernel = (state.size, state.size), (state.side, state.side)
    planned = transposed_plan(shape, kernel, state.steps, state.crop, state.more, 1)
    ones = [[1] * state.side for _ in range(state.side)]
    return {
        "operation": "transposed",
        "input": [[[1] * state.size for _ in range(state.size)]],
        "kernels": [[ones]],
        "bias": None,
        "window": list(kernel),
        "stride": list(planned.stride),
        "padding": [list(planned.vertical), list(planned.horizontal)],
        "output_padding": [state.more, state.more],
        "dilation": [1, 1],
        "groups": 1,
        "mode": "constant",
    }

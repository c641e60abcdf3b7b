"""The 1-D convolution of the page as its component takes it."""

from typing import Any

from app.back_propagation.schema import BackState, numbers
from engine.explain import jacobians


def build(state: BackState) -> dict[str, Any]:
    """Return inputs i, weights w, gradients g, outputs o, and the matrices that `toy.js` names."""
    inputs, weights, upstream = (
        list(numbers((one,))[0]) for one in (state.points, state.weights, state.upstream)
    )
    made = jacobians.run(inputs, weights, upstream)
    return {
        "i": inputs,
        "w": weights,
        "g": upstream,
        "o": made.outputs.tolist(),
        "oi": made.by_input.tolist(),
        "ow": made.by_weight.tolist(),
        "ci": [made.grad_input.tolist()],
        "cw": [made.grad_weight.tolist()],
    }

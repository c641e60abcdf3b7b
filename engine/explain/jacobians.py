"""A 1-D convolution as lectures begin: every output by every input and by every weight.

    O_i = Σ_j I_(i+j) · W_j

so that ∂O_i/∂I_(i+j) = W_j, each row the weights moved on by one, and ∂O_i/∂W_j = I_(i+j).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ops.convolution import conv2d, conv2d_backward

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Jacobians:
    """The outputs; both Jacobians, a row for each output; and the gradients of C = Σ g_i · O_i."""

    outputs: Array
    by_input: Array
    by_weight: Array
    grad_input: Array
    grad_weight: Array


def run(inputs: Sequence[float], weights: Sequence[float], grad_out: Sequence[float]) -> Jacobians:
    """Return all of it for g = `grad_out`, one number for each output.

    A row of a Jacobian is the gradient of one output alone, by the engine's own backward pass.
    Raises ValueError with one plain sentence where there are fewer inputs than weights, or more or
    fewer numbers in `grad_out` than outputs.
    """
    x = np.array(inputs, np.float64).reshape(1, 1, 1, -1)
    w = np.array(weights, np.float64).reshape(1, 1, 1, -1)
    outputs = conv2d(x, w)

    def gradients(grad: Array) -> tuple[Array, Array]:
        grad_x, grad_w, _ = conv2d_backward(grad.reshape(1, 1, 1, -1), x, w)
        return grad_x.ravel(), grad_w.ravel()

    rows = [gradients(one) for one in np.eye(outputs.size)]
    return Jacobians(
        outputs.ravel(),
        np.array([by_input for by_input, _ in rows]),
        np.array([by_weight for _, by_weight in rows]),
        *gradients(np.array(grad_out, np.float64)),
    )

"""What the gradients of convolution layers *are*, in plain loops over the forward definition.

Slow on purpose; nothing here is meant to be clever.
"""

from typing import Any

import numpy as np

from tests.engine.reference.convolution import Array, Pair


def conv2d_backward(
    grad_out: Array,
    x: Array,
    weight: Array,
    stride: Pair = (1, 1),
    sides: tuple[Pair, Pair] = ((0, 0), (0, 0)),
    dilation: Pair = (1, 1),
    groups: int = 1,
) -> tuple[Array, Array, Array]:
    """Each product of the forward sum hands its share of `grad_out` to both its factors.

    `sides` are the rows added at the (top, bottom) and the columns at the (left, right).
    """
    grad_x, grad_weight = np.zeros(x.shape), np.zeros(weight.shape)
    grad_bias: Any = np.zeros(weight.shape[0])
    filters, share = weight.shape[:2]
    for n, k, y, column in np.ndindex(*grad_out.shape):
        gradient = float(grad_out[n, k, y, column])
        grad_bias[k] += gradient
        for c, i, j in np.ndindex(*weight.shape[1:]):
            channel = k // (filters // groups) * share + c
            u = y * stride[0] + i * dilation[0] - sides[0][0]
            v = column * stride[1] + j * dilation[1] - sides[1][0]
            inside = 0 <= u < x.shape[2] and 0 <= v < x.shape[3]
            cell = float(x[n, channel, u, v]) if inside else 0.0
            grad_weight[k, c, i, j] += gradient * cell
            if inside:
                grad_x[n, channel, u, v] += gradient * float(weight[k, c, i, j])
    return grad_x, grad_weight, grad_bias


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Pair = (1, 1),
    padding: Pair = (0, 0),
    output_padding: Pair = (0, 0),
    groups: int = 1,
    dilation: Pair = (1, 1),
) -> Array:
    """Each input cell adds its filters, weighted by it, to the output."""
    channels, share = weight.shape[:2]
    size = [
        (x.shape[2 + axis] - 1) * stride[axis]
        - 2 * padding[axis]
        + dilation[axis] * (weight.shape[2 + axis] - 1)
        + output_padding[axis]
        + 1
        for axis in (0, 1)
    ]
    out = np.zeros((x.shape[0], share * groups, *size))
    if bias is not None:
        out += np.asarray(bias, np.float64)[:, None, None]
    for n, c, y, column in np.ndindex(*x.shape):
        for k, i, j in np.ndindex(*weight.shape[1:]):
            u = y * stride[0] + i * dilation[0] - padding[0]
            v = column * stride[1] + j * dilation[1] - padding[1]
            if 0 <= u < size[0] and 0 <= v < size[1]:
                filters = c // (channels // groups) * share + k
                out[n, filters, u, v] += float(x[n, c, y, column]) * float(weight[c, k, i, j])
    return out

"""The gradient of a convolution with respect to its input, tap by tap, as it is defined.

A number of the output is touched by nothing but what its definition names: neither by zeros around
the input, which times an infinite weight are no number, nor by the places between the windows of a
long stride. It is for such weights and such strides; everything else is faster in `conv_driver`.
"""

import math

import numpy as np

from engine.checks import Array
from engine.planning.geometry import Plan


@np.errstate(all="ignore")
def suits(plan: Plan, weight: Array) -> bool:
    """Tell whether a weight is not finite, or some phases of the stride are met by no tap."""
    phases, taps = plan.stride[0] * plan.stride[1], plan.kernel[0] * plan.kernel[1]
    flat = weight.reshape(-1)
    return phases > taps or not math.isfinite(np.dot(flat, flat))


def scatter(grad: Array, weight: Array, bias: Array, plan: Plan, groups: int, out: Array) -> Array:
    """Add to `out` = `bias` what each number of `grad`, N×K×H2×W2, adds to the cells around it.

    out[n, c, y·S + i·D − P, x·S + j·D − P] += Σ_k weight[k, c, i, j] · grad[n, k, y, x], k running
    over the filters of c's group.
    """
    samples, (rows, columns) = len(grad), plan.output
    share = weight.shape[1]
    filters = weight.reshape(groups, -1, share, *plan.kernel)
    numbers = grad.reshape(samples, groups, -1, rows * columns)
    out[...] = bias[:, None, None]
    for i, j in np.ndindex(*plan.kernel):
        down, from_row = _places(plan, 0, i)
        across, from_column = _places(plan, 1, j)
        with np.errstate(all="ignore"):
            sums = np.matmul(filters[..., i, j].transpose(0, 2, 1), numbers)
            made = sums.reshape(samples, groups * share, rows, columns)
            out[:, :, down, across] += made[:, :, from_row, from_column]
    return out


def _places(plan: Plan, axis: int, tap: int) -> tuple[slice, slice]:
    """Return the cells of an axis that a tap adds to, and the windows that they come from."""
    stride, size = plan.stride[axis], plan.size[axis]
    first = tap * plan.dilation[axis] - (plan.vertical, plan.horizontal)[axis][0]
    start = max(0, -(first // stride))
    stop = min(plan.output[axis], max(start, (size - 1 - first) // stride + 1))
    if start >= stop:
        return slice(0, 0), slice(0, 0)
    return slice(first + start * stride, first + (stop - 1) * stride + 1, stride), slice(
        start, stop
    )

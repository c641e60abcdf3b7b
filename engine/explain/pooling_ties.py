"""Where the gradient of max pooling goes when several numbers of a window are the largest.

The maximum has no derivative there, and libraries choose differently.
"""

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from engine.checks import one_of
from engine.ops.pooling import max_pool2d, max_pool2d_backward, pooling_plan

Array = NDArray[np.float64]
Pair = tuple[int, int]
Ties = Literal["first", "even", "every"]
"""All to the first, as `torch.nn.functional.max_pool2d`; in equal parts, as `torch.amax`; to every
one of them in full, as programs with the mask ``window == window.max()``."""


def backward(grad_out: Array, x: Array, window: Pair, stride: Pair, ties: Ties) -> Array:
    """Return the gradient of max pooling with respect to `x`, both C×H×W, under a convention.

    Raises ValueError in one sentence for sizes that make no sense.
    """
    one_of(ties, "ties", get_args(Ties))
    if ties == "first":
        _, winners = max_pool2d(x[None], window, stride)
        routed: Array = max_pool2d_backward(grad_out[None], winners, (1, *x.shape))[0]
        return routed
    grad = np.zeros_like(x)
    for place, cells in windows(x.shape, window, stride):
        largest = x[cells] == x[cells].max()
        share = grad_out[place] / (largest.sum() if ties == "even" else 1)
        grad[cells] += share * largest
    return grad


def tied(x: Array, window: Pair, stride: Pair) -> bool:
    """Tell whether some window has its maximum more than once."""
    cells = (cells for _, cells in windows(x.shape, window, stride))
    return any((x[one] == x[one].max()).sum() > 1 for one in cells)


def windows(
    shape: tuple[int, ...], window: Pair, stride: Pair
) -> Iterator[tuple[tuple[int, int, int], tuple[int, slice, slice]]]:
    """Walk through the outputs of pooling, each with the cells of its window."""
    rows, columns = pooling_plan(shape[1:], window, stride).output
    for c, i, j in np.ndindex(shape[0], rows, columns):
        top, left = i * stride[0], j * stride[1]
        yield (c, i, j), (c, slice(top, top + window[0]), slice(left, left + window[1]))

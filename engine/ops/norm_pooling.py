"""Pooling by a norm: of each window (Σ|x|^p)^(1/p), at p = 2 L2 pooling.

Names, arguments and results follow `torch.nn.functional.lp_pool2d`. Each number is divided by the
largest of its window first, so that no power leaves the range of a float.
"""

from collections.abc import Iterator

import numpy as np

from engine.checks import Array, float_array, real_number, times
from engine.ops.pooling import max_pool2d, pooling_plan
from engine.planning.geometry import Plan


def lp_pool2d(
    x: Array,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Array:
    """Return the p-norm of each window, p = `norm_type` at least 1.

    `x` is N×C×H×W, float32 or float64; sizes and errors as in `max_pool2d`. Returns N×C×H2×W2 in
    the dtype of `x`. Windows are neither averaged nor padded. Source: Hyvärinen & Köster, "Complex
    cell pooling and the statistics of natural images" (2007).
    """
    maps, order = float_array(x, "x", "N×C×H×W"), _order(norm_type)
    largest = max_pool2d(np.abs(maps), kernel_size, stride)[0]
    scale = _scale(largest)
    sizes = pooling_plan(maps.shape[2:], kernel_size, stride)
    powers = sum((np.abs(seen) / scale) ** order for seen in _taps(maps, sizes))
    with np.errstate(over="ignore"):  # as wherever a sum leaves its type
        return (powers ** (1 / order) * scale).astype(maps.dtype)


def lp_pool2d_backward(
    grad_out: Array,
    x: Array,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Array:
    """Return the gradient of `lp_pool2d` with respect to its input: ±(|x|/norm)^(p−1) each.

    `grad_out` is N×C×H2×W2, the rest as in the forward call. A window of zeros, where a norm has no
    derivative, gets 0. Returns N×C×H×W in the dtype of `grad_out`; errors as in the forward call,
    and where the shapes do not agree.
    """
    grads = float_array(grad_out, "grad_out", "N×C×H×W")
    norms = lp_pool2d(x, norm_type, kernel_size, stride)
    if grads.shape != norms.shape:
        raise ValueError(
            f"grad_out is {times(grads.shape)}; it must be {times(norms.shape)}, like the output"
        )
    maps, power = float_array(x, "x", "N×C×H×W"), _order(norm_type) - 1
    sizes = pooling_plan(maps.shape[2:], kernel_size, stride)
    scale = _scale(norms)
    grad_x = np.zeros(maps.shape, grads.dtype)
    for seen, target in zip(_taps(maps, sizes), _taps(grad_x, sizes), strict=True):
        target += grads * np.sign(seen) * (np.abs(seen) / scale) ** power
    return grad_x


def _order(norm_type: object) -> float:
    order = real_number(norm_type, "norm_type")
    if order < 1:
        raise ValueError(f"norm_type is {order:g}; it must be a number from 1 on")
    return order


def _scale(norms: Array) -> Array:
    """Return what the numbers of a window are divided by, in float64."""
    usual = np.isfinite(norms) & (norms > 0)
    return np.where(usual, norms, 1.0).astype(np.float64)


def _taps(maps: Array, sizes: Plan) -> Iterator[Array]:
    """Give for each place in the window what all windows have there, N×C×H2×W2."""
    rows, columns = (
        (output - 1) * stride + 1 for output, stride in zip(sizes.output, sizes.stride, strict=True)
    )
    for i, j in np.ndindex(*sizes.kernel):
        yield maps[:, :, i : i + rows : sizes.stride[0], j : j + columns : sizes.stride[1]]

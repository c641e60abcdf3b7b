"""Convolution layers: N samples of C channels with K filters."""

from functools import lru_cache
from typing import Any

import numpy as np

from engine.checks import Array, check_memory, float_array, one_of, pair, times, whole
from engine.ops import conv_driver
from engine.planning import geometry
from engine.planning.padding import TORCH_MODES, check_torch_padding

Pair = tuple[int, int]  # vertical, horizontal
ALGORITHMS = ("direct", "winograd")


def conv2d(
    x: object,
    weight: object,
    bias: object = None,
    stride: object = 1,
    padding: object = 0,
    dilation: object = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    algorithm: str = "direct",
) -> Array:
    """Convolve a batch, as `torch.nn.functional.conv2d`.

    out[n, k, y, x] = bias[k] + Σ_c Σ_i Σ_j weight[k, c, i, j] · padded[n, c, y·S + i·D, x·S + j·D]
    (cross-correlation, which networks call convolution), c running over the channels of k's group.

    Parameters
    ----------
    x
        N×C×H×W.
    weight
        K×(C/groups)×F×F, height and width may differ; taken in the type of `x`.
    bias
        K numbers, or None.
    stride, dilation
        A whole number or a (vertical, horizontal) pair, at least 1.
    padding
        A whole number, a (vertical, horizontal) pair, "valid" (none) or "same" (D·(F − 1) in
        all, the odd one at the bottom and right, whatever the stride).
    groups
        Into how many groups the channels are divided: filter k sees only those of its group.
    padding_mode
        "zeros", "reflect", "replicate" or "circular", as `torch.nn.Conv2d`.
    algorithm
        "direct": each output is the sum of its own products. "winograd": where they pay (3×3,
        stride 1, many channels), tiles of 4×4 outputs with a quarter of the multiplications
        (Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", 2016); elsewhere,
        and where a number is not finite, as "direct". Networks ask for it in training.

    Returns
    -------
    N×K×H2×W2 in the type of `x`: float32 or float64 (float64 too for integers of 32 bits and
    more, float32 for smaller ones).

    Each number of "direct" keeps to its own window: |error| ≤ 32 eps · (|bias| + Σ|weight · x|)
    over the window, eps = 1.2e-7 for float32 and 2.2e-16 for float64, and so exactly the bias
    where every product is 0; this is proved, for up to a million products, short of overflow and
    of products below 1.2e-38 or 2.2e-308. A number of "winograd" shares the rounding of its tile:
    its error is up to 44 eps · Σ_c max|x_c| · Σ|weight_c| (measured, `tests.benchmarks.exactness`),
    where max|x_c| is the largest of the channel up to three cells beyond the window, and it need
    not be 0 where every product is.

    Raises
    ------
    ValueError, TypeError
        In one sentence: wrong dimensions, channels that do not match, no real numbers, or a
        kernel larger than the padded input.
    """
    batch = float_array(x, "x", "N×C×H×W")
    filters = float_array(weight, "weight", "K×C×height×width", batch.dtype)
    groups = whole(groups, "groups", 1)
    one_of(padding_mode, "padding_mode", tuple(TORCH_MODES))
    settings = _pairs(stride, padding, dilation)
    plan = _sizes(batch.shape, filters.shape, *settings, groups, padding_mode)
    offset = check_bias(bias, filters.shape[0], batch.dtype)
    winograd = one_of(algorithm, "algorithm", ALGORITHMS) == "winograd"
    mode = TORCH_MODES[padding_mode]
    return conv_driver.forward(batch, filters, offset, plan, groups, mode, winograd=winograd)


def conv2d_backward(
    grad_out: object,
    x: object,
    weight: object,
    stride: object = 1,
    padding: object = 0,
    dilation: object = 1,
    groups: int = 1,
    algorithm: str = "direct",
) -> tuple[Array, Array, Array]:
    """Return the gradients of a loss with respect to what `conv2d` was given (chain rule).

    With g = `grad_out`, the gradient of the loss with respect to conv2d(x, weight, bias, …):

    grad_weight[k, c, i, j] = Σ_n Σ_y Σ_x g[n, k, y, x] · padded[n, c, y·S + i·D, x·S + j·D],
    grad_bias[k] = Σ_n Σ_y Σ_x g[n, k, y, x], and grad_x is the sum of g[n, k, y, x] ·
    weight[k, c, i, j] over all places where a window has met the cell: at stride 1 the
    convolution of g with the weights turned by 180°. Source: Dumoulin & Visin, "A guide to
    convolution arithmetic for deep learning" (2016), chapter 4; Goodfellow, Bengio & Courville,
    "Deep Learning" (2016), section 9.5.

    Parameters
    ----------
    grad_out
        N×K×H2×W2, as large as the output of `conv2d`; taken in the type of `x`.
    x, weight, stride, padding, dilation, groups
        What `conv2d` was called with; it padded with zeros.
    algorithm
        As for `conv2d`, for all three.

    Returns
    -------
    (grad_x, grad_weight, grad_bias), in the shapes of x, weight and bias and the type of x.

    Of "direct", grad_x keeps the bound of `conv2d`, 32 eps · Σ|grad_out · weight|. grad_weight and
    grad_bias are sums over all positions of the batch, and no bound is proved for them: measured,
    up to 16 eps · Σ|products| (`tests.benchmarks.exactness`).

    Raises
    ------
    ValueError, TypeError
        As `conv2d`, and where `grad_out` has another shape than its output.
    """
    batch = float_array(x, "x", "N×C×H×W")
    filters = float_array(weight, "weight", "K×C×height×width", batch.dtype)
    grad = float_array(grad_out, "grad_out", "N×K×H2×W2", batch.dtype)
    groups = whole(groups, "groups", 1)
    settings = _pairs(stride, padding, dilation)
    plan = _sizes(batch.shape, filters.shape, *settings, groups, "zeros")
    made = (batch.shape[0], filters.shape[0], *plan.output)
    if grad.shape != made:
        raise ValueError(
            f"grad_out has the shape {times(grad.shape)}; the output of conv2d is {times(made)}"
        )
    nothing = np.zeros(batch.shape[1], batch.dtype)
    winograd = one_of(algorithm, "algorithm", ALGORITHMS) == "winograd"
    grad_x = conv_driver.input_gradient(grad, filters, nothing, plan, groups, winograd=winograd)
    shape = filters.shape
    return grad_x, *conv_driver.weight_gradient(grad, batch, plan, shape, groups, winograd)


def _pairs(stride: object, padding: object, dilation: object) -> tuple[Pair, Pair | str, Pair]:
    return (
        pair(stride, "stride", 1),
        padding if isinstance(padding, str) else pair(padding, "padding", 0),
        pair(dilation, "dilation", 1),
    )


@lru_cache(maxsize=256)  # a page and a training loop ask for the same few again and again
def _sizes(
    x: tuple[int, ...], weight: tuple[int, ...], stride: Pair, padding: Pair | str, dilation: Pair,
    groups: int, padding_mode: str,
) -> geometry.Plan:  # fmt: skip
    """Return what comes of these shapes and settings, where they agree."""
    _check_channels(x, weight, groups)
    size, kernel = (x[2], x[3]), (weight[2], weight[3])
    plan = geometry.plan(size, kernel, stride, padding, dilation)
    check_torch_padding(padding_mode, plan.size, (plan.vertical, plan.horizontal))
    check_memory((*x[:2], *plan.padded), "the padded input")
    check_memory((x[0], weight[0], *plan.output), "the output")
    return plan


def _check_channels(x: tuple[int, ...], weight: tuple[int, ...], groups: int) -> None:
    channels, filters = x[1], weight[0]
    if 0 in x[1:]:
        raise ValueError(f"x has the shape {times(x)}; only the number of samples may be 0")
    if 0 in weight:
        raise ValueError(f"weight has the shape {times(weight)}; no dimension may be 0")
    if channels % groups or filters % groups:
        raise ValueError(
            f"{channels} input channels and {filters} filters cannot both be divided into"
            f" {groups} groups"
        )
    if weight[1] != channels // groups:
        share = f"x has {channels}" + (f" in {groups} groups" if groups > 1 else "")
        raise ValueError(
            f"each filter has {weight[1]} channels but {share}; it must have {channels // groups}"
        )


def check_bias(bias: object, filters: int, dtype: np.dtype[Any]) -> Array:
    """Return one number for each filter, zeros for None; ValueError in one sentence otherwise."""
    if bias is None:
        return np.zeros(filters, dtype)
    entries = float_array(bias, "bias", dtype=dtype)
    if entries.ndim != 1:
        raise ValueError(
            f"bias has the shape {times(entries.shape)}; it must be one number for each filter"
        )
    if entries.size != filters:
        raise ValueError(
            f"bias has {entries.size} entries; it must have one for each of the {filters} filters"
        )
    return entries

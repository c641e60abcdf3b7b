"""Windows as the columns of a matrix (im2col): convolution as one matrix multiplication."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.checks import Array, check_memory, pair, real_array, times
from engine.planning import geometry


def unfold(
    x: object,
    kernel_size: object,
    dilation: object = 1,
    padding: object = 0,
    stride: object = 1,
) -> Array:
    """Return every window of a batch as a column, as `torch.nn.functional.unfold`.

    out[n, (c·F + i)·F + j, y·W2 + x] = padded[n, c, y·S + i·D, x·S + j·D], so that for K filters
    `weight.reshape(K, -1) @ unfold(x, F)` holds `conv2d(x, weight)`, each map as one row. Source:
    Chellapilla, Puri & Simard, "High Performance Convolutional Neural Networks for Document
    Processing" (2006).

    Parameters
    ----------
    x
        N×C×H×W.
    kernel_size, dilation, padding, stride
        A whole number or a (vertical, horizontal) pair; padding is of zeros.

    Returns
    -------
    N×(C·F·F)×(H2·W2) in the type of `x`: a copy of every number for each window that it is in.

    Raises
    ------
    ValueError, TypeError
        In one sentence: wrong dimensions, no real numbers, or a kernel larger than the padded
        input.
    """
    batch = real_array(x, "x", "N×C×H×W")
    if 0 in batch.shape[1:]:
        raise ValueError(f"x has the shape {times(batch.shape)}; only the samples may be 0")
    kernel = pair(kernel_size, "kernel_size", 1)
    plan = geometry.plan(batch.shape[2:], kernel, stride, padding, dilation)
    samples, channels = batch.shape[:2]
    shape = samples, channels * kernel[0] * kernel[1], plan.output[0] * plan.output[1]
    check_memory(shape, "the matrix of columns")
    padded = np.pad(batch, ((0, 0), (0, 0), plan.vertical, plan.horizontal))
    extent = [spread * (side - 1) + 1 for side, spread in zip(kernel, plan.dilation, strict=True)]
    # N×C×H2×W2×F×F, a view: nothing is copied before its axes are put in order.
    windows = sliding_window_view(padded, extent, axis=(2, 3))
    windows = windows[:, :, :: plan.stride[0], :: plan.stride[1]]
    windows = windows[..., :: plan.dilation[0], :: plan.dilation[1]]
    return np.array(windows.transpose(0, 1, 4, 5, 2, 3), order="C").reshape(shape)

"""What a transposed convolution is, in plain loops."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pair = tuple[int, ...]


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
) -> Array:
    """Each cell of x (N×C×H×W) adds its filters, weighted by it, to the output, then cropped.

    Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016), chapter 4;
    arguments as in `torch.nn.functional.conv_transpose2d`.
    """
    channels, share = weight.shape[:2]
    size = [
        (x.shape[2 + axis] - 1) * stride[axis] + dilation[axis] * (weight.shape[2 + axis] - 1) + 1
        for axis in (0, 1)
    ]
    out = np.zeros((x.shape[0], share * groups, *size))
    for n, c, row, column in np.ndindex(*x.shape):
        for k, i, j in np.ndindex(*weight.shape[1:]):
            at = row * stride[0] + i * dilation[0], column * stride[1] + j * dilation[1]
            out[n, c // (channels // groups) * share + k, *at] += (
                x[n, c, row, column] * weight[c, k, i, j]
            )
    if bias is not None:
        out += bias[:, None, None]
    return out[:, :, padding[0] : size[0] - padding[0], padding[1] : size[1] - padding[1]]

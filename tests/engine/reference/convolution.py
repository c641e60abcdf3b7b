"""What the operations *are*, in plain Python loops: the tests hold the compiled code to these.

Slow on purpose; nothing here is meant to be clever.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Pair = tuple[int, int]


def output_size(
    size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Count the windows that have room."""
    count = 0
    start = 0
    while start + dilation * (kernel - 1) < size + 2 * padding:
        count += 1
        start += stride
    return count


def source(position: int, size: int, mode: str) -> int | None:
    """The input position that `numpy.pad` shows at `position` (negative: before the input)."""
    while not 0 <= position < size:
        if mode == "constant":
            return None
        if mode == "edge" or (mode == "reflect" and size == 1):
            return 0 if position < 0 else size - 1
        if mode == "wrap":
            position += size if position < 0 else -size
        elif mode == "reflect":  # the outermost cell is the mirror
            position = -position if position < 0 else 2 * (size - 1) - position
        else:  # symmetric: the mirror stands behind the outermost cell
            position = -position - 1 if position < 0 else 2 * size - 1 - position
    return position


def pad(plane: Array, vertical: Pair, horizontal: Pair, mode: str = "constant") -> Array:
    """One H×W plane with (top, bottom) rows and (left, right) columns added."""
    height, width = plane.shape
    out = np.zeros((height + sum(vertical), width + sum(horizontal)), plane.dtype)
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            row = source(y - vertical[0], height, mode)
            column = source(x - horizontal[0], width, mode)
            if row is not None and column is not None:
                out[y, x] = plane[row, column]
    return out


def same(kernel: int, dilation: int) -> Pair:
    """What "same" adds (before, after): one cell for each step of the kernel, in turns."""
    before = after = 0
    for _ in range(dilation * (kernel - 1)):
        if after <= before:
            after += 1
        else:
            before += 1
    return before, after


def correlate(padded: Array, kernel: Array, stride: Pair, dilation: Pair) -> Array:
    """Every window of one padded plane: multiply cell by cell and add up, in float64."""
    rows = output_size(padded.shape[0], kernel.shape[0], stride[0], 0, dilation[0])
    columns = output_size(padded.shape[1], kernel.shape[1], stride[1], 0, dilation[1])
    out = np.zeros((rows, columns))
    for y in range(rows):
        for x in range(columns):
            for i in range(kernel.shape[0]):
                for j in range(kernel.shape[1]):
                    pixel = padded[y * stride[0] + i * dilation[0], x * stride[1] + j * dilation[1]]
                    out[y, x] += float(kernel[i, j]) * float(pixel)
    return out


def filter_image(
    image: Array,
    kernel: Array,
    stride: Pair = (1, 1),
    padding: Pair | str = "same",
    mode: str = "constant",
    dilation: Pair = (1, 1),
    flip: bool = False,
) -> Array:
    """Each channel on its own."""
    if flip:
        kernel = kernel[::-1, ::-1]
    sides = _sides(padding, kernel.shape, dilation)
    planes = [image] if image.ndim == 2 else [image[:, :, c] for c in range(image.shape[2])]
    outs = [correlate(pad(plane, *sides, mode), kernel, stride, dilation) for plane in planes]
    return outs[0] if image.ndim == 2 else np.stack(outs, axis=2)


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Pair = (1, 1),
    padding: Pair | str = (0, 0),
    dilation: Pair = (1, 1),
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Array:
    """Filter k of a sample: the sum over the channels of its group, and its bias."""
    mode = {"zeros": "constant", "replicate": "edge", "circular": "wrap"}.get(
        padding_mode, padding_mode
    )
    sides = _sides(padding, weight.shape[2:], dilation)
    filters, share = weight.shape[:2]
    outs = []
    for sample in x:
        maps = []
        for k in range(filters):
            first = k // (filters // groups) * share
            total: Any = 0.0 if bias is None else float(bias[k])
            for c in range(share):
                padded = pad(sample[first + c], *sides, mode)
                total = total + correlate(padded, weight[k, c], stride, dilation)
            maps.append(total)
        outs.append(maps)
    return np.array(outs)


def unfold(
    x: Array,
    kernel_size: Pair,
    dilation: Pair = (1, 1),
    padding: Pair = (0, 0),
    stride: Pair = (1, 1),
) -> Array:
    """Walk over the windows; write each down, channel after channel and row after row."""
    samples = []
    for sample in x:
        planes = [pad(plane, (padding[0],) * 2, (padding[1],) * 2) for plane in sample]
        height, width = planes[0].shape
        columns = []
        for top in range(0, height - dilation[0] * (kernel_size[0] - 1), stride[0]):
            for left in range(0, width - dilation[1] * (kernel_size[1] - 1), stride[1]):
                column = [
                    plane[top + i * dilation[0], left + j * dilation[1]]
                    for plane in planes
                    for i in range(kernel_size[0])
                    for j in range(kernel_size[1])
                ]
                columns.append(column)
        samples.append(np.array(columns).T)
    return np.array(samples)


def _sides(padding: Pair | str, kernel: tuple[int, ...], dilation: Pair) -> tuple[Pair, Pair]:
    if padding == "same":
        return same(kernel[0], dilation[0]), same(kernel[1], dilation[1])
    if isinstance(padding, str):
        return (0, 0), (0, 0)
    return (padding[0], padding[0]), (padding[1], padding[1])

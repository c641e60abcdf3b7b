"""Padding without a padded copy: which input cell stands at each position of an axis."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]

# The names of `numpy.pad`, and those of `torch.nn.Conv2d` for the same things.
MODES = ("constant", "edge", "reflect", "symmetric", "wrap")
TORCH_MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


def source_index(size: int, before: int, after: int, mode: str) -> Index:
    """Input position of each of the `before + size + after` padded positions; −1 is a zero.

    `mode` as in `numpy.pad`: with a padding wider than the input, "reflect" and "symmetric" fold
    back and forth and "wrap" goes round and round.
    """
    position = np.arange(-before, size + after, dtype=np.int64)
    if mode == "constant":
        position[:before] = -1
        position[before + size :] = -1
        return position
    if mode == "edge":
        return np.clip(position, 0, size - 1)
    if mode == "wrap":
        return position % size
    if mode == "symmetric":
        folded = position % (2 * size)
        return np.minimum(folded, 2 * size - 1 - folded)
    period = max(1, 2 * (size - 1))
    folded = position % period
    return np.minimum(folded, period - folded) if size > 1 else np.zeros_like(position)


@dataclass(frozen=True)
class Lanes:
    """One padded axis, dealt out like cards so that a stride disappears.

    With stride S, output o of the tap at padded position p reads p + o·S. Lane p mod S holds
    every S-th position, so the tap reads neighbouring cells: a loop over o runs over contiguous
    memory whatever the stride.
    """

    source: Index  # lanes × length: the input position held there, −1 for zero
    offsets: Index  # per tap: where in the flattened lanes its output 0 reads
    run: tuple[int, int]  # positions start … stop that hold input 0, 1, 2, … in order


def lanes(
    size: int,
    sides: tuple[int, int],
    mode: str,
    taps: int,
    stride: int,
    dilation: int,
    outputs: int,
) -> Lanes:
    """Deal one axis into lanes; those that no tap reads are left out."""
    before, after = sides
    index = source_index(size, before, after, mode)
    reach = np.arange(taps, dtype=np.int64) * dilation
    used, lane = np.unique(reach % stride, return_inverse=True)
    length = outputs + int(reach[-1]) // stride
    position = used[:, None] + stride * np.arange(length, dtype=np.int64)
    inside = position < index.size
    source = np.where(inside, index[np.minimum(position, index.size - 1)], -1)
    run = (before, before + size) if stride == 1 else (0, 0)
    return Lanes(source, lane * length + reach // stride, run)


def interleaved(source: Index, channels: int) -> Index:
    """The same index for rows whose cells hold `channels` interleaved numbers."""
    cells = source[..., None] * channels + np.arange(channels)
    return np.where(source[..., None] < 0, -1, cells).reshape(*source.shape[:-1], -1)


def check_torch_padding(mode: str, size: tuple[int, int], sides: tuple[Any, Any]) -> None:
    """Refuse what PyTorch refuses: more reflected or circular padding than there is input."""
    for axis, length in zip(("rows", "columns"), size, strict=True):
        widest = max(sides[0 if axis == "rows" else 1])
        if mode == "reflect" and widest >= length:
            raise ValueError(
                f"reflect padding of {widest} {axis} needs more than {widest} input {axis};"
                f" there are {length}"
            )
        if mode == "circular" and widest > length:
            raise ValueError(
                f"circular padding of {widest} {axis} needs at least {widest} input {axis};"
                f" there are {length}"
            )

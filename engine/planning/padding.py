"""Padding without a padded copy: which input cell stands at each position of an axis."""

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
    """Return the input position of each padded position; −1 is a zero.

    There are `before + size + after` of them.

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


def interleaved(source: Index, channels: int) -> Index:
    """Return the same index for rows whose cells hold `channels` interleaved numbers."""
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

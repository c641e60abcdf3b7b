"""Picture → convolution → activation → pooling: the chain that the Kernel lab shows.

Every stage keeps the array that the operation returned and the summary of that same array, so
the picture on the screen cannot disagree with the numbers beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.images.summary import Summary, summarise
from engine.ops.activations import relu
from engine.ops.filtering import filter_image
from engine.ops.pooling import pool_image
from engine.planning import geometry

Padding = str | tuple[int, int]
Activation = Literal["none", "relu"]
Pooling = Literal["none", "max", "average"]


@dataclass(frozen=True)
class Settings:
    """What is done to the picture. Pairs are (vertical, horizontal)."""

    kernel: tuple[tuple[float, ...], ...]
    flip: bool = False
    stride: tuple[int, int] = (1, 1)
    padding: Padding = "same"
    mode: str = "constant"
    dilation: tuple[int, int] = (1, 1)
    activation: Activation = "relu"
    pooling: Pooling = "max"
    pool_size: int = 2
    pool_stride: int = 2

    @property
    def kernel_size(self) -> tuple[int, int]:
        """Rows and columns of the kernel."""
        return len(self.kernel), len(self.kernel[0])


@dataclass(frozen=True)
class Stage:
    """What one operation made: its values (float32, H×W or H×W×C) and their summary."""

    name: Literal["convolution", "activation", "pooling"]
    values: NDArray[np.float32] = field(repr=False)
    summary: Summary


@dataclass(frozen=True)
class Result:
    """The stages in order, how the windows fit, and why a stage is missing (in plain words)."""

    stages: tuple[Stage, ...]
    fits: tuple[geometry.Fit, geometry.Fit]
    pooling_problem: str | None = None


def axis_fits(size: tuple[int, int], settings: Settings) -> tuple[geometry.Fit, geometry.Fit]:
    """Return how the windows fit on a picture of (rows, columns): one `Fit` for each axis."""
    rows, columns = (
        geometry.fit(
            size[axis],
            settings.kernel_size[axis],
            settings.stride[axis],
            settings.padding if isinstance(settings.padding, str) else settings.padding[axis],
            settings.dilation[axis],
            suggest=False,
        )
        for axis in (0, 1)
    )
    return rows, columns


def nearest_that_fit(size: tuple[int, int], settings: Settings, most: int = 4) -> list[Settings]:
    """Return settings of another stride or padding under which no cell is left over.

    Closest first, by how far strides and paddings move, summed over both axes. Where both axes
    are treated alike now, those that go on treating them alike come before all others.
    """
    fits = axis_fits(size, settings)
    if all(fit.fits for fit in fits):
        return []
    found: dict[tuple[tuple[int, int], tuple[int, int]], float] = {}
    for vertical, horizontal in product(*(list(_moves(fit)) for fit in fits)):
        stride = (vertical.stride, horizontal.stride)
        padding = (vertical.before, horizontal.before)
        found[stride, padding] = sum(
            abs(new.stride - old.stride) + abs(new.before - (old.before + old.after) / 2)
            for new, old in zip((vertical, horizontal), fits, strict=True)
        )
    alike = all(_are_alike(pair) for pair in (settings.stride, settings.padding))
    ranked = sorted(
        found,
        key=lambda key: (alike and not all(map(_are_alike, key)), found[key], key),
    )
    return [replace(settings, stride=stride, padding=pad) for stride, pad in ranked[:most]]


MAX_STRIDE = 8
MAX_PADDING = 20


def _are_alike(pair: Padding) -> bool:
    return isinstance(pair, str) or pair[0] == pair[1]


def _moves(old: geometry.Fit) -> Iterator[geometry.Fit]:
    """Return all strides and whole paddings of one axis that fit."""
    window = geometry.covered(old.kernel, old.dilation)
    for stride, padding in product(range(1, MAX_STRIDE + 1), range(min(window, MAX_PADDING + 1))):
        new = geometry.fit(old.size, old.kernel, stride, padding, old.dilation, suggest=False)
        if new.fits:
            yield new


def run(picture: NDArray[np.uint8], settings: Settings) -> Result:
    """Send a picture (uint8, H×W or H×W×3) through the chain.

    Raises ValueError, in one plain sentence, where the kernel does not fit on the padded picture.
    A pooling window that is larger than the map is told in `pooling_problem`; the stages before
    it stand.
    """
    height, width = picture.shape[:2]
    fits = axis_fits((height, width), settings)
    response = filter_image(
        picture,
        np.array(settings.kernel, np.float32),
        stride=settings.stride,
        padding=settings.padding,
        mode=settings.mode,
        dilation=settings.dilation,
        flip=settings.flip,
    )
    stages = [Stage("convolution", response, summarise(response))]
    if settings.activation == "relu":
        response = relu(response)
        stages.append(Stage("activation", response, summarise(response)))
    problem = None
    if settings.pooling != "none":
        side, rows, columns = settings.pool_size, *response.shape[:2]
        if side > min(rows, columns):
            problem = f"The pooling window {side}×{side} is larger than the map {rows}×{columns}."
        else:
            pooled = pool_image(response, settings.pooling, side, settings.pool_stride)
            stages.append(Stage("pooling", pooled, summarise(pooled)))
    return Result(tuple(stages), fits, problem)

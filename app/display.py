"""A picture or a response as the 8-bit pixels that a browser is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.colour_scales import Kind
from engine.images import reduction
from engine.images.summary import Summary

LONGEST_SIDE = 768
"""Pixels that a stage is sent with at most, along its longer side."""

SHARE_OF_SCALE = 0.995
"""Share of the values that the colour scale spans; the few beyond it get its last colour."""


@dataclass(frozen=True)
class Scale:
    """Which colours show which values."""

    kind: Kind
    low: float
    high: float


@dataclass(frozen=True)
class Displayed:
    """A stage as 8-bit pixels: H×W indices into a colour table, or H×W×3 colours."""

    pixels: NDArray[np.uint8]
    scale: Scale
    factor: int


def factor_for(shape: Sequence[int], longest: int = LONGEST_SIDE) -> int:
    """Whole factor by which a picture is reduced for the browser."""
    return -(-max(shape[:2]) // longest)


def to_display(values: NDArray[Any], scale: Scale) -> Displayed:
    """Reduce a stage to what a browser can show, and map it to 8 bits."""
    factor = factor_for(values.shape)
    reduced = reduction.block_mean(values, factor) if factor > 1 else values
    return Displayed(reduction.to_indices(reduced, scale.low, scale.high), scale, factor)


@dataclass(frozen=True)
class Source:
    """The picture at the head of the row."""

    title: str
    digest: str
    shape: tuple[int, ...]
    shown: Displayed
    summary: Summary

    @property
    def name(self) -> str:
        """The digest as it can stand in an address."""
        return self.digest.replace(" ", "-")

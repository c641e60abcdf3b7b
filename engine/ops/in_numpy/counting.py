"""What is in an array, counted, and its colours."""

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array


def survey(values: Array) -> tuple[tuple[int, int, int, float], tuple[float, float]]:
    """Count finite, NaN and zero values, sum the finite ones; and their extremes."""
    finite = values[np.isfinite(values)]
    extremes = (float(finite.min()), float(finite.max())) if finite.size else (np.inf, -np.inf)
    nans, zeros = int(np.isnan(values).sum()), int((values == 0).sum())
    return (finite.size, nans, zeros, float(finite.sum(dtype=np.float64))), extremes


def histogram(values: Array, scale: float, first: int, last: int) -> NDArray[np.int64]:
    """Count the finite values: bin ⌊value·scale⌋, held between `first` and `last`, less `first`."""
    finite = values[np.isfinite(values)].astype(np.float64)
    places = np.clip(np.floor(finite * scale), first, last).astype(np.int64) - first
    return np.bincount(places, minlength=last - first + 1).astype(np.int64)


def to_indices(values: Array, low: float, scale: float, out: Array) -> None:
    """Write (value − low)·scale, held between 0 and 255 and rounded; NaN becomes 0."""
    with np.errstate(all="ignore"):
        places = (values.astype(np.float64) - low) * scale
        out[:] = np.clip(np.where(np.isnan(places), 0, places), 0, 255) + 0.5

"""What is in an array, told in a few numbers and a histogram: for the figures beside a picture.

Every value is counted; nothing is sampled. Two passes over the memory: the extremes first, since
the bins depend on them, then the histogram.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import float_array, read_only, real_array, real_number, times, whole
from engine.kernels import summary as kernels
from engine.kernels.readiness import lets_numpy_stand_in
from engine.ops.in_numpy import counting as in_numpy
from engine.runtime import threads

Array = NDArray[Any]

# A part smaller than this costs more to hand to another thread than to count.
_SMALLEST_PART = 1 << 16
# Values nearer to 0 than this share a bin: a bin must not be so narrow that 1/width is infinite.
_NARROWEST = 1e-300


@dataclass(frozen=True, eq=False)
class Summary:
    """Counts and extremes of an array.

    `minimum`, `maximum`, `mean` and `zero_share` (how many are exactly 0, from 0 to 1) are those
    of the finite values, and NaN when there are none. Bin k of the histogram counts the finite
    values in edges[k] ≤ value < edges[k + 1], in the last bin up to its edge; 0 is always an edge.
    """

    minimum: float
    maximum: float
    mean: float
    zero_share: float
    finite_count: int
    nan_count: int
    inf_count: int
    edges: NDArray[np.float64] = field(repr=False)
    counts: NDArray[np.int64] = field(repr=False)

    def limit(self, share: float) -> float:
        """Return the size below which a `share` (above 0, at most 1) of the finite values lie.

        Read off the histogram, evenly spread within its bins; 0 when there is no finite value.
        A colour scale from −limit to limit is not ruled by a few extreme values.
        """
        share = real_number(share, "share", above=0)
        if share > 1:
            raise ValueError(f"share is {share:g}; it must be at most 1")
        if self.finite_count == 0:
            return 0.0
        zero = int(np.searchsorted(self.edges, 0.0))
        sizes = self.counts[zero:].copy()
        sizes[:zero] += self.counts[:zero][::-1]
        below = np.cumsum(sizes)
        wanted = share * self.finite_count
        reached = int(np.searchsorted(below, wanted))
        spare = (below[reached] - wanted) / sizes[reached]
        low, high = self.edges[zero + reached : zero + reached + 2]
        found = float(high - spare * (high - low))
        return min(found, max(-self.minimum, self.maximum))


def summarise(values: Array, bins: int = 64) -> Summary:
    """Summarise an array of any shape and any real type.

    The histogram has `bins` (an even number, 2 to 65536) equal bins. It reaches equally far on
    both sides of 0 when there are negative values, otherwise from 0 to the maximum.

    Raises ValueError for an empty array or such a number of bins, TypeError for values that are
    no real numbers.
    """
    array = real_array(values, "values")
    if array.size == 0:
        raise ValueError(f"values is {times(array.shape)}; there is nothing in it to count")
    bins = whole(bins, "bins", 2)
    if bins % 2 or bins > 1 << 16:
        raise ValueError(f"bins is {bins}; it must be an even number from 2 to {1 << 16}")
    if array.dtype == np.uint8:
        return _summarise_bytes(read_only(np.ascontiguousarray(array).reshape(-1)), bins)
    return _summarise_floats(read_only(float_array(array, "values").reshape(-1)), bins)


@dataclass(frozen=True)
class _Survey:
    """What the first pass finds; the extremes and the sum are those of the finite values."""

    minimum: float
    maximum: float
    total: float
    finites: int
    nans: int
    zeros: int


@dataclass(frozen=True)
class _Bins:
    """Bin ⌊value·scale⌋, held between `first` and `last`: 0 lies on an edge, exactly."""

    first: int
    last: int
    furthest: float  # the largest |value|

    @classmethod
    def around(cls, survey: _Survey, bins: int) -> "_Bins":
        if survey.finites == 0:
            return cls(0, bins - 1, 0.0)
        if survey.minimum < 0:
            furthest = max(-survey.minimum, survey.maximum)
            return cls(-bins // 2, bins // 2 - 1, furthest)
        return cls(0, bins - 1, survey.maximum)

    @property
    def reach(self) -> float:
        """The last edge; 1 where every value is 0."""
        return max(self.furthest, _NARROWEST) if self.furthest else 1.0

    @property
    def scale(self) -> float:
        return (self.last + 1) / self.reach

    @property
    def edges(self) -> NDArray[np.float64]:
        return np.arange(self.first, self.last + 2) / (self.last + 1) * self.reach


def _summarise_floats(flat: Array, bins: int) -> Summary:
    survey = _survey(flat)
    layout = _Bins.around(survey, bins)
    if lets_numpy_stand_in():
        counted = in_numpy.histogram(flat, layout.scale, layout.first, layout.last)
        return _summary(survey, flat.size, layout, counted)
    parts: list[NDArray[np.int64]] = []

    def part(start: int, stop: int) -> None:
        counts = np.zeros((4, bins + 1), np.int64)
        kernels.histogram(
            flat[start:stop],
            layout.furthest,
            layout.scale,
            float(layout.first),
            float(layout.last),
            counts,
            np.empty(kernels.BLOCK, np.uint32),
        )
        parts.append(counts.sum(axis=0)[:bins])

    threads.split(part, flat.size, _SMALLEST_PART)
    return _summary(survey, flat.size, layout, np.sum(parts, axis=0))


def _survey(flat: Array) -> _Survey:
    found: list[tuple[int, int, int, float]] = []
    extremes: list[tuple[float, float]] = []

    def part(start: int, stop: int) -> None:
        if lets_numpy_stand_in():
            counts, ends = in_numpy.survey(flat[start:stop])
            found.append(counts)
            extremes.append(ends)
            return
        low = np.full(kernels.LANES, np.inf, flat.dtype)
        high = np.full(kernels.LANES, -np.inf, flat.dtype)
        found.append(kernels.survey(flat[start:stop], low, high))
        extremes.append((float(low.min()), float(high.max())))

    threads.split(part, flat.size, _SMALLEST_PART)
    finites, nans, zeros, total = (sum(column) for column in zip(*found, strict=True))
    lows, highs = zip(*extremes, strict=True)
    if not finites:
        return _Survey(np.nan, np.nan, np.nan, 0, nans, 0)
    return _Survey(min(lows), max(highs), total, finites, nans, zeros)


def _summarise_bytes(flat: Array, bins: int) -> Summary:
    """Summarise uint8 in one pass: 256 counts tell everything."""
    parts: list[NDArray[np.int64]] = []

    def part(start: int, stop: int) -> None:
        if lets_numpy_stand_in():
            parts.append(np.bincount(flat[start:stop], minlength=256))
            return
        counts = np.zeros((4, 256), np.int64)
        kernels.count_bytes(flat[start:stop], counts)
        parts.append(counts.sum(axis=0))

    threads.split(part, flat.size, _SMALLEST_PART)
    counts = np.sum(parts, axis=0)
    levels = np.arange(256)
    present = np.flatnonzero(counts)
    survey = _Survey(
        minimum=float(present[0]),
        maximum=float(present[-1]),
        total=float(counts @ levels),
        finites=flat.size,
        nans=0,
        zeros=int(counts[0]),
    )
    layout = _Bins.around(survey, bins)
    place = np.clip(np.floor(levels * layout.scale), layout.first, layout.last).astype(np.intp)
    histogram = np.zeros(bins, np.int64)
    np.add.at(histogram, place, counts)
    return _summary(survey, flat.size, layout, histogram)


def _summary(survey: _Survey, size: int, layout: _Bins, counts: NDArray[np.int64]) -> Summary:
    edges = layout.edges
    edges.flags.writeable = counts.flags.writeable = False
    return Summary(
        minimum=survey.minimum,
        maximum=survey.maximum,
        mean=survey.total / survey.finites if survey.finites else np.nan,
        zero_share=survey.zeros / survey.finites if survey.finites else np.nan,
        finite_count=survey.finites,
        nan_count=survey.nans,
        inf_count=size - survey.finites - survey.nans,
        edges=edges,
        counts=counts,
    )

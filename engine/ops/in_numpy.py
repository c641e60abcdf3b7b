"""What operations of the first pages are in NumPy alone: it draws them until kernels are compiled.

Sums are taken in float64. Arguments are validated by the operation that asks.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array
from engine.planning.geometry import Plan
from engine.planning.padding import source_index

Wide = NDArray[np.float64]

_BLOCK = 32  # products that are added one after the other


def filter_image(picture: Array, weights: Array, plan: Plan, mode: str) -> Wide:
    """Filter H×W or H×W×C, channel by channel: H2×W2 or H2×W2×C."""
    planes = np.moveaxis(picture.reshape(*picture.shape[:2], -1), 2, 0)
    padded, wide = _padded(planes, plan, mode), weights.astype(np.float64)
    with np.errstate(all="ignore"):
        out = _in_pairs(
            list(np.ndindex(wide.shape)), lambda place: wide[place] * _seen(padded, place, plan)
        )
    return np.moveaxis(out, 0, 2).reshape(*plan.output, *picture.shape[2:])


def conv2d(x: Array, weight: Array, bias: Array, plan: Plan, groups: int, mode: str) -> Wide:
    """Convolve N×C×H×W with K×(C/groups)×height×width: N×K×H2×W2."""
    samples, filters = x.shape[0], weight.shape[0]
    padded = _padded(x, plan, mode).reshape(samples, groups, -1, *plan.padded)
    grouped = weight.astype(np.float64).reshape(groups, filters // groups, *weight.shape[1:])

    def product(tap: tuple[int, ...]) -> Wide:
        channel, *place = tap
        seen: Wide = _seen(padded, place, plan)[:, :, None, channel]
        return grouped[:, :, channel, place[0], place[1], None, None] * seen

    with np.errstate(all="ignore"):
        out = _in_pairs(list(np.ndindex(weight.shape[1:])), product)
        return out.reshape(samples, filters, *plan.output) + bias.astype(np.float64)[:, None, None]


def _in_pairs(taps: list[tuple[int, ...]], product: Callable[[tuple[int, ...]], Wide]) -> Wide:
    """Add all taps' products, long sums by halves, so that rounding does not pile up."""
    if len(taps) > _BLOCK:
        half = len(taps) // 2
        return _in_pairs(taps[:half], product) + _in_pairs(taps[half:], product)
    total = product(taps[0])
    for tap in taps[1:]:
        total += product(tap)
    return total


def _padded(x: Array, plan: Plan, mode: str) -> Wide:
    """Return …×H×W in float64 with what stands around it."""
    rows = source_index(plan.size[0], *plan.vertical, mode)
    columns = source_index(plan.size[1], *plan.horizontal, mode)
    padded = x[..., rows, :][..., columns].astype(np.float64)
    padded[..., rows < 0, :] = 0
    padded[..., columns < 0] = 0
    return padded


def _seen(padded: Array, place: Sequence[int], plan: Plan) -> Any:
    """Return what each window has under one place of the kernel, as a view."""
    (down, across), (rows, columns) = plan.stride, plan.output
    top, left = place[0] * plan.dilation[0], place[1] * plan.dilation[1]
    below = padded[..., top : top + (rows - 1) * down + 1 : down, :]
    return below[..., left : left + (columns - 1) * across + 1 : across]


def pool(lines: Array, channels: int, plan: Plan, largest: bool, out: Array) -> None:
    """Pool planes that lie below each other, (P·H)×(W·C), to (P·H2)×(W2·C); NaN wins."""
    maps = np.moveaxis(lines.reshape(-1, *plan.size, channels), 3, 1)
    padded = _framed(maps, plan, -np.inf if largest else 0.0)
    result = np.full((*maps.shape[:2], *plan.output), -np.inf if largest else 0.0)
    for place in np.ndindex(*plan.kernel):
        if largest:
            np.maximum(result, _seen(padded, place, plan), out=result)
        else:
            result += _seen(padded, place, plan)
    if not largest:
        result /= plan.kernel[0] * plan.kernel[1]
    with np.errstate(over="ignore"):
        out[:] = np.moveaxis(result, 1, 3).reshape(out.shape)


def block_mean(lines: Array, channels: int, factor: int, out: Array) -> None:
    """Average blocks of factor×factor cells of H×(W·C); what hangs over the edge is zeros."""
    cells = lines.reshape(len(lines), -1, channels)
    columns = out.shape[1] // channels
    framed = np.zeros((len(out) * factor, columns * factor, channels))
    framed[: cells.shape[0], : cells.shape[1]] = cells
    blocks = framed.reshape(len(out), factor, columns, factor, channels)
    out[:] = blocks.mean(axis=(1, 3)).reshape(out.shape)


def max_pool(maps: Array, plan: Plan, out: Array, argmax: Array) -> None:
    """Pool N×C×H×W; `argmax` is the place of the first of equals, of the last NaN before all."""
    padded = _framed(maps, plan, -np.inf)
    top = np.arange(plan.output[0])[:, None] * plan.stride[0] - plan.vertical[0]
    left = np.arange(plan.output[1]) * plan.stride[1] - plan.horizontal[0]
    # Where there is nothing but −∞: the first cell that is no padding.
    argmax[:] = np.maximum(top, 0) * plan.size[1] + np.maximum(left, 0)
    best = np.full(out.shape, -np.inf)
    for place in np.ndindex(*plan.kernel):
        seen = _seen(padded, place, plan)
        wins = (seen > best) | np.isnan(seen)
        best[wins] = seen[wins]
        down, across = place[0] * plan.dilation[0], place[1] * plan.dilation[1]
        here = (top + down) * plan.size[1] + left + across
        argmax[wins] = np.broadcast_to(here, wins.shape)[wins]
    out[:] = best


def _framed(maps: Array, plan: Plan, value: float) -> Wide:
    """Return maps N×C×H×W in float64 with this value around them."""
    frame = np.full((*maps.shape[:2], *plan.padded), value)
    top, left = plan.vertical[0], plan.horizontal[0]
    frame[..., top : top + plan.size[0], left : left + plan.size[1]] = maps
    return frame


def leaky(x: Array, slopes: Array, out: Array) -> None:
    """Compute x above 0, slope·x below, each row with its own slope."""
    with np.errstate(all="ignore"):
        out[:] = np.where(x > 0, x, slopes[:, None] * x)


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

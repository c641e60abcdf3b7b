"""Where Winograd's tiles pay, and tables of where they find their cells and weights."""

import math
from dataclasses import dataclass

import numpy as np

from engine.kernels.winograd import HALVES, MANY, POINTS, Cells, Places, Tiling
from engine.kernels.winograd_tiles import MADE, TAPS
from engine.planning.axes import Axis, Lanes, spans_of
from engine.planning.padding import Index

# Numbers of a block's cells and sums at all points: they stay in the second-level cache.
_BLOCK = 1 << 17
# Guesses that choose between layouts, in the time of one vector multiply-add: for the vectors of a
# tile's channels and filters, for those of the weights, and for the call.
_CELLS, _SUMS, _WEIGHTS, _CALL = 700, 700, 500, 80_000


@dataclass(frozen=True)
class Layer:
    """All that the driver of a layer needs, forward or for the gradient of its input."""

    cells: Cells
    tiling: Tiling
    places: Places
    parts: int  # into which the filters are cut: one, or all their blocks


@dataclass(frozen=True)
class Gradient:
    """All that the driver of its weights' gradient needs."""

    cells: Cells
    grads: Cells  # the same for the outputs' gradients
    tiling: Tiling


def cost(down: Axis, across: Axis, channels: int, filters: int, samples: int, lanes: int) -> float:
    """Return what these tiles cost for one sample, in the unit of `cost_model`.

    Infinite where they do not serve: not 3×3, a stride, or an output too small for one tile.
    """
    apart = [_dilation(axis) for axis in (down, across)]
    if not all(apart) or across.outputs < MADE * apart[1] or down.outputs < MADE:
        return math.inf
    tiles = _groups(down) * apart[0] * _tiles(across).size
    deep, blocks = -(-channels // lanes), -(-filters // lanes)
    products = POINTS * blocks * (channels + 4) * (MANY + 1) / MANY
    once = channels * blocks * _WEIGHTS + _CALL
    return tiles * (products + deep * _CELLS + blocks * _SUMS) + once / max(1, samples)


def layer(
    down: Axis, across: Axis, filters: int, places: Places, samples: int, lanes: int, number: int
) -> Layer:
    """Return tables, and how to divide the work over `number` threads."""
    groups, tiles, most = _groups(down), _tiles(across), _block(places.first.size, lanes)
    each = tiles.size * _dilation(down)
    # What a band writes must fill a vector, also where it is cut off at the bottom.
    limit = groups if across.outputs >= lanes else max(1, groups // 2)
    bands, together, parts = min(limit, -(-groups * each // most)), 1, 1
    if bands == 1 and groups * each * samples <= most:  # one block: the filters are shared out
        together, parts = max(1, samples), -(-filters // (HALVES * lanes // 2))
    elif bands == 1 and samples > 1:
        together = max(1, min(most // (groups * each), samples // number))
    uneven = together == parts == 1
    while uneven and bands < limit and bands * samples < 8 * number and bands * samples % number:
        bands += 1
    tiling = Tiling(_dilation(down), _dilation(across), groups, tiles, bands, together)
    return Layer(_cells(down, across, across.outputs, groups), tiling, places, parts)


def gradient(down: Axis, across: Axis, channels: int, samples: int, lanes: int) -> Gradient:
    """Return tables. Each output is in one tile; tiles that stand over take gradients of 0."""
    groups, step, most = _groups(down), _dilation(across), _block(channels, lanes)
    count = -(-across.outputs // (MADE * step))
    tiles = np.add.outer(MADE * step * np.arange(count), np.arange(step)).ravel()
    each = tiles.size * _dilation(down)
    bands = min(groups, -(-groups * each // most))
    together = max(1, min(most // (groups * each), samples)) if bands == 1 else 1
    tiling = Tiling(_dilation(down), step, groups, tiles, bands, together)
    outputs = np.arange(groups * MADE * _dilation(down)), np.arange(count * MADE * step)
    rows, columns = (
        np.where(places < axis.outputs, places, -1)
        for places, axis in zip(outputs, (down, across), strict=True)
    )
    grads = Cells(rows, columns, start=0, stop=across.outputs, first=0)
    return Gradient(_cells(down, across, count * MADE * step, groups), grads, tiling)


def _block(channels: int, lanes: int) -> int:
    """Return the number of tiles of a block."""
    return max(MANY, _BLOCK // (POINTS * (-(-channels // lanes) + HALVES // 2) * lanes))


def _cells(down: Axis, across: Axis, width: int, groups: int) -> Cells:
    """Return what so many columns and groups of tile rows read of the padded input."""
    length = width + (TAPS - 1) * _dilation(across)
    only = np.zeros(1, np.int64)
    start, stop, first = spans_of(across, Lanes(only, only, only, length))[0].tolist()
    rows = down.source(np.arange((groups * MADE + TAPS - 1) * _dilation(down)))
    return Cells(rows, across.source(np.arange(length)), start, stop, first)


def _dilation(axis: Axis) -> int:
    """Return the distance of three taps that are equally far apart, without a stride; else 0."""
    steps = set(np.diff(axis.reach).tolist())
    return abs(steps.pop()) if len(axis.reach) == TAPS and len(steps) == axis.stride == 1 else 0


def _groups(down: Axis) -> int:
    return -(-down.outputs // (MADE * _dilation(down)))


def _tiles(across: Axis) -> Index:
    """Return the first output column of each tile of a row.

    The last of every phase overlaps another.
    """
    apart = _dilation(across)
    starts = [
        min(first, count - MADE) * apart + phase
        for phase in range(apart)
        for count in [-(-(across.outputs - phase) // apart)]
        for first in range(0, count, MADE)
    ]
    return np.array(starts, np.int64)

"""How a layer's windows are laid out for the compiled kernel: tables, made once for each geometry.

`forward` and `input_gradient` describe both directions in the same terms, so that one kernel
computes both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.kernels.conv import BLOCKS, Layout
from engine.kernels.conv_gradients import FILTER_TAPS, POSITION_TAPS
from engine.kernels.filter_major_conv import FILTER_MAJOR_BLOCKS
from engine.kernels.vectors import VECTOR_BYTES
from engine.kernels.winograd import Places
from engine.kernels.winograd_tiles import TAPS
from engine.planning import winograd_plan as winograd
from engine.planning.axes import Axis, forward_axes, gradient_axis, spans_of, split_into_lanes
from engine.planning.cost_model import (
    BAND,
    bands_for,
    cells_across,
    filter_major_cost,
    output_major_cost,
)
from engine.planning.geometry import Plan
from engine.planning.padding import Index

# Filters of a group from which a weight's gradient is summed with filters in the vectors, and
# positions for which they are transposed at a time.
_FILTERS_IN_VECTORS, _POSITIONS = 5, 512
# Tiles of taps with which all threads are kept busy; with fewer the positions are shared out too,
# by so many multiply-adds, into so many shares at most.
_MANY_TILES, _WORTH_A_SHARE, _SHARES = 32, 1 << 20, 8
STORED = 30  # laying, storing and calling for one output, in multiplications


@dataclass(frozen=True)
class Correlation:
    """All that the drivers need: the kernel's tables, and how to divide the work."""

    layout: Layout
    filter_major: bool  # filters are in the vectors of a tile, otherwise neighbouring outputs
    block: int  # filters and vectors of a tile; filter-major: positions, and half vectors at most
    vectors: int
    items: int  # for one sample
    work: int  # for one item, in the time of a multiplication
    outputs: tuple[int, int]  # rows and columns
    tiles: winograd.Layer | None  # Winograd's, where they pay


@dataclass(frozen=True)
class Taps:
    """The weights of one group, in the order of the sum: (channel, row, column) of each tap."""

    channel: Index
    row: Index
    column: Index
    places: Index
    filter_step: int
    limits: Index  # the taps of phase p are limits[p] … limits[p + 1]


def forward_taps(share: int, kernel: tuple[int, int]) -> Taps:
    """Return the taps of a filter of `share` channels, in the order of its weights."""
    channel, row, column = np.indices((share, *kernel)).reshape(3, -1)
    count = channel.size
    return Taps(channel, row, column, np.arange(count), count, np.array([0, count]))


def gradient_taps(
    filters: int,
    share: int,
    kernel: tuple[int, int],
    stride: Sequence[int],
    dilation: Sequence[int],
) -> Taps:
    """Return the taps by phase: position u is read by the taps i with i·D ≡ u (mod S)."""
    channel, row, column = np.indices((filters, *kernel)).reshape(3, -1)
    phase = row * dilation[0] % stride[0] * stride[1] + column * dilation[1] % stride[1]
    order = np.argsort(phase, kind="stable")
    channel, row, column = channel[order], row[order], column[order]
    area = kernel[0] * kernel[1]
    places = channel * share * area + row * kernel[1] + column
    limits = np.searchsorted(phase[order], np.arange(stride[0] * stride[1] + 1))
    return Taps(channel, row, column, places, area, limits)


@lru_cache(maxsize=256)
def forward(
    plan: Plan, mode: str, samples: int, shape: tuple[int, ...], groups: int, itemsize: int,
    threads: int,
) -> Correlation:  # fmt: skip
    """Plan the sums of `conv2d`, for weights of this shape."""
    down, across = forward_axes(plan, mode)
    filters = shape[0] // groups
    taps = forward_taps(shape[1], plan.kernel)
    return _correlation(down, across, taps, shape[1], filters, groups, samples, itemsize, threads)


@lru_cache(maxsize=256)
def input_gradient(
    plan: Plan, samples: int, shape: tuple[int, ...], groups: int, itemsize: int, threads: int
) -> Correlation:
    """Plan the gradient with respect to the input: of `grad_out`, by the rotated weights.

    Padded input position u = a + S·q (phase a) is read through tap i by output
    (u − i·D)/S = q − ⌊i·D/S⌋; with phases as further channels that is a convolution of stride 1.
    """
    down, across = (gradient_axis(plan, axis) for axis in (0, 1))
    filters = shape[0] // groups
    taps = gradient_taps(filters, shape[1], plan.kernel, plan.stride, plan.dilation)
    return _correlation(down, across, taps, filters, shape[1], groups, samples, itemsize, threads)


@dataclass(frozen=True)
class Summation:
    """How a weight's gradient is summed.

    The number of threads has no part in it, so that they change no bit.
    """

    layout: Layout
    together: int  # samples
    by_filter: bool  # filters are in the vectors of a tile, otherwise positions
    shares: int  # of the positions, each summed for itself
    units: int  # of work: (share, group, tile of taps)
    tiles: winograd.Gradient | None  # Winograd's, where they pay


@lru_cache(maxsize=256)
def weight_gradient(
    plan: Plan, samples: int, shape: tuple[int, ...], groups: int, itemsize: int
) -> Summation:
    """Plan the sums of the gradient with respect to weights of this shape.

    As in `forward`; where positions are in the vectors, short rows run on into each other, so that
    few vectors are cut short.
    """
    down, across = forward_axes(plan, "constant")
    filters = shape[0] // groups
    taps = forward_taps(shape[1], plan.kernel)
    by_filter = filters >= _FILTERS_IN_VECTORS
    tile = FILTER_TAPS if by_filter else POSITION_TAPS
    tiles = -(-taps.places.size // tile)
    positions = _POSITIONS if by_filter else max(256, min(2048, BAND // shape[0]))
    area = plan.output[0] * plan.output[1]
    work = samples * area * shape[0] * (taps.places.size + STORED)
    shares = 1 if tiles * groups >= _MANY_TILES else max(1, min(_SHARES, work // _WORTH_A_SHARE))
    bands = max(1, min(plan.output[0], -(-area // positions)))
    together = max(1, min(positions // area, samples // shares))
    chunks = -(-samples // together)
    while chunks * bands % shares and chunks * bands < 8 * shares and bands < plan.output[0]:
        bands += 1
    shares = max(1, min(shares, chunks * bands))
    flat = not by_filter and across.outputs < 2 * (VECTOR_BYTES // itemsize)
    tables = _tables(down, across, taps, flat, filters, groups, bands, lanes=0)
    short = np.full(tiles * tile - tables.starts.size, tables.starts[-1])
    padded = np.concatenate([tables.starts, short])  # a tile reads the starts of all its taps
    tables = tables._replace(starts=padded)
    winograds, lanes = None, VECTOR_BYTES // itemsize
    cost = winograd.cost(down, across, shape[1], filters, samples, lanes)
    if groups == 1 and samples * cost * lanes < work:
        winograds = winograd.gradient(down, across, shape[1], samples, lanes)
    return Summation(tables, together, by_filter, shares, shares * groups * tiles, winograds)


def _correlation(
    down: Axis, across: Axis, taps: Taps, share: int, filters: int, groups: int, samples: int,
    itemsize: int, threads: int,
) -> Correlation:  # fmt: skip
    lanes = VECTOR_BYTES // itemsize
    block = min(
        (b for b in BLOCKS if b <= filters), key=lambda b: (-(-filters // b) * (2 * b + 1), -b)
    )
    count = taps.places.size
    cost, flat = output_major_cost(down, across, count, share, filters, block, lanes)
    vectors, filter_major = BLOCKS[block], False
    for positions in FILTER_MAJOR_BLOCKS:
        other = filter_major_cost(down, across, count, share, filters, positions, lanes, samples)
        if other < cost:
            cost, flat, filter_major = other, False, True
            block, vectors = positions, FILTER_MAJOR_BLOCKS[positions]
    row_cells = share * cells_across(down, across, flat)
    bands = bands_for(
        down, flat or filter_major, row_cells, across.outputs, samples * groups, lanes, threads
    )
    layout = _tables(down, across, taps, flat, filters, groups, bands, lanes, filter_major)
    items = bands * groups
    work = down.outputs * across.outputs * filters * (count + STORED) // bands + 1
    outputs = down.outputs, across.outputs
    tiles, whole = None, groups == 1 and taps.limits.size == 2
    if whole and winograd.cost(down, across, share, filters, samples, lanes) < cost:
        flipped = down.reach[0] > down.reach[-1]
        places = Places(taps.places[:: TAPS * TAPS], taps.filter_step, flipped)
        tiles = winograd.layer(down, across, filters, places, samples, lanes, threads)
    return Correlation(layout, filter_major, block, vectors, items, work, outputs, tiles)


def _tables(
    down: Axis, across: Axis, taps: Taps, flat: bool, filters: int, groups: int, bands: int,
    lanes: int, filter_major: bool = False,
) -> Layout:  # fmt: skip
    """Return the kernel's tables.

    A run of fewer than `lanes` outputs is never read in the input itself, where a vector could
    reach beyond the end. With `filter_major`, cells need not be neighbours.
    """
    rows, columns = split_into_lanes(down), split_into_lanes(across, flat)
    tall = -(-down.outputs // bands) + rows.length - down.outputs
    untouched = down.untouched and across.untouched
    if flat:
        untouched &= across.outputs == across.size and max(across.reach) == 0
    shortest = across.outputs * (down.outputs // bands if flat else 1)
    laid = not untouched or shortest < lanes
    if filter_major:
        laid = not (down.inside and across.inside)
    height, pitch = (tall, columns.length) if laid else (down.size, across.size)
    lane = columns.lane[taps.column] * rows.first.size + rows.lane[taps.row]
    of_channel = rows.first.size * columns.first.size * taps.channel
    starts = ((of_channel + lane) * height + rows.shift[taps.row]) * pitch
    starts += columns.shift[taps.column]
    if not laid:
        reach = [np.array(axis.reach) for axis in (down, across)]
        starts = (taps.channel * height + reach[0][taps.row]) * pitch + reach[1][taps.column]
        pitch *= down.stride
    return Layout(
        laid=laid,
        flat=flat,
        groups=groups,
        filters=filters,
        bands=bands,
        tall=tall,
        pitch=pitch,
        step=1 if laid else across.stride,
        stride=across.stride,
        zeros=across.mode == "constant",
        rows=down.source(rows.positions(down.stride)),
        columns=across.source(columns.positions(across.stride)),
        spans=spans_of(across, columns),
        starts=starts,
        places=taps.places,
        filter_step=taps.filter_step,
        limits=taps.limits,
    )

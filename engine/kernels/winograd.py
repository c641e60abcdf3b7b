"""Convolution layers by Winograd's tiles: 3×3 weights, stride 1, many channels and filters.

Channels are transposed into the vectors first, so that no tile is cut short by a narrow map. Then,
for a block of tiles that stays in the second-level cache: cells → values at 36 points, for each
point a product of matrices (tiles × channels · channels × filters), points → outputs.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernels.compiled import compiled, compiled_inside, compiled_reduction
from engine.kernels.filter_major_conv import block_halves, transpose_all
from engine.kernels.row_tiles import clear, copy, transpose
from engine.kernels.vectors import REGISTERS, VECTOR_BYTES
from engine.kernels.winograd_tiles import (
    MADE,
    OF_CELLS,
    OF_GRADIENTS,
    OF_OUTPUTS,
    OF_WEIGHTS,
    SIDE,
    TAPS,
    add_products,
    combine,
)
from engine.kernels.work_board import addresses, parallel_for

Index = NDArray[np.int64]

POINTS = SIDE * SIDE
HALVES = 4  # half vectors of filters in a block; 2 in the last if they are enough
MANY, FEW = (8, 6) if REGISTERS == 32 else (6, 4)  # tiles that it takes: the sums fit registers
_APART = 64  # bytes between matrices, so that they do not all fall into one set of a cache


class Cells(NamedTuple):
    """Where the cells of a padded input come from; `planning.winograd_plan` makes these tables."""

    rows: Index  # of the padded input: the input row held there, −1 for zeros
    columns: Index  # the same for columns,
    start: int  # of which start … stop hold the input columns first, first + 1, …
    stop: int
    first: int


class Tiling(NamedTuple):
    """How a map is cut into tiles, and all samples' tiles into blocks.

    With a dilation D, D tile rows that read every D-th row make one group of 4·D output rows.
    """

    down: int  # dilations
    across: int
    groups: int  # of tile rows
    tiles: Index  # of a row: first padded column read, and so the first output column
    bands: int  # into which these groups are cut
    together: int  # samples in a block


class Places(NamedTuple):
    """Where the weights stand."""

    first: Index  # where those of each channel begin, for filter 0
    step: int  # from there to those of the next filter
    flipped: bool  # the first reads the last cell


@compiled
def room(count, one):
    """Return the numbers of a matrix of so many, with what keeps it apart from the next."""
    return (count + one - 1) // one * one + _APART * one // VECTOR_BYTES


@compiled
def block_filters(left, one):
    """Return the filters of the next block, of so many left, filled up with zero weights."""
    return block_halves((left + one // 2 - 1) // (one // 2), HALVES) * one // 2


@compiled
def lay_weights(lines, weights, start, step, filters):
    """Write lines[t·lanes + k] = weights[start + k·step + t] for up to a vector's filters.

    t are the taps.

    There is room for as many taps as a vector holds; those too many are never read.
    """
    one, taps = VECTOR_BYTES // lines.itemsize, TAPS * TAPS
    if start + (filters - 1) * step + max(one, taps) <= len(weights):
        for t in range(0, taps, one):
            low = max(0, min(t, taps - one))
            transpose(lines, low * one, one, weights, start + low, step, filters)
    else:
        for t in range(taps):
            for k in range(one):
                lines[t * one + k] = weights[start + (k if k < filters else 0) * step + t]


@compiled
def transform_weights(board, parts, blocks, table, weights, places, channels, filters):
    """Transform all blocks: for each point, a line of a block's filters per channel."""
    taken = (table, weights, places, channels, filters)
    parallel_for(board, parts, blocks, addresses(_transform_weights, taken))


@compiled_inside
def _transform_weights(table, weights, places, channels, filters, first, last):
    """Transform filter blocks first … last."""
    one = VECTOR_BYTES // table.itemsize
    most = HALVES * one // 2
    size = POINTS * room(channels * most, one)
    lines = np.empty(max(one, TAPS * TAPS) * one, table.dtype)
    between = np.empty(SIDE * TAPS * one, table.dtype)
    hop, begin = (-one, TAPS - 1) if places.flipped else (one, 0)
    for block in range(first, last):
        at, wide = block * size, block_filters(filters - block * most, one)
        pitch = room(channels * wide, one)
        for k in range(0, wide, one):
            filter_0 = block * most + k
            some = min(one, filters - filter_0)
            for c in range(channels):
                start = places.first[c] + filter_0 * places.step
                lay_weights(lines, weights, start, places.step, some)
                combine(
                    between, 0, TAPS * one, one, lines, begin * TAPS * one, hop * TAPS, one, TAPS,
                    lines, 0, OF_WEIGHTS, 0,
                )  # fmt: skip
                combine(
                    table, at + c * wide + k, pitch, SIDE * pitch, between, begin * one, hop,
                    TAPS * one, SIDE, lines, 0, OF_WEIGHTS, 0,
                )  # fmt: skip


@compiled
def lay_rows(laid, x, plane, area, width, channels, rows, top, count):
    """Lay padded rows top … top + count of a vector's channels, the channels in the vectors."""
    one = VECTOR_BYTES // laid.itemsize
    r = 0
    while r < count:
        source, run = rows[top + r], 1
        if source < 0:
            clear(laid, r * width * one, width)
        else:
            while r + run < count and rows[top + r + run] == source + run:
                run += 1
            transpose_all(
                laid, r * width * one, one, x, plane + source * width, area, channels, run * width
            )
        r += run


@compiled
def transform_cells(
    values, at, deep, pitch, x, plane, area, width, channels, cells, tiling, taken, low, high,
    laid, line,
):  # fmt: skip
    """Transform tiles of groups low … high of one sample: their channels at each point.

    A tile takes as many cells along an axis as it has, or, for a gradient, as it makes outputs.
    """
    one = VECTOR_BYTES // x.itemsize
    rows, columns, start, stop = cells.rows, cells.columns, cells.start, cells.stop
    down, tiles = tiling.down, tiling.tiles
    padded, hop, along = len(columns) * one, down * width * one, tiling.across * one
    v, n = values, line
    for c in range(0, channels, one):
        lay_rows(
            laid, x, plane + c * area, area, width, min(one, channels - c), rows,
            low * MADE * down, ((high - low) * MADE + taken - MADE) * down,
        )  # fmt: skip
        for row in range((high - low) * down):
            top = row // down * MADE * down + row % down
            here, count = (top * width + cells.first) * one, stop - start
            to = start * one
            if taken == SIDE:
                combine(n, to, padded, one, laid, here, hop, one, count, n, 0, OF_CELLS, 0)
            else:
                combine(n, to, padded, one, laid, here, hop, one, count, n, 0, OF_GRADIENTS, 0)
            for p in range(len(columns)):
                if columns[p] >= 0 and (p < start or p >= stop):
                    inside = start + columns[p] - cells.first
                    for i in range(SIDE):
                        copy(line, i * padded + p * one, line, i * padded + inside * one, 1, 1)
            for t in range(len(tiles)):
                to, here = at + (row * len(tiles) + t) * deep + c, tiles[t] * one
                q, r = pitch, padded
                if taken == SIDE:
                    combine(v, to, q, SIDE * q, n, here, along, r, SIDE, n, 0, OF_CELLS, 0)
                else:
                    combine(v, to, q, SIDE * q, n, here, along, r, SIDE, n, 0, OF_GRADIENTS, 0)


@compiled
def multiply(
    sums, at, pitch, left, left_pitch, step, hop, right, there, right_pitch, count, rows, wide
):  # fmt: skip
    """Add for each point: sums[row, k] += Σ_t left[row, t] · right[t, k] for k < `wide`.

    In `left` rows are `step` apart, and what is summed is `hop` apart. A few rows too many are
    taken, where they do not fill the last tile.
    """
    one = VECTOR_BYTES // sums.itemsize
    for point in range(POINTS):
        o, a, b = at + point * pitch, point * left_pitch, there + point * right_pitch
        done = 0
        while done < rows:
            taken = FEW if 0 < (rows - done) % MANY <= FEW else MANY
            x, d, h, y, n = left, step, hop, right, count
            if wide == 2 * one:
                if taken == MANY:
                    add_products(sums, o, x, a, d, h, y, b, n, MANY, 4)
                else:
                    add_products(sums, o, x, a, d, h, y, b, n, FEW, 4)
            elif taken == MANY:
                add_products(sums, o, x, a, d, h, y, b, n, MANY, 2)
            else:
                add_products(sums, o, x, a, d, h, y, b, n, FEW, 2)
            done += taken
            a += taken * step
            o += taken * wide


@compiled
def transform_sums(made, across_out, sums, at, pitch, tiling, rows, wide, bias, first, small):
    """Compute made[row, column, filter] of `rows` tile rows from their sums at points."""
    one = VECTOR_BYTES // made.itemsize
    down, across, tiles = tiling.down, tiling.across, tiling.tiles
    for row in range(rows):
        top = row // down * MADE * down + row % down
        for t in range(len(tiles)):
            here = (at + row * len(tiles) + t) * wide
            for k in range(0, wide, one):
                combine(
                    small, 0, SIDE * one, one, sums, here + k, SIDE * pitch, pitch, SIDE, bias, 0,
                    OF_OUTPUTS, 0,
                )  # fmt: skip
                combine(
                    made, (top * across_out + tiles[t]) * wide + k, across * wide,
                    down * across_out * wide, small, 0, one, SIDE * one, MADE, bias, first + k,
                    OF_OUTPUTS, 1,
                )  # fmt: skip


@compiled_reduction
def all_finite(cells, count):
    """Tell whether the first `count` cells hold neither NaN nor infinity."""
    total = cells[0] * 0
    for p in range(count):
        total += cells[p] * 0  # NaN for what is not finite
    return total == 0


@compiled
def convolve_tiles(board, parts, items, out, x, table, bias, cells, tiling, shares, finite):
    """Compute all items: (block of samples, band, share of the filter blocks).

    `table` is of `transform_weights`, and `bias` as long as all filter blocks together. finite[0]
    becomes False if a sum is not finite.
    """
    taken = (out, x, table, bias, cells, tiling, shares, finite)
    parallel_for(board, parts, items, addresses(_convolve_tiles, taken))


@compiled_inside
def _convolve_tiles(out, x, table, bias, cells, tiling, shares, finite, first, last):
    """Compute items first … last."""
    samples, channels, height, width = x.shape
    filters, tall, wide = out.shape[1], out.shape[2], out.shape[3]
    flat_x, flat_out, area = x.reshape(x.size), out.reshape(out.size), height * width
    one = VECTOR_BYTES // x.itemsize
    down, across = tiling.down, len(tiling.tiles)
    bands = tiling.bands
    block = HALVES * one // 2
    blocks = (filters + block - 1) // block
    deep = (channels + one - 1) // one * one
    most = (tiling.groups + bands - 1) // bands
    room_for = tiling.together * most * down * across + MANY
    value_pitch, pitch = room(room_for * deep, one), room(room_for * block, one)
    table_size = POINTS * room(channels * block, one)
    values = np.empty(POINTS * value_pitch, x.dtype)
    sums = np.empty(POINTS * pitch, x.dtype)
    laid = np.empty(((most * MADE + SIDE - MADE) * down * width + one) * one, x.dtype)
    line = np.empty(SIDE * len(cells.columns) * one, x.dtype)
    clear(line, 0, SIDE * len(cells.columns))
    made = np.empty(most * MADE * down * wide * block, x.dtype)
    small = np.empty(MADE * SIDE * one, x.dtype)
    known = -1
    for item in range(first, last):
        cut, share = item // shares, item % shares
        sample, band = cut // bands * tiling.together, cut % bands
        some = min(tiling.together, samples - sample)
        low, high = band * tiling.groups // bands, (band + 1) * tiling.groups // bands
        rows = (high - low) * down
        top, bottom = low * MADE * down, min(tall, high * MADE * down)
        if cut != known:
            known = cut
            for s in range(some):
                transform_cells(
                    values, s * rows * across * deep, deep, value_pitch, flat_x,
                    (sample + s) * channels * area, area, width, channels, cells, tiling,
                    SIDE, low, high, laid, line,
                )  # fmt: skip
        for b in range(share * blocks // shares, (share + 1) * blocks // shares):
            k = b * block
            size = block_filters(filters - k, one)
            clear(sums, 0, POINTS * pitch // one)
            multiply(
                sums, 0, pitch, values, value_pitch, deep, 1, table, b * table_size,
                room(channels * size, one), channels, some * rows * across, size,
            )  # fmt: skip
            for s in range(some):
                transform_sums(
                    made, wide, sums, s * rows * across, pitch, tiling, rows, size, bias, k, small
                )
                if not all_finite(made, (bottom - top) * wide * size):
                    finite[0] = False
                plane = (sample + s) * filters + k
                transpose_all(
                    flat_out, (plane * tall + top) * wide, tall * wide, made, 0, size,
                    (bottom - top) * wide, min(size, filters - k),
                )  # fmt: skip

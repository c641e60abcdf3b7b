"""Filtering one picture, block by block.

A block of input rows is loaded into a small buffer that stays in the processor's cache: padding,
strides and the conversion to floating point happen on the way, so that no padded copy of the
picture is needed. The sums run in register tiles (`engine.kernels.filter_tiles`).
"""

import numpy as np

from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.filter_tiles import ROWS, VECTORS, same_type, slide
from engine.kernels.pairwise import WAITING
from engine.kernels.scratch import compiled_aligned
from engine.kernels.vectors import VECTOR_BYTES
from engine.kernels.work_board import addresses, parallel_for


@compiled
def fill(row, value):
    """Write `value` into every cell of a row."""
    for p in range(len(row)):
        row[p] = value


@compiled
def load_row(target, source, columns, low, start, stop):
    """Write target[p] = source[columns[low + p]], 0 where that is −1.

    start … stop hold 0, 1, 2, …
    """
    begin = min(max(start - low, 0), len(target))
    end = min(max(stop - low, begin), len(target))
    for p in range(begin):
        target[p] = source[columns[low + p]] if columns[low + p] >= 0 else 0
    inner, taken = target[begin:end], source[max(low - start, 0) :]
    for p in range(len(inner)):
        inner[p] = taken[p]
    for p in range(end, len(target)):
        target[p] = source[columns[low + p]] if columns[low + p] >= 0 else 0


@compiled
def slide_block(
    out, at, pitch, height, width, cells, first, hop, offsets, weights, tall, edge, room
):  # fmt: skip
    """Compute a block of output.

    out[at + y·pitch + x] = Σ_i Σ_j weights[i, j] · cells[first + (y + i)·hop + offsets[j] + x]

    for y < height, x < width. All flat; `edge` is room for one tile, `room` for sums that wait (see
    `engine.kernels.pairwise`).
    """
    wide = len(offsets)
    tile = len(edge) // ROWS
    y = 0
    while y < height:
        rows = ROWS if height - y >= ROWS and (tall == 1 or tall >= ROWS) else 1
        for x in range(0, width, tile):
            whole = width - x >= tile
            place = out if whole else edge
            corner = at + y * pitch + x if whole else 0
            step = pitch if whole else tile
            here = first + y * hop + x
            o, a, s, c, h, f, w, m = place, corner, step, cells, here, offsets, weights, room
            if rows == 1:
                slide(o, a, s, c, h, hop, f, w, tall, wide, m, 1, 0, 0)
            elif tall == 1:
                slide(o, a, s, c, h, hop, f, w, 1, wide, m, ROWS, 1, 0)
            elif wide == 1:
                slide(o, a, s, c, h, hop, f, w, tall, 1, m, ROWS, 0, 1)
            elif tall == wide == 3:
                slide(o, a, s, c, h, hop, f, w, 3, 3, m, ROWS, 3, 3)
            elif tall == wide == 5:
                slide(o, a, s, c, h, hop, f, w, 5, 5, m, ROWS, 5, 5)
            else:
                slide(o, a, s, c, h, hop, f, w, tall, wide, m, ROWS, 0, 0)
            if not whole:
                for r in range(rows):
                    for p in range(width - x):
                        out[at + (y + r) * pitch + x + p] = edge[r * tile + p]
        y += rows


@compiled
def as_they_stand(start, stop, tile):
    """Return from which column to which blocks read the picture itself, with no padding.

    Whole tiles, so that the rest is whole tiles too; none in a narrow picture, where tiles of two
    edges would cost more than is saved.
    """
    begin = (start + tile - 1) // tile * tile
    end = begin + (stop - begin) // tile * tile
    return (begin, end) if end - begin >= 16 * tile else (0, 0)


def unit_of(stride: int, dilation: int) -> int:
    """Return how many rows of output one thread works on at least.

    A sum is taken in another order in each row of a tile: with whole tiles, how the rows are
    shared out changes no bit.
    """
    return ROWS * dilation if stride == 1 else 1


@compiled
def filter_rows(
    board, parts, units, unit, out, source, floats, stride, dilation, rows, columns, start, stop,
    strip, deep, offsets, weights, tall, across,
):  # fmt: skip
    """Filter all rows of a picture, in blocks of at most `deep` rows × `strip` columns.

    Threads share `units` of `unit` rows of output (see `unit_of`). Padded row r is source[rows[r]]
    (−1: zeros). `floats` is the source once more, flat, where its cells can be read as they stand,
    else empty. `deep` is 1 or whole tiles; with a stride it must be 1.

    With `across`, a row of weights, the kernel is the product of `weights`, then a column, and
    that row. The column makes a few rows of `halfway` at a time, which the row takes up at once,
    while they are in the first-level cache. Blocks follow each other along the rows, so that of a
    new array of output, each page is used up soon after the system has cleared it.
    """
    taken = (
        unit, out, source, floats, stride, dilation, rows, columns, start, stop, strip, deep,
        offsets, weights, tall, across,
    )  # fmt: skip
    parallel_for(board, parts, units, addresses(_filter_rows, taken))


@compiled_inside
def _filter_rows(
    unit, out, source, floats, stride, dilation, rows, columns, start, stop, strip, deep, offsets,
    weights, tall, across, first, last,
):  # fmt: skip
    """Filter the rows of units first … last."""
    first, last = first * unit, min(last * unit, len(out))
    flat, width = out.reshape(-1), out.shape[1]
    as_it_is = same_type(floats)
    tile = VECTORS * (VECTOR_BYTES // out.itemsize)
    strip = (strip + tile - 1) // tile * tile
    span = len(columns) - width
    # A pass down the columns reads whole tiles, which end beyond what is wanted.
    beyond = span + tile if len(across) else span
    begin, end = as_they_stand(start, stop - beyond if len(floats) else 0, tile)
    pitch = (max(strip, begin) + span + tile - 1) // tile * tile
    hop = pitch + tile
    # With a dilation D, every D-th output row reads rows of the same D-th part of the input.
    apart = dilation if stride == 1 else 1
    cells = compiled_aligned((deep + tall - 1) * hop, out.dtype)
    halfway = compiled_aligned(ROWS * hop if len(across) else 0, out.dtype)
    fill(halfway, 0)  # its tiles end beyond what is filled
    edge = np.empty(ROWS * tile, out.dtype)
    room = np.empty(WAITING * ROWS * tile, out.dtype)
    straight = np.zeros(1, np.int64)
    shifts = same_type(offsets)
    # Not literals, for which Numba would compile what they are passed to once more.
    zero, one = np.int64(0), np.int64(1)
    for part in range(min(apart, last - first)):
        count = (last - first - part + apart - 1) // apart
        for done in range(0, count, deep):
            high = min(deep, count - done)
            top = first + part + done * apart
            load = high + tall - 1
            upper, lower = rows[top * stride], rows[top * stride + (load - 1) * dilation]
            in_order = 0 <= upper == lower - (load - 1) * dilation
            left = zero
            while left < width:
                right = min(left + strip, end if left < end else width)
                if left < begin:
                    right = begin
                wide = right - left
                if in_order and begin <= left and right <= end:
                    block, here, down = (
                        as_it_is,
                        upper * source.shape[1] + left - start,
                        dilation * source.shape[1],
                    )
                else:
                    block, here, down = cells, zero, hop
                    load_block(
                        cells, hop, load, tile, source, rows[top * stride :], dilation, columns,
                        left, wide + span, start, stop,
                    )  # fmt: skip
                at, step = top * width + left, apart * width
                if len(across):
                    whole = (wide + span + tile - 1) // tile * tile
                    for y in range(0, high, ROWS):
                        few = min(ROWS, high - y)
                        slide_block(
                            halfway, zero, hop, few, whole, block, here + y * down, down, straight,
                            weights, tall, edge, room,
                        )  # fmt: skip
                        slide_block(
                            flat, at + y * step, step, few, wide, halfway, zero, hop, shifts,
                            across, one, edge, room,
                        )  # fmt: skip
                else:
                    slide_block(
                        flat, at, step, high, wide, block, here, down, shifts, weights, tall, edge,
                        room,
                    )  # fmt: skip
                left = right


@compiled
def load_block(cells, hop, count, tile, source, rows, apart, columns, left, width, start, stop):
    """Load `count` padded rows from column `left` on: `width` cells, then a tile of zeros."""
    for k in range(count):
        line = cells[k * hop : min((k + 1) * hop, k * hop + width + tile)]
        r = rows[k * apart]
        known = width if r >= 0 else 0
        if known > 0:
            load_row(line[:known], source[r], columns, left, start, stop)
        fill(line[known:], 0)

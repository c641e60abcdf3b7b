"""Convolution layers, forward: bands of the input laid out for the register tiles, then summed.

A tile sums neighbouring outputs, so the cells that one tap reads for them must be neighbours too.
Where padding, a stride or narrow rows are in the way, the kernel copies a band of one sample into
a small buffer in which they are. Weights are read where they stand.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.conv_tiles import sum_taps
from engine.kernels.pairwise import WAITING
from engine.kernels.row_tiles import clear, copy
from engine.kernels.vectors import REGISTERS, VECTOR_BYTES
from engine.kernels.work_board import addresses, parallel_for

Index = NDArray[np.int64]

# Filters of a tile → its vectors, so that all sums and one row of cells fit into the registers.
BLOCKS = {10: 2, 8: 2, 6: 2, 3: 3, 1: 4} if REGISTERS == 32 else {10: 1, 8: 1, 6: 2, 3: 3, 1: 7}
# The same in half vectors, as a tile takes it.
H10, H8, H6, H3, _ = (2 * vectors for vectors in BLOCKS.values())
# With one filter a tile has little to do, so that several widths pay: in half vectors, too.
LONE = (2, 4, 6, 7, 8) if REGISTERS == 32 else (2, 4, 8, 12, 14)
L2, L3, L4, L5 = LONE[1:]


class Layout(NamedTuple):
    """Where windows find their cells, for a kernel; `engine.planning.conv_plan` makes it.

    Kernels are handed it as a plain tuple: Numba takes a microsecond longer over one with names.

    Each axis of the padded input is dealt into lanes in which the cells of one tap are neighbours.
    A band holds, for each channel and column lane, `tall` rows of each row lane. Tap t of output 0
    reads cell starts[t]; those of phase p are limits[p] … limits[p + 1] (a gradient has one phase
    for each remainder of its position by the stride, otherwise there is one phase).
    """

    laid: bool  # False: the input itself is in this order
    flat: bool  # output rows run on into each other
    groups: int
    filters: int  # of one phase of one group
    bands: int
    tall: int
    pitch: int  # cells from one row of windows to the next
    step: int  # and from one window to the next in a row
    stride: int
    zeros: bool  # of the columns −1 all that are not in a span
    rows: Index  # row lanes × rows: the input row held there, −1 for zeros
    columns: Index  # column lanes × pitch: the same for columns
    spans: Index  # per column lane: from … to which cell it holds input first, first + stride, …
    starts: Index
    places: Index  # where each tap's weight stands among those of a group, for filter 0
    filter_step: int  # from there to the weight of the next filter
    limits: Index


@compiled
def lay_ends(cells, at, x, row, columns, lane, start, stop):
    """Lay the cells of a row before `start` and from `stop` on: x[row + columns], 0 for −1."""
    for p in range(columns.shape[1]):
        if p < start or p >= stop:
            cells[at + p] = x[row + columns[lane, p]] if columns[lane, p] >= 0 else 0


@compiled
def lay_band(
    cells, at, x, plane, height, width, channels, rows, columns, spans, tall, stride, zeros, top,
    count,
):  # fmt: skip
    """Lay rows `top` … of a sample and group, `count` per row lane, in lanes at cells[at …].

    Whole vectors are copied; what they write too much, what follows writes over: the next row, or
    room at the end.
    """
    one, pitch = VECTOR_BYTES // cells.itemsize, columns.shape[1]
    across = (pitch + one - 1) // one
    for channel in range(channels):
        for column in range(columns.shape[0]):
            start, stop, first = spans[column, 0], spans[column, 1], spans[column, 2]
            vectors = (stop - start + one - 1) // one
            left, right = (start + one - 1) // one, (pitch - stop + one - 1) // one
            for lane in range(rows.shape[0]):
                to = at
                for r in range(top, top + count):
                    if rows[lane, r] < 0:
                        clear(cells, to, across)
                        to += pitch
                        continue
                    row = plane + channel * height * width + rows[lane, r] * width
                    source = row + first
                    inside = source + vectors * one * stride <= len(x)
                    if zeros:
                        clear(cells, to, left)
                    if inside and stride == 1:
                        copy(cells, to + start, x, source, vectors, 1)
                    elif inside and stride == 2:
                        copy(cells, to + start, x, source, vectors, 2)
                    elif inside and stride == 4:
                        copy(cells, to + start, x, source, vectors, 4)
                    else:
                        for p in range(stop - start):
                            cells[to + start + p] = x[source + p * stride]
                    if zeros:
                        clear(cells, to + stop, right)
                    else:
                        lay_ends(cells, to, x, row, columns, column, start, stop)
                    to += pitch
                at += tall * pitch


@compiled
def tile_halves(left, run, one, vectors):
    """Return the half vectors of the next tile, of `left` outputs in a run of `run`.

    That is `vectors` vectors (in a shorter run they overlap), 1½ where they hold it, or 1.
    """
    several, middle = vectors * one, one + one // 2
    if vectors == 2 and run >= middle and one < left <= middle:
        return 3
    overlapping = one < run < several
    return 2 * vectors if overlapping or (run >= several and 2 * left > several + one) else 2


@compiled
def lone_halves(left, run, half):
    """Return the same for one filter.

    That is the narrowest tile that holds all, otherwise the widest. Only whole vectors may overlap.
    """
    chosen = 2
    for halves in LONE:
        if chosen * half < left and (halves * half <= run or halves % 2 == 0):
            chosen = halves
    return chosen


@compiled
def sweep(
    out, at, plane, wide, cells, here, pitch, runs, run, starts, low, taps, weights, first, step,
    places, bias, k, room, block, vectors,
):  # fmt: skip
    """Compute one block of filters over `runs` runs of `run` neighbouring outputs.

    Run r begins at out[at + r·wide] and reads from cells[here + r·pitch] on. The last tile of a
    run overlaps the one before it; a run shorter than a vector goes through a vector's room. In
    `room` sums wait (see `engine.kernels.pairwise`).
    """
    one = VECTOR_BYTES // out.itemsize
    narrow = np.empty(block * one if run < one else 0, out.dtype)
    x, g, w, f, s, b, m = cells, starts, weights, first, step, places, room
    for r in range(runs):
        p = 0
        while p < run:
            if block == 1:
                halves = lone_halves(run - p, run, one // 2)
            else:
                halves = tile_halves(run - p, run, one, vectors)
            n = min(run, halves * one // 2)
            e = n - (one // 2 if halves % 2 else one)
            p = min(p, run - n)
            o, a, q, c = out, at + r * wide + p, plane, here + r * pitch + p
            if run < one:
                o, a, q = narrow, 0, one
            if block == 10:
                if halves == 2:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 10, 2)
                elif halves == 3:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 10, 3)
                else:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 10, H10)
            elif block == 8:
                if halves == 2:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 8, 2)
                elif halves == 3:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 8, 3)
                else:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 8, H8)
            elif block == 6:
                if halves == 2:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 6, 2)
                elif halves == 3:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 6, 3)
                else:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 6, H6)
            elif block == 3:
                if halves == 2:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 3, 2)
                else:
                    sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 3, H3)
            elif halves == 2:
                sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 1, 2)
            elif halves == L2:
                sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 1, L2)
            elif halves == L3:
                sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 1, L3)
            elif halves == L4:
                sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 1, L4)
            else:
                sum_taps(o, a, q, x, c, g, low, taps, w, f, s, b, bias, k, e, m, 1, L5)
            if run < one:
                for i in range(block):
                    for j in range(run):
                        out[at + r * wide + i * plane + j] = narrow[i * one + j]
            p += n


@compiled
def convolve(board, parts, items, out, x, weights, bias, tables, block, vectors):
    """Compute all items: (sample, band of output rows, group), the group fastest."""
    taken = (out, x, weights, bias, tables, block, vectors)
    parallel_for(board, parts, items, addresses(_convolve, taken))


@compiled_inside
def _convolve(out, x, weights, bias, tables, block, vectors, first, last):
    """Compute items first … last."""
    layout = Layout(*tables)
    channels, height, width = x.shape[1], x.shape[2], x.shape[3]
    tall, wide = out.shape[2], out.shape[3]
    groups, filters, bands = layout.groups, layout.filters, layout.bands
    rows, columns, spans, starts = layout.rows, layout.columns, layout.spans, layout.starts
    limits, pitch, share = layout.limits, layout.pitch, channels // groups
    flat_x, flat_out = x.reshape(x.size), out.reshape(out.size)
    extra = rows.shape[1] - tall
    size = share * columns.shape[0] * rows.shape[0] * layout.tall * pitch
    laid = np.empty(size + VECTOR_BYTES // x.itemsize if layout.laid else 0, x.dtype)
    cells = laid if layout.laid else flat_x
    room = np.empty(WAITING * block * vectors * (VECTOR_BYTES // x.itemsize), x.dtype)
    for item in range(first, last):
        group, band, sample = item % groups, item // groups % bands, item // (groups * bands)
        top, bottom = band * tall // bands, (band + 1) * tall // bands
        here = (sample * channels + group * share) * height * width
        if layout.laid:
            lay_band(
                laid, 0, flat_x, here, height, width, share, rows, columns, spans, layout.tall,
                layout.stride, layout.zeros, top, bottom - top + extra,
            )  # fmt: skip
            here = 0
        else:
            here += top * pitch
        runs, run = (1, (bottom - top) * wide) if layout.flat else (bottom - top, wide)
        for phase in range(len(limits) - 1):
            low, taps = limits[phase], limits[phase + 1] - limits[phase]
            for b in range(0, filters, block):
                k = min(b, filters - block)
                weight = group * (len(weights) // groups) + k * layout.filter_step
                plane = sample * out.shape[1] + (phase * groups + group) * filters + k
                sweep(
                    flat_out, (plane * tall + top) * wide, tall * wide, wide, cells, here, pitch,
                    runs, run, starts, low, taps, weights, weight, layout.filter_step,
                    layout.places, bias, group * filters + k, room, block, vectors,
                )  # fmt: skip

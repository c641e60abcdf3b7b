"""Convolution layers, forward: bands of the input laid out for the tiles of `simd`, then summed.

A tile sums neighbouring outputs, so the cells that one tap reads for them must be neighbours too.
Where padding, a stride or narrow rows are in the way, the kernel copies a band of one sample into
a small buffer in which they are. Weights are packed so that a tile reads them in order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernels.compiled import compiled
from engine.kernels.simd import REGISTERS, VECTOR_BYTES, clear, copy, sum_taps

Index = NDArray[np.int64]

# Filters of a tile → its vectors, so that all sums and one row of cells fit into the registers.
BLOCKS = {10: 2, 8: 2, 6: 2, 3: 3, 1: 3} if REGISTERS == 32 else {10: 1, 8: 1, 6: 2, 3: 3, 1: 6}
NV10, NV8, NV6, NV3, NV1 = BLOCKS.values()


class Layout(NamedTuple):
    """Where windows find their cells, for a kernel; `engine.layout` makes it.

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
    pitch: int  # cells from one row to the next
    stride: int
    zeros: bool  # of the columns −1 all that are not in a span
    rows: Index  # row lanes × rows: the input row held there, −1 for zeros
    columns: Index  # column lanes × pitch: the same for columns
    spans: Index  # per column lane: from … to which cell it holds input first, first + stride, …
    starts: Index
    limits: Index


@compiled
def pack(packed, weight, first, last, places, limits, groups, filters, filter_step, block):
    """Blocks first … last of (group, block of filters): each phase as tap × filter of the block.

    places[t] is where tap t of filter 0 stands among a group's weights. The last block of a group
    overlaps the one before it.
    """
    blocks = (filters + block - 1) // block
    taps = len(places)
    group_step = len(weight) // groups
    for item in range(first, last):
        group, one = item // blocks, item % blocks
        filter_0 = group * group_step + min(one * block, filters - block) * filter_step
        for phase in range(len(limits) - 1):
            low, high = limits[phase], limits[phase + 1]
            start = (group * taps + low) * blocks * block + one * (high - low) * block
            for k in range(block):
                at, row = start + k, filter_0 + k * filter_step
                for t in range(low, high):
                    packed[at] = weight[row + places[t]]
                    at += block


@compiled
def lay_ends(cells, at, x, row, columns, lane, start, stop):
    """The cells of a row before `start` and from `stop` on: x[row + columns], or 0 for −1."""
    for p in range(columns.shape[1]):
        if p < start or p >= stop:
            cells[at + p] = x[row + columns[lane, p]] if columns[lane, p] >= 0 else 0


@compiled
def lay_band(
    cells, at, x, plane, height, width, channels, rows, columns, spans, tall, stride, zeros, top,
    count,
):  # fmt: skip
    """The rows `top` … of one sample and group, `count` in each row lane, in lanes, to cells[at …].

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
def sweep(
    out, at, plane, wide, cells, here, pitch, runs, run, starts, low, taps, weights, first, bias,
    k, block, vectors,
):  # fmt: skip
    """One block of filters over `runs` runs of `run` neighbouring outputs.

    Run r begins at out[at + r·wide] and reads from cells[here + r·pitch] on. The last tile of a
    run overlaps the one before it; a run shorter than a vector goes through a vector's room.
    """
    one = VECTOR_BYTES // out.itemsize
    several = one * vectors
    narrow = np.empty(block * one if run < one else 0, out.dtype)
    for r in range(runs):
        p = 0
        while p < run:
            n = several if run >= several and 2 * (run - p) > several else one
            p = max(0, min(p, run - n))
            o, q, s, c = out, at + r * wide + p, plane, here + r * pitch + p
            if run < one:
                o, q, s = narrow, 0, one
            if block == 10:
                if n > one or NV10 == 1:
                    sum_taps(
                        o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 10, NV10
                    )
                else:
                    sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 10, 1)
            elif block == 8:
                if n > one or NV8 == 1:
                    sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 8, NV8)
                else:
                    sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 8, 1)
            elif block == 6:
                if n > one:
                    sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 6, NV6)
                else:
                    sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 6, 1)
            elif block == 3:
                if n > one:
                    sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 3, NV3)
                else:
                    sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 3, 1)
            elif n > one:
                sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 1, NV1)
            else:
                sum_taps(o, q, s, cells, c, starts, low, taps, weights, first, bias, k, 1, 1)
            if run < one:
                for b in range(block):
                    for i in range(run):
                        out[at + r * wide + b * plane + i] = narrow[b * one + i]
            p += n


@compiled
def convolve(out, x, packed, bias, layout, block, vectors, first_block, last_block, first, last):
    """Items first … last of (sample, band of output rows, group), the group fastest.

    Of each group only the blocks of filters first_block … last_block.
    """
    channels, height, width = x.shape[1], x.shape[2], x.shape[3]
    tall, wide = out.shape[2], out.shape[3]
    groups, filters, bands = layout.groups, layout.filters, layout.bands
    rows, columns, spans, starts = layout.rows, layout.columns, layout.spans, layout.starts
    limits, pitch, share = layout.limits, layout.pitch, channels // groups
    blocks = (filters + block - 1) // block
    flat_x, flat_out = x.reshape(x.size), out.reshape(out.size)
    extra = rows.shape[1] - tall
    size = share * columns.shape[0] * rows.shape[0] * layout.tall * pitch
    laid = np.empty(size + VECTOR_BYTES // x.itemsize if layout.laid else 0, x.dtype)
    cells = laid if layout.laid else flat_x
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
            for b in range(first_block, last_block):
                k = group * filters + min(b * block, filters - block)
                plane = sample * out.shape[1] + phase * groups * filters + k
                weights = ((group * limits[-1] + low) * blocks + b * taps) * block
                sweep(
                    flat_out, (plane * tall + top) * wide, tall * wide, wide, cells, here, pitch,
                    runs, run, starts, low, taps, packed, weights, bias, k, block, vectors,
                )  # fmt: skip

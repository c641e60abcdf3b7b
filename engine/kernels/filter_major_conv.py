"""Convolution layers with neighbouring filters, not neighbouring outputs, in a tile's vectors.

The weights are transposed first, so that those of neighbouring filters for one tap are neighbours,
and the sums at last. In between every vector is full however narrow the output is, and single cells
are read, which need not be neighbours: a stride asks for no copy of the input.
"""

import numpy as np

from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.conv import Layout, lay_band
from engine.kernels.conv_tiles import sum_windows
from engine.kernels.pairwise import WAITING
from engine.kernels.row_tiles import transpose
from engine.kernels.vectors import REGISTERS, VECTOR_BYTES
from engine.kernels.work_board import addresses, parallel_for

# Positions of a tile → its half vectors of filters, at most.
FILTER_MAJOR_BLOCKS = {10: 4, 8: 4, 6: 4} if REGISTERS == 32 else {10: 2, 8: 2, 6: 4}
_AT_ONCE = 64  # positions whose sums are transposed together, or a row of them


@compiled_inside
def transpose_all(out, at, pitch, source, start, hop, rows, columns):
    """Write out[at + c·pitch + r] = source[start + r·hop + c], r < rows, c < columns.

    Where there are fewer rows than a vector holds, something is written beyond them, if `out` goes
    on: the next column is written over it, or it is of no use.
    """
    one = VECTOR_BYTES // out.itemsize
    for low in range(0, rows, one):
        top = max(0, min(low, rows - one))
        for c in range(0, columns, one):
            left = max(0, min(c, columns - one))
            to, here = at + left * pitch + top, start + top * hop + left
            if columns >= one and to + (one - 1) * pitch + one <= len(out):
                transpose(out, to, pitch, source, here, hop, rows)
            else:
                for i in range(left, min(columns, c + one)):
                    for r in range(top, min(rows, low + one)):
                        out[at + i * pitch + r] = source[start + r * hop + i]


@compiled
def block_halves(left, most):
    """Return the half vectors of the next block of filters, of so many left: `most` or 2.

    `most` is 4 or 2.
    """
    return most if left > 2 else 2


@compiled
def all_halves(filters, half, most):
    """Return the half vectors of all blocks of a group's filters."""
    needed = (filters + half - 1) // half
    whole = needed // most * most
    return whole + (block_halves(needed - whole, most) if needed > whole else 0)


@compiled
def pack_filter_major(board, parts, all_blocks, packed, weights, bias, tables, most):
    """Pack all blocks (group, block of filters): each phase as the bias, then each tap.

    `packed` holds zeros before: filters that fill the last block up have weights of 0.
    """
    taken = (packed, weights, bias, tables, most)
    parallel_for(board, parts, all_blocks, addresses(_pack_filter_major, taken))


@compiled_inside
def _pack_filter_major(packed, weights, bias, tables, most, first, last):
    """Pack blocks first … last."""
    layout = Layout(*tables)
    one = VECTOR_BYTES // packed.itemsize
    filters, places, limits = layout.filters, layout.places, layout.limits
    halves = all_halves(filters, one // 2, most)
    blocks = (halves + most - 1) // most
    lines = len(places) + len(limits) - 1
    for item in range(first, last):
        group, done = item // blocks, item % blocks * most
        wide, k = min(most, halves - done) * (one // 2), done * (one // 2)
        count = min(wide, filters - k)
        at = (group * halves + done) * (one // 2) * lines
        start = group * (len(weights) // layout.groups) + k * layout.filter_step
        for phase in range(len(limits) - 1):
            for i in range(count):
                packed[at + i] = bias[group * filters + k + i]
            at += wide
            t = limits[phase]
            while t < limits[phase + 1]:
                here, run = start + places[t], 1
                while t + run < limits[phase + 1] and places[t + run] == places[t] + run:
                    run += 1
                transpose_all(packed, at, wide, weights, here, layout.filter_step, count, run)
                at += run * wide
                t += run


@compiled
def sum_row(
    sums, at, cells, here, step, starts, low, taps, weights, first, wide, room, positions, halves
):
    """Sum a row of `wide` outputs for one block of filters, position by position."""
    size = halves * (VECTOR_BYTES // sums.itemsize // 2)
    for p in range(0, wide, positions):
        q = min(p, wide - positions)
        o, c = at + q * size, here + q * step
        w, f, m = weights, first, room
        if positions == 10:
            if halves == 4:
                sum_windows(sums, o, cells, c, step, starts, low, taps, w, f, m, 10, 4)
            else:
                sum_windows(sums, o, cells, c, step, starts, low, taps, w, f, m, 10, 2)
        elif positions == 8:
            if halves == 4:
                sum_windows(sums, o, cells, c, step, starts, low, taps, w, f, m, 8, 4)
            else:
                sum_windows(sums, o, cells, c, step, starts, low, taps, w, f, m, 8, 2)
        elif halves == 4:
            sum_windows(sums, o, cells, c, step, starts, low, taps, w, f, m, 6, 4)
        else:
            sum_windows(sums, o, cells, c, step, starts, low, taps, w, f, m, 6, 2)


@compiled
def sweep_filter_major(
    out, at, plane, top, bottom, wide, sums, cells, here, layout, low, taps, weights, first,
    room, positions, halves, filters,
):  # fmt: skip
    """Compute one block of filters over output rows top … bottom, some rows at a time."""
    size = halves * (VECTOR_BYTES // out.itemsize // 2)
    rows = bottom - top
    parts = max(1, min(rows, rows * wide // _AT_ONCE))
    for part in range(parts):
        low_row, high_row = part * rows // parts, (part + 1) * rows // parts
        for r in range(low_row, high_row):
            sum_row(
                sums, (r - low_row) * wide * size, cells, here + r * layout.pitch, layout.step,
                layout.starts, low, taps, weights, first, wide, room, positions, halves,
            )  # fmt: skip
        transpose_all(
            out, at + (top + low_row) * wide, plane, sums, 0, size, (high_row - low_row) * wide,
            filters,
        )  # fmt: skip


@compiled
def convolve_filter_major(board, parts, items, out, x, packed, tables, positions, most):
    """Convolve as `conv.convolve`, with the weights of `pack_filter_major`."""
    taken = (out, x, packed, tables, positions, most)
    parallel_for(board, parts, items, addresses(_convolve_filter_major, taken))


@compiled_inside
def _convolve_filter_major(out, x, packed, tables, positions, most, first, last):
    """Compute items first … last."""
    layout = Layout(*tables)
    channels, height, width = x.shape[1], x.shape[2], x.shape[3]
    tall, wide = out.shape[2], out.shape[3]
    groups, filters, bands = layout.groups, layout.filters, layout.bands
    rows, columns, limits = layout.rows, layout.columns, layout.limits
    share = channels // groups
    flat_x, flat_out = x.reshape(x.size), out.reshape(out.size)
    one = VECTOR_BYTES // x.itemsize
    half = one // 2
    halves = all_halves(filters, half, most)
    lines = len(layout.places) + len(limits) - 1
    extra = rows.shape[1] - tall
    size = share * columns.shape[0] * rows.shape[0] * layout.tall * layout.pitch
    laid = np.empty(size + one if layout.laid else 0, x.dtype)
    cells = laid if layout.laid else flat_x
    sums = np.empty((2 * _AT_ONCE + 2 * wide) * most * half, x.dtype)
    room = np.empty(WAITING * positions * most * half, x.dtype)
    for item in range(first, last):
        group, band, sample = item % groups, item // groups % bands, item // (groups * bands)
        top, bottom = band * tall // bands, (band + 1) * tall // bands
        here = (sample * channels + group * share) * height * width
        if layout.laid:
            lay_band(
                laid, 0, flat_x, here, height, width, share, rows, columns, layout.spans,
                layout.tall, layout.stride, layout.zeros, top, bottom - top + extra,
            )  # fmt: skip
            here = 0
        else:
            here += top * layout.pitch
        for phase in range(len(limits) - 1):
            low, taps = limits[phase], limits[phase + 1] - limits[phase]
            plane = sample * out.shape[1] + (phase * groups + group) * filters
            done = 0
            while done < halves:
                block = min(most, halves - done)
                weights = (group * halves + done) * half * lines + (low + phase) * block * half
                k = done * half
                sweep_filter_major(
                    flat_out, (plane + k) * tall * wide, tall * wide, top, bottom, wide, sums,
                    cells, here, layout, low, taps, packed, weights, room, positions, block,
                    min(block * half, filters - k),
                )  # fmt: skip
                done += block

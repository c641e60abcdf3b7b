"""Gradients of convolution layers: sums over positions, and the phases of a stride put together.

The gradient of a weight is a sum over all positions of its filter's output. With enough filters
their gradients are turned first, so that those of neighbouring filters at one position are
neighbours and a tile's vectors hold filters; otherwise its vectors hold positions.
"""

import numpy as np

from engine.kernels.compiled import compiled, compiled_reduction
from engine.kernels.layer_tiles import sum_filters, sum_positions
from engine.kernels.layers import lay_band
from engine.kernels.turned_layers import turn_all
from engine.kernels.vectors import REGISTERS, VECTOR_BYTES

# Taps of a tile: with filters in its vectors, and with positions.
FILTER_TAPS = 9 if REGISTERS == 32 else 6
POSITION_TAPS = 9


@compiled_reduction
def add_up(cells):
    total = cells.dtype.type(0)
    for p in range(cells.size):
        total += cells[p]
    return total


@compiled
def next_block(halves):
    """Half vectors of filters that the next tile takes, of so many that are left."""
    return 4 if halves >= 4 else 2 if halves >= 2 else 1


@compiled
def sum_by_filter(
    sums, at, turned, cells, base, starts, taps, samples, hop, rows, row_hop, run, halves
):  # fmt: skip
    """sums[at + …] += the products of all filters' gradients and taps' cells.

    `turned` and the sums hold block after block of filters, as many as a tile takes at once: a
    row of them for each position, and for each of the `taps`, whole tiles.
    """
    half = VECTOR_BYTES // sums.itemsize // 2
    done = 0
    while done < halves:
        size = next_block(halves - done)
        wide, here = size * half, done * half * samples * rows * run
        for low in range(0, taps, FILTER_TAPS):
            to = at + done * half * taps + low * wide
            if size == 4:
                sum_filters(
                    sums, to, wide, turned, here, cells, base, starts, low, samples, hop, rows,
                    row_hop, run, FILTER_TAPS, 4,
                )  # fmt: skip
            elif size == 2:
                sum_filters(
                    sums, to, wide, turned, here, cells, base, starts, low, samples, hop, rows,
                    row_hop, run, FILTER_TAPS, 2,
                )  # fmt: skip
            else:
                sum_filters(
                    sums, to, wide, turned, here, cells, base, starts, low, samples, hop, rows,
                    row_hop, run, FILTER_TAPS, 1,
                )  # fmt: skip
        done += size


@compiled
def turn_gradient(turned, grad, here, plane, hop, samples, run, filters):
    """The gradients of `samples` at `run` positions, as `sum_by_filter` takes them."""
    half = VECTOR_BYTES // grad.itemsize // 2
    halves = (filters + half - 1) // half
    done = 0
    while done < halves:
        size = next_block(halves - done)
        wide, first = size * half, done * half
        for n in range(samples):
            turn_all(
                turned, (first * samples + n * wide) * run, wide, grad,
                here + n * hop + first * plane, plane, min(wide, filters - first), run,
            )  # fmt: skip
        done += size


@compiled
def deliver(total, at, sums, start, taps, filters, all_taps):
    """total[at + k·taps + t] = the sums of `sum_by_filter`."""
    half = VECTOR_BYTES // sums.itemsize // 2
    halves = (filters + half - 1) // half
    done = 0
    while done < halves:
        size = next_block(halves - done)
        first = done * half
        count = min(size * half, filters - first)
        turn_all(
            total, at + first * taps, taps, sums, start + first * all_taps, size * half, taps, count
        )
        done += size


@compiled
def sum_by_position(
    total, at, grad, here, plane, grad_hop, cells, base, cell_hop, starts, taps, runs, run, filters
):
    """total[at + k·taps + t] += the products of filter k's gradient and tap t's cells."""
    sums = np.empty(POSITION_TAPS, total.dtype)
    for k in range(filters):
        for low in range(0, taps, POSITION_TAPS):
            sum_positions(
                sums, grad, here + k * plane, grad_hop, cells, base, cell_hop, starts, low, runs,
                run, POSITION_TAPS,
            )  # fmt: skip
            for t in range(min(POSITION_TAPS, taps - low)):
                total[at + k * taps + low + t] += sums[t]


@compiled
def weight_gradient(total, bias, grad, x, layout, together, by_filter, first, last):
    """Items first … last of (some samples `together`, band of output rows, group).

    Adds to `total`, all filters × taps of a group, and to `bias`, all filters.
    """
    samples, channels, height, wide = x.shape
    tall, columns = grad.shape[2], grad.shape[3]
    groups, filters, bands = layout.groups, layout.filters, layout.bands
    rows, lanes, spans, starts = layout.rows, layout.columns, layout.spans, layout.starts
    share, plane, taps = channels // groups, tall * columns, len(layout.places)
    flat_x, flat_grad = x.reshape(x.size), grad.reshape(grad.size)
    extra = rows.shape[1] - tall
    hop = share * lanes.shape[0] * rows.shape[0] * layout.tall * layout.pitch
    one = VECTOR_BYTES // x.itemsize
    laid = np.empty(hop * together + one if layout.laid else 0, x.dtype)
    cells = laid if layout.laid else flat_x
    cell_hop = hop if layout.laid else channels * height * wide
    halves = (filters + one // 2 - 1) // (one // 2) if by_filter else 0
    sums = np.zeros(groups * len(starts) * halves * (one // 2), x.dtype)
    most = together * ((tall + bands - 1) // bands) * columns
    turned = np.empty(most * halves * (one // 2) + 2 * one, x.dtype)
    turned = turned[-turned.ctypes.data % VECTOR_BYTES // x.itemsize :]  # no vector in two lines
    for item in range(first, last):
        group, band = item % groups, item // groups % bands
        low = item // (groups * bands) * together
        high = min(samples, low + together)
        top, bottom = band * tall // bands, (band + 1) * tall // bands
        base = (low * channels + group * share) * height * wide
        if layout.laid:
            for n in range(high - low):
                lay_band(
                    laid, n * hop, flat_x, base + n * channels * height * wide, height, wide, share,
                    rows, lanes, spans, layout.tall, layout.stride, layout.zeros, top,
                    bottom - top + extra,
                )  # fmt: skip
            base = 0
        else:
            base += top * layout.pitch
        run = (bottom - top) * columns
        here = (low * groups + group) * filters * plane + top * columns
        grad_hop = groups * filters * plane
        if by_filter:
            turn_gradient(turned, flat_grad, here, plane, grad_hop, high - low, run, filters)
            sum_by_filter(
                sums, group * len(starts) * halves * (one // 2), turned, cells, base, starts,
                len(starts), high - low, cell_hop, bottom - top, layout.pitch, columns, halves,
            )  # fmt: skip
        else:
            sum_by_position(
                total, group * filters * taps, flat_grad, here, plane, grad_hop, cells, base,
                cell_hop, starts, taps, high - low, run, filters,
            )  # fmt: skip
        for k in range(filters):
            for n in range(high - low):
                first_one = here + n * grad_hop + k * plane
                bias[group * filters + k] += add_up(flat_grad[first_one : first_one + run])
    if by_filter:
        for group in range(groups):
            start = group * len(starts) * halves * (one // 2)
            deliver(total, group * filters * taps, sums, start, taps, filters, len(starts))


@compiled
def interleave(out, phases, first, last, before, down, across):
    """Planes first … last of out[n, c, u, v], of which phases[n, (a·across + b)·C + c] holds those
    with (u + before[0]) mod down = a and (v + before[1]) mod across = b, in order.
    """
    channels, height, width = out.shape[1], out.shape[2], out.shape[3]
    for plane in range(first, last):
        n, c = plane // channels, plane % channels
        for u in range(height):
            row, a = (u + before[0]) // down - before[0] // down, (u + before[0]) % down
            for b in range(across):
                source = phases[n, (a * across + b) * channels + c, row]
                target = out[n, c, u]
                v = (b - before[1]) % across
                q = (v + before[1]) // across - before[1] // across
                while v < width:
                    target[v] = source[q]
                    v += across
                    q += 1

"""Gradients of convolution layers: sums over positions, and the phases of a stride put together.

The gradient of a weight is a sum over all positions of its filter's output. With enough filters
their gradients are transposed first, so that those of neighbouring filters at one position are
neighbours and a tile's vectors hold filters; otherwise its vectors hold positions.
"""

import numpy as np

from engine.kernels.compiled import compiled, compiled_inside, compiled_reduction
from engine.kernels.conv import Layout, lay_band
from engine.kernels.conv_gradient_tiles import sum_filters, sum_positions
from engine.kernels.filter_major_conv import transpose_all
from engine.kernels.vectors import REGISTERS, VECTOR_BYTES
from engine.kernels.work_board import addresses, parallel_for

# Taps of a tile: with filters in its vectors, and with positions.
FILTER_TAPS = 9 if REGISTERS == 32 else 6
POSITION_TAPS = 9


@compiled_reduction
def add_up(cells):
    """Return the sum of all cells."""
    total = cells.dtype.type(0)
    for p in range(cells.size):
        total += cells[p]
    return total


@compiled
def next_block(halves):
    """Return the half vectors of filters that the next tile takes, of so many left."""
    return 4 if halves >= 4 else 2 if halves >= 2 else 1


@compiled
def sum_by_filter(
    sums, transposed, cells, base, starts, samples, hop, rows, row_hop, run, halves
):  # fmt: skip
    """Add the products of all filters' gradients and these taps' cells to the sums.

    `transposed` and the sums hold block after block of filters, as many as a tile takes at once: a
    row of them for each position, and for each of the taps, whole tiles.
    """
    half, taps = VECTOR_BYTES // sums.itemsize // 2, len(starts)
    done = 0
    while done < halves:
        size = next_block(halves - done)
        wide, here = size * half, done * half * samples * rows * run
        for low in range(0, taps, FILTER_TAPS):
            to = done * half * taps + low * wide
            if size == 4:
                sum_filters(
                    sums, to, wide, transposed, here, cells, base, starts, low, samples, hop, rows,
                    row_hop, run, FILTER_TAPS, 4,
                )  # fmt: skip
            elif size == 2:
                sum_filters(
                    sums, to, wide, transposed, here, cells, base, starts, low, samples, hop, rows,
                    row_hop, run, FILTER_TAPS, 2,
                )  # fmt: skip
            else:
                sum_filters(
                    sums, to, wide, transposed, here, cells, base, starts, low, samples, hop, rows,
                    row_hop, run, FILTER_TAPS, 1,
                )  # fmt: skip
        done += size


@compiled
def transpose_gradient(transposed, grad, here, plane, hop, samples, run, filters):
    """Transpose the gradients of `samples` at `run` positions for `sum_by_filter`."""
    half = VECTOR_BYTES // grad.itemsize // 2
    halves = (filters + half - 1) // half
    done = 0
    while done < halves:
        size = next_block(halves - done)
        wide, first = size * half, done * half
        for n in range(samples):
            transpose_all(
                transposed, (first * samples + n * wide) * run, wide, grad,
                here + n * hop + first * plane, plane, min(wide, filters - first), run,
            )  # fmt: skip
        done += size


@compiled
def deliver(total, at, pitch, sums, taps, filters, all_taps):
    """Write total[at + k·pitch + t] = the sums of `sum_by_filter`, for t < taps of `all_taps`.

    Nothing is written beyond: there another thread may deliver its taps.
    """
    half = VECTOR_BYTES // sums.itemsize // 2
    halves = (filters + half - 1) // half
    done = 0
    while done < halves:
        size = next_block(halves - done)
        first = done * half
        count, wide = min(size * half, filters - first), size * half
        if taps >= 2 * half:
            transpose_all(
                total, at + first * pitch, pitch, sums, first * all_taps, wide, taps, count
            )
        else:
            for k in range(first, first + count):
                for t in range(taps):
                    total[at + k * pitch + t] = sums[first * all_taps + t * wide + k - first]
        done += size


@compiled
def sum_by_position(
    total, at, taps, grad, here, plane, grad_hop, cells, base, cell_hop, starts, low, high, runs,
    run, filters,
):  # fmt: skip
    """Add to total[at + k·taps + t] the products of filter k's gradient and tap t's cells.

    The taps are low … high.
    """
    sums = np.empty(POSITION_TAPS, total.dtype)
    for k in range(filters):
        for first in range(low, high, POSITION_TAPS):
            sum_positions(
                sums, grad, here + k * plane, grad_hop, cells, base, cell_hop, starts, first, runs,
                run, POSITION_TAPS,
            )  # fmt: skip
            for t in range(min(POSITION_TAPS, high - first)):
                total[at + k * taps + first + t] += sums[t]


@compiled
def weight_gradient(board, parts, units, total, bias, grad, x, tables, together, by_filter):
    """Sum all units: (share of the positions, group, tile of taps), the tile fastest.

    A share has a row of `total`, zeros before, all filters × taps, and of `bias`, all filters.
    Its items (some samples `together`, band of output rows) are added in their order, whichever
    tiles a call computes: so no bit depends on how the units are divided.
    """
    taken = (total, bias, grad, x, tables, together, by_filter)
    parallel_for(board, parts, units, addresses(_sum_units, taken))


@compiled_inside
def _sum_units(total, bias, grad, x, tables, together, by_filter, first, last):
    """Sum units first … last."""
    layout = Layout(*tables)
    groups = layout.groups
    tiles = len(layout.starts) // (FILTER_TAPS if by_filter else POSITION_TAPS)
    items = (len(x) + together - 1) // together * layout.bands
    unit = first
    while unit < last:
        tile, group, share = unit % tiles, unit // tiles % groups, unit // tiles // groups
        stop = min(tiles, tile + last - unit)
        sum_items(
            total[share], bias[share], grad, x, layout, together, by_filter, group, tile, stop,
            share * items // len(total), (share + 1) * items // len(total),
        )  # fmt: skip
        unit += stop - tile


@compiled
def sum_items(
    total, bias, grad, x, layout, together, by_filter, group, tile, stop, first, last
):  # fmt: skip
    """Add items first … last of one group for the taps of tiles `tile` … `stop`."""
    samples, channels, height, wide = x.shape
    tall, columns = grad.shape[2], grad.shape[3]
    groups, filters, bands = layout.groups, layout.filters, layout.bands
    rows, lanes, spans = layout.rows, layout.columns, layout.spans
    share, plane, taps = channels // groups, tall * columns, len(layout.places)
    flat_x, flat_grad = x.reshape(x.size), grad.reshape(grad.size)
    extra = rows.shape[1] - tall
    one = VECTOR_BYTES // x.itemsize
    size = FILTER_TAPS if by_filter else POSITION_TAPS
    low, high = tile * size, min(stop * size, taps)
    # Only the channels that these taps read are laid out, so the first of them lies at 0.
    begin, end = low // (taps // share), (high * share + taps - 1) // taps
    channel = lanes.shape[0] * rows.shape[0] * layout.tall * layout.pitch
    laid_hop = (end - begin) * channel
    laid = np.empty(laid_hop * together + one if layout.laid else 0, x.dtype)
    cells = laid if layout.laid else flat_x
    cell_hop = laid_hop if layout.laid else channels * height * wide
    starts = layout.starts[tile * size : stop * size]
    wide_sums = (filters + one // 2 - 1) // (one // 2) * (one // 2) if by_filter else 0
    sums = np.zeros(len(starts) * wide_sums, x.dtype)
    most = together * ((tall + bands - 1) // bands) * columns
    transposed = np.empty(most * wide_sums + 2 * one, x.dtype)
    # No vector in two lines of the cache.
    transposed = transposed[-transposed.ctypes.data % VECTOR_BYTES // x.itemsize :]
    grad_hop = groups * filters * plane
    for item in range(first, last):
        band, sample = item % bands, item // bands * together
        count = min(samples - sample, together)
        top, bottom = band * tall // bands, (band + 1) * tall // bands
        base = (sample * channels + group * share) * height * wide
        if layout.laid:
            for n in range(count):
                here = base + (n * channels + begin) * height * wide
                lay_band(
                    laid, n * laid_hop, flat_x, here, height, wide, end - begin, rows, lanes, spans,
                    layout.tall, layout.stride, layout.zeros, top, bottom - top + extra,
                )  # fmt: skip
            base = -begin * channel
        else:
            base += top * layout.pitch
        run = (bottom - top) * columns
        here = (sample * groups + group) * filters * plane + top * columns
        if by_filter:
            transpose_gradient(transposed, flat_grad, here, plane, grad_hop, count, run, filters)
            sum_by_filter(
                sums, transposed, cells, base, starts, count, cell_hop, bottom - top, layout.pitch,
                columns, wide_sums // (one // 2),
            )  # fmt: skip
        elif layout.flat:
            sum_by_position(
                total, group * filters * taps, taps, flat_grad, here, plane, grad_hop, cells, base,
                cell_hop, layout.starts, low, high, count, run, filters,
            )  # fmt: skip
        else:
            for n in range(count):
                sum_by_position(
                    total, group * filters * taps, taps, flat_grad, here + n * grad_hop, plane,
                    columns, cells, base + n * cell_hop, layout.pitch, layout.starts, low, high,
                    bottom - top, columns, filters,
                )  # fmt: skip
        if tile == 0:
            for k in range(filters):
                for n in range(count):
                    first_one = here + n * grad_hop + k * plane
                    bias[group * filters + k] += add_up(flat_grad[first_one : first_one + run])
    if by_filter:
        deliver(total, group * filters * taps + low, taps, sums, high - low, filters, len(starts))


@compiled
def interleave(board, parts, planes, out, phases, before, down, across):
    """Put the phases of all planes of out[n, c, u, v] together.

    phases[n, (a·across + b)·C + c] holds those with (u + before[0]) mod down = a and
    (v + before[1]) mod across = b, in order.
    """
    taken = (out, phases, before, down, across)
    parallel_for(board, parts, planes, addresses(_interleave, taken))


@compiled_inside
def _interleave(out, phases, before, down, across, first, last):
    """Put planes first … last together."""
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

"""Gradients of convolution layers: sums over positions, and the phases of a stride put together."""

import numpy as np

from engine.kernels.compiled import compiled, compiled_reduction
from engine.kernels.layers import lay_band
from engine.kernels.simd import VECTOR_BYTES, sum_positions

# Filters of a tile → its taps.
GRADIENT_BLOCKS = {6: 4, 5: 4, 1: 9}


@compiled_reduction
def add_up(cells, first, count):
    total = cells[first] * 0
    for p in range(first, first + count):
        total += cells[p]
    return total


@compiled
def add_new(total, at, pitch, sums, width, filters, taps):
    """Add a tile's sums, of the filters and taps in these ranges: the others are there already."""
    for k in range(filters[0], filters[1]):
        for t in range(taps[0], taps[1]):
            total[at + k * pitch + t] += sums[k * width + t]


@compiled
def sum_products(
    total, at, grad, here, plane, grad_hop, cells, base, cell_hop, starts, taps, runs, run, filters,
    block, width,
):  # fmt: skip
    """total[at + k·taps + t] += the products of filter k's gradient and tap t's cells."""
    sums = np.empty(block * width, total.dtype)
    t = 0
    while t < taps:
        low = max(0, min(t, taps - width))
        k = 0
        while k < filters:
            f = min(k, filters - block)
            one = here + f * plane
            if block == 6:
                sum_positions(
                    sums, 0, width, grad, one, plane, grad_hop, cells, base, cell_hop, starts, low,
                    runs, run, 6, 4,
                )  # fmt: skip
            elif block == 5:
                sum_positions(
                    sums, 0, width, grad, one, plane, grad_hop, cells, base, cell_hop, starts, low,
                    runs, run, 5, 4,
                )  # fmt: skip
            else:
                sum_positions(
                    sums, 0, width, grad, one, plane, grad_hop, cells, base, cell_hop, starts, low,
                    runs, run, 1, 9,
                )  # fmt: skip
            ranges = (k - f, block), (t - low, min(width, taps - low))
            add_new(total, at + f * taps + low, taps, sums, width, *ranges)
            k = f + block
        t = low + width


@compiled
def weight_gradient(total, bias, grad, x, layout, taps, together, block, width, first, last):
    """Items first … last of (some samples `together`, band of output rows, group).

    Adds to `total`, all filters × taps of a group, and to `bias`, all filters.
    """
    samples, channels, height, wide = x.shape
    tall, columns = grad.shape[2], grad.shape[3]
    groups, filters, bands = layout.groups, layout.filters, layout.bands
    rows, lanes, spans, starts = layout.rows, layout.columns, layout.spans, layout.starts
    share, plane = channels // groups, tall * columns
    flat_x, flat_grad = x.reshape(x.size), grad.reshape(grad.size)
    extra = rows.shape[1] - tall
    hop = share * lanes.shape[0] * rows.shape[0] * layout.tall * layout.pitch
    room = hop * together + VECTOR_BYTES // x.itemsize
    laid = np.empty(room if layout.laid else 0, x.dtype)
    cells = laid if layout.laid else flat_x
    cell_hop = hop if layout.laid else channels * height * wide
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
        sum_products(
            total, group * filters * taps, flat_grad, here, plane, grad_hop, cells, base, cell_hop,
            starts, taps, high - low, run, filters, block, width,
        )  # fmt: skip
        for k in range(filters):
            for n in range(high - low):
                bias[group * filters + k] += add_up(flat_grad, here + n * grad_hop + k * plane, run)


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

"""Convolution as a sum of shifted, weighted rows.

Rows lie in memory so that a tap reads neighbouring cells for neighbouring outputs (see
`engine.padding.Lanes`); one inner loop over neighbours, which the compiler vectorises, then
serves pictures and networks alike. One file, because a kernel's cache on disk does not notice
changes in another file.

Loops are written out where an array assignment would do: Numba compiles the latter slowly.
"""

import numpy as np

from engine.kernels.compiled import compiled

STRIP = 1024  # outputs summed at a time: their inputs stay in the first-level cache
LARGEST_FLOAT = float(np.finfo(np.float32).max)


@compiled
def add_taps(total, cells, starts, weights, taps):
    """total[i] += Σ_t weights[t] · cells[starts[t] + i]"""
    for low in range(0, len(total), STRIP):
        n = min(STRIP, len(total) - low)
        out = total[low : low + n]
        done = 0
        while done + 4 <= taps:  # four at a time: a quarter of the traffic of `out`
            p, q, r, s = starts[done], starts[done + 1], starts[done + 2], starts[done + 3]
            a = cells[p + low : p + low + n]
            b = cells[q + low : q + low + n]
            c = cells[r + low : r + low + n]
            d = cells[s + low : s + low + n]
            wa, wb, wc, wd = weights[done], weights[done + 1], weights[done + 2], weights[done + 3]
            for i in range(n):
                out[i] = out[i] + wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i]
            done += 4
        while done < taps:
            p = starts[done]
            a = cells[p + low : p + low + n]
            wa = weights[done]
            for i in range(n):
                out[i] += wa * a[i]
            done += 1


@compiled
def load_row(target, source, columns, start, stop):
    """target[p] = source[columns[p]], or 0 where that is −1; start … stop hold 0, 1, 2, …"""
    for p in range(start):
        target[p] = source[columns[p]] if columns[p] >= 0 else 0
    inner = target[start:stop]
    for p in range(stop - start):
        inner[p] = source[p]
    for p in range(stop, len(target)):
        target[p] = source[columns[p]] if columns[p] >= 0 else 0


@compiled
def fill(row, value):
    for p in range(len(row)):
        row[p] = value


@compiled
def all_finite(row):
    strange = 0
    for p in range(len(row)):
        strange += not abs(row[p]) <= LARGEST_FLOAT
    return strange == 0


@compiled
def filter_rows(
    out, source, first, last, step, rows, slots, count, columns, start, stop, tap_rows, tap_columns,
    weights, needed,
):  # fmt: skip
    """Rows first … last of one picture filtered, through a few loaded rows.

    Padded row r is source[rows[r]] (−1: zeros) and is kept in slot slots[r]. Of the taps only the
    first `needed` are not zero; the others count only where a pixel is NaN or infinite.
    """
    width = len(columns)
    cells = np.empty(count * width, out.dtype)
    held = np.empty(count, np.int64)
    plain = np.empty(count, np.bool_)
    fill(held, -2)
    starts = np.empty(len(weights), np.int64)
    for y in range(first, last):
        taps = needed
        for t in range(len(weights)):
            r = y * step + tap_rows[t]
            slot = slots[r]
            if held[slot] != rows[r]:
                held[slot] = rows[r]
                row = cells[slot * width : (slot + 1) * width]
                if rows[r] >= 0:
                    load_row(row, source[rows[r]], columns, start, stop)
                else:
                    fill(row, 0)
                plain[slot] = needed == len(weights) or all_finite(row)
            if not plain[slot]:
                taps = len(weights)
            starts[t] = slot * width + tap_columns[t]
        fill(out[y], 0)
        add_taps(out[y], cells, starts, weights, taps)


@compiled
def lay_rows(out, x, first, last, rows, columns, start, stop):
    """out[plane, lane, r] = the padded row r of x[plane], columns dealt into lanes."""
    lanes, tall = out.shape[1], out.shape[2]
    for item in range(first, last):
        plane, lane, r = item // (lanes * tall), item // tall % lanes, item % tall
        if rows[r] >= 0:
            load_row(out[plane, lane, r], x[plane, rows[r]], columns[lane], start, stop)
        else:
            fill(out[plane, lane, r], 0)


@compiled
def convolve(out, cells, first, last, bands, pitch, sample, group, starts, weight, bias):
    """Items first … last of (sample, band of rows, output channel), the channel fastest.

    Output row y of a tap reads `pitch` cells further on than row y − 1, a sample `sample` cells
    further on than the sample before it, a group of channels `group` cells.
    """
    channels, height, width = out.shape[1], out.shape[2], out.shape[3]
    per_group = channels // (sample // group)
    band_rows = (height + bands - 1) // bands
    total = np.empty(band_rows * pitch, out.dtype)
    here = np.empty(len(starts), np.int64)
    for item in range(first, last):
        k = item % channels
        band = item // channels % bands
        n = item // (channels * bands)
        top = band * band_rows
        bottom = min(height, top + band_rows)
        if top >= bottom:
            continue
        base = n * sample + k // per_group * group + top * pitch
        for t in range(len(starts)):
            here[t] = base + starts[t]
        # Rows run on into each other: the cells between two of them are summed and not used.
        flat = total[: (bottom - top - 1) * pitch + width]
        fill(flat, bias[k])
        add_taps(flat, cells, here, weight[k], len(starts))
        for y in range(top, bottom):
            row = flat[(y - top) * pitch :]
            for p in range(width):
                out[n, k, y, p] = row[p]

"""Picture filters as a sum of shifted, weighted rows.

Rows lie in memory so that a tap reads neighbouring cells for neighbouring outputs (see
`engine.padding.Lanes`); one inner loop over neighbours, which the compiler vectorises, then
serves every stride. One file, because a kernel's cache on disk does not notice changes in another
file.

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

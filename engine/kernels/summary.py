"""Compiled counting: what is in an array. Flat arrays; each part counts for itself."""

import numpy as np

from engine.kernels.compiled import compiled, compiled_reduction

BLOCK = 4096  # numbers that stay in the innermost cache while two loops pass over them
LANES = 64  # neighbouring numbers that are compared at once


@compiled_reduction
def survey(values, low, high):
    """Count the finite, NaN and zero values, and sum the finite ones.

    `low` and `high`, of 64 numbers each, take the extremes of every 64th number: a minimum with
    NaNs about is no reduction that LLVM vectorises, 64 minima side by side are.
    """
    finites, nans, zeros, total = 0, 0, 0, 0.0
    for first in range(0, values.size, BLOCK):
        block = values[first : first + BLOCK]
        for i in range(block.size):
            value = block[i]
            finite = abs(value) < np.inf
            finites += finite
            nans += value != value
            zeros += value == 0
            total += np.float64(value) if finite else 0.0
        for i in range(0, block.size, LANES):
            lanes = block[i : i + LANES]
            for k in range(lanes.size):
                value = lanes[k]
                finite = abs(value) < np.inf
                low[k] = value if finite and value < low[k] else low[k]
                high[k] = value if finite and value > high[k] else high[k]
    return finites, nans, zeros, total


@compiled
def histogram(values, furthest, scale, first, last, counts, place):
    """Count the finite values: bin ⌊value·scale⌋, held between `first` and `last`, less `first`.

    `furthest` is the largest |value|. `counts` is 4×(bins + 1): four counters that take turns,
    because a counter that was just written is slow to read; what is not finite goes to the last.
    `place` (short) is room to work in: first the bins of a stretch, then the counting. It is uint32
    because for a signed index Numba asks each time whether it counts from the end.
    """
    for start in range(0, values.size, place.size):
        block = values[start : start + place.size]
        for i in range(block.size):
            position = np.floor(np.float64(block[i]) * scale)
            position = position if position > first else first
            position = position if position < last else last
            inside = abs(block[i]) <= furthest
            place[i] = np.int32(position - first) if inside else np.int32(last - first + 1)
        for i in range(0, block.size - 3, 4):
            counts[0, place[i]] += 1
            counts[1, place[i + 1]] += 1
            counts[2, place[i + 2]] += 1
            counts[3, place[i + 3]] += 1
        for i in range(block.size // 4 * 4, block.size):
            counts[0, place[i]] += 1


@compiled
def count_bytes(values, counts):
    """Count how often each value occurs; `counts` is 4×256, used as in `histogram`."""
    for i in range(0, values.size - 3, 4):
        counts[0, values[i]] += 1
        counts[1, values[i + 1]] += 1
        counts[2, values[i + 2]] += 1
        counts[3, values[i + 3]] += 1
    for i in range(values.size // 4 * 4, values.size):
        counts[0, values[i]] += 1

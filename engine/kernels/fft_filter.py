"""Filtering one picture through Fourier transforms of its columns (see `engine.ops.fft_filter`)."""

import numpy as np

from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.filter_tiles import VECTORS, butterfly, slide_complex
from engine.kernels.filtering import fill, load_row
from engine.kernels.vectors import VECTOR_BYTES
from engine.kernels.work_board import addresses, parallel_for


@compiled
def filter_blocks(
    board, parts, blocks, out, source, rows, columns, start, stop, strip, offsets, tall, re, im,
    twiddles, limit, suits,
):  # fmt: skip
    """Filter all blocks of a picture; suits[0] becomes False where one suits no transform.

    A block is two strips of `strip` columns side by side: its real and its imaginary part. The
    Σ|input| of a block, and so all that is computed from it, must stay below `limit`.
    """
    taken = (
        out, source, rows, columns, start, stop, strip, offsets, tall, re, im, twiddles, limit,
        suits,
    )  # fmt: skip
    parallel_for(board, parts, blocks, addresses(_filter_blocks, taken))


@compiled_inside
def _filter_blocks(
    out, source, rows, columns, start, stop, strip, offsets, tall, re, im, twiddles, limit, suits,
    first, last,
):  # fmt: skip
    """Filter blocks first … last."""
    n, wide = re.shape
    height, width = out.shape
    high = n - tall + 1
    lanes = VECTOR_BYTES // out.itemsize
    span = len(columns) - width
    # A row ends with room for the last tile; an odd number of vectors spreads the rows over the
    # sets of the processor's cache.
    pitch = ((strip + span + lanes - 1) // lanes + VECTORS) // 2 * 2 * lanes + lanes
    real = np.empty(n * pitch, out.dtype)
    imaginary = np.empty(n * pitch, out.dtype)
    fill(real, 0)
    fill(imaginary, 0)
    weights_re, weights_im = re.reshape(-1), im.reshape(-1)
    across = (width + 2 * strip - 1) // (2 * strip)
    for item in range(first, last):
        top, left = item // across * high, item % across * 2 * strip
        bottom = min(top + high, height)
        n_rows = bottom - top + tall - 1
        middle = min(left + strip, width)
        right = min(middle + strip, width)
        for part, begin, end in ((real, left, middle), (imaginary, middle, right)):
            load_strip(
                part, pitch, n, n_rows, source, rows[top:], columns, begin, end + span, start, stop
            )
        if not even(real, imaginary, n, pitch, middle - left + span, limit):
            suits[0] = False
            return
        transform(real, imaginary, n, pitch, middle - left + span, twiddles)
        for f in range(n):
            for x in range(0, middle - left, VECTORS * lanes):
                slide_complex(
                    real, imaginary, f * pitch + x, offsets, weights_re, weights_im, f * wide, wide
                )
        transform_back(real, imaginary, n, pitch, middle - left, twiddles)
        for part, begin, end in ((real, left, middle), (imaginary, middle, right)):
            store_strip(out, part, pitch, top, bottom, begin, end)


@compiled
def load_strip(part, pitch, n, count, source, rows, columns, left, right, start, stop):
    """Load padded columns left … right of the `count` first rows; zeros below them."""
    for k in range(n):
        line = part[k * pitch : (k + 1) * pitch]
        r = rows[k] if k < count else -1
        loaded = right - left if r >= 0 else 0
        if loaded > 0:
            load_row(line[:loaded], source[r], columns, left, start, stop)
        fill(line[loaded:], 0)


@compiled
def store_strip(out, part, pitch, top, bottom, left, right):
    """Write the finished part into rows top … bottom, columns left … right of `out`."""
    for y in range(top, bottom):
        line, taken = out[y, left:right], part[(y - top) * pitch :]
        for p in range(len(line)):
            line[p] = taken[p]


@compiled
def even(real, imaginary, n, pitch, width, limit):
    """Tell whether nothing is NaN, infinite, or so large that its rounding would drown the rest."""
    total = np.zeros(width, real.dtype)
    peak = np.zeros(width, real.dtype)
    for k in range(n):
        x, y = real[k * pitch :], imaginary[k * pitch :]
        for p in range(width):
            here, there = abs(x[p]), abs(y[p])
            total[p] += here + there
            larger = max(here, there)
            peak[p] = max(peak[p], larger)
    everything, largest = 0.0, 0.0
    for p in range(width):
        everything += total[p]
        largest = max(largest, peak[p])
    return everything < limit and largest * (2 * n * width) <= 1024 * everything


@compiled
def transform(real, imaginary, n, pitch, width, twiddles):
    """Transform (Fourier) `width` columns of n complex numbers.

    In place; the frequencies end up in the order of their digits to the base 4, reversed.
    """
    for x in range(0, width, VECTOR_BYTES // real.itemsize):
        quarter, first = n // 4, 0
        while quarter > 0:
            for group in range(0, n, 4 * quarter):
                for k in range(quarter):
                    at, twiddle = (group + k) * pitch + x, first + 6 * k
                    butterfly(real, imaginary, at, quarter * pitch, twiddles, twiddle, 0)
            first += 6 * quarter
            quarter //= 4


@compiled
def transform_back(real, imaginary, n, pitch, width, twiddles):
    """Undo `transform`, but for a factor of n."""
    for x in range(0, width, VECTOR_BYTES // real.itemsize):
        quarter, first = 1, len(twiddles)
        while quarter < n:
            first -= 6 * quarter
            for group in range(0, n, 4 * quarter):
                for k in range(quarter):
                    at, twiddle = (group + k) * pitch + x, first + 6 * k
                    butterfly(real, imaginary, at, quarter * pitch, twiddles, twiddle, 1)
            quarter *= 4

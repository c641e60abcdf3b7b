"""Compiled pooling: windows that slide over planes.

The rows of all planes lie below each other, a row of cells is flat: `lines` is (P·H)×(W·C) with
`cell` = C numbers to a cell, `out` is (P·H2)×(W2·C). `count`, `start` and `stop` are rows of `out`.

Windows of 2×2 at stride 2 have kernels of their own (`pooling_tiles`). In the others all inner
loops run over neighbouring numbers, so that they become vector instructions, also where the
windows lie apart: a window is worked out from *every* column, and every `stride`-th is kept.

Loops are written out where an array assignment or a helper would do: that halves the time that
Numba takes to compile them.
"""

import numpy as np

from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.pooling_tiles import mean_pairs, pool_pairs
from engine.kernels.row_tiles import fence
from engine.kernels.vectors import VECTOR_BYTES
from engine.kernels.work_board import addresses, parallel_for


@compiled
def pool(board, parts, count, lines, height, cell, kernel, stride, padding, largest, out, rows):
    """Take the largest value under each window, or the mean, padding as zeros; NaN wins."""
    taken = (lines, height, cell, kernel, stride, padding, largest, out, rows)
    parallel_for(board, parts, count, addresses(_pool, taken))


@compiled_inside
def _pool(lines, height, cell, kernel, stride, padding, largest, out, rows, start, stop):
    area = out.dtype.type(kernel[0] * kernel[1])
    step = stride[1] * cell
    window = np.empty((out.shape[1] - cell) * stride[1] + cell, out.dtype)
    column = np.empty(window.size + (kernel[1] - 1) * cell, out.dtype)
    for x in range(column.size):
        column[x] = -np.inf if largest else 0.0
    inner = column[padding[1] * cell :][: lines.shape[1]]
    for row in range(start, stop):
        plane = row // rows * height
        top = row % rows * stride[0] - padding[0]
        first, last = max(top, 0), min(top + kernel[0], height)

        source = lines[plane + first]
        for x in range(inner.size):
            inner[x] = source[x]
        for y in range(first + 1, last):
            source = lines[plane + y]
            if largest:
                for x in range(inner.size):
                    wins = source[x] > inner[x] or source[x] != source[x]
                    inner[x] = source[x] if wins else inner[x]
            else:
                for x in range(inner.size):
                    inner[x] += source[x]

        for x in range(window.size):
            window[x] = column[x]
        for k in range(1, kernel[1]):
            shifted = column[k * cell :]
            if largest:
                for x in range(window.size):
                    wins = shifted[x] > window[x] or shifted[x] != shifted[x]
                    window[x] = shifted[x] if wins else window[x]
            else:
                for x in range(window.size):
                    window[x] += shifted[x]

        result = out[row]
        for c in range(cell):
            kept, target = window[c:], result[c:]
            for j in range(result.size // cell):
                target[j * cell] = kept[j * step]
        if not largest:
            for x in range(result.size):
                result[x] /= area


@compiled
def max_pool_argmax(board, parts, count, lines, height, kernel, stride, padding, out, argmax, rows):
    """Pool as `pool` for the largest, one number to a cell, and note the winner's place.

    The place is that in its plane.

    The window is walked row by row: the first of equals wins, and the last NaN, as in PyTorch.
    """
    taken = (lines, height, kernel, stride, padding, out, argmax, rows)
    parallel_for(board, parts, count, addresses(_max_pool_argmax, taken))


@compiled_inside
def _max_pool_argmax(lines, height, kernel, stride, padding, out, argmax, rows, start, stop):
    width = lines.shape[1]
    every = (out.shape[1] - 1) * stride[1] + 1
    line = np.empty(every + kernel[1] - 1, lines.dtype)
    best = np.empty(every, lines.dtype)
    offset = np.empty(every, np.int32)  # of the winner, from the window's first cell
    line[:] = -np.inf
    inner = line[padding[1] :][:width]
    for row in range(start, stop):
        plane = row // rows * height
        top = row % rows * stride[0] - padding[0]
        best[:] = -np.inf
        offset[:] = -1
        for dy in range(max(-top, 0), min(kernel[0], height - top)):
            source = lines[plane + top + dy]
            for x in range(inner.size):
                inner[x] = source[x]
            for dx in range(kernel[1]):
                shifted = line[dx:]
                here = np.int32(dy * width + dx)
                for x in range(best.size):
                    value = shifted[x]
                    wins = value > best[x] or value != value
                    best[x] = value if wins else best[x]
                    offset[x] = here if wins else offset[x]
        result, where = out[row], argmax[row]
        for j in range(result.size):
            result[j] = best[j * stride[1]]
            left = j * stride[1] - padding[1]
            found = offset[j * stride[1]]
            if found >= 0:
                where[j] = top * width + left + found
            else:  # nothing but −∞: the first cell that is no padding
                where[j] = max(top, 0) * width + max(left, 0)


@compiled
def max_pool_2x2(board, parts, count, x, height, width, out, where, step, down, nontemporal):
    """Pool 2×2 at stride 2 as `max_pool_argmax`, all arrays flat, the sizes those of a plane.

    `where` gets row·width·step + column·step + 0, 1, `down` or down + 1 by which of the four won:
    with 2 and `width` the winner's position in its plane, with 0 and 2 its place in the window.
    `nontemporal`: written past the caches, as all of it is larger than they are.
    """
    taken = (x, height, width, out, where, step, down, nontemporal)
    parallel_for(board, parts, count, addresses(_max_pool_2x2, taken))


@compiled_inside
def _max_pool_2x2(x, height, width, out, where, step, down, nontemporal, start, stop):
    rows, columns, one = height // 2, width // 2, VECTOR_BYTES // out.itemsize
    nontemporal = nontemporal and columns % one == 0 and on_borders(out, where)
    for row in range(start, stop):
        plane, line, at = row // rows * height * width, row % rows, row * columns
        above, first = plane + 2 * line * width, line * width * step
        below = above + width
        vectors = (columns + one - 1) // one
        # What is written beyond a row, the next one writes over; not what is beyond this part.
        if at + vectors * one > stop * columns or below + 2 * vectors * one > x.size:
            vectors = columns // one
        if nontemporal:
            pool_pairs(out, at, where, at, x, above, below, first, step, down, vectors, 1)
        else:
            pool_pairs(out, at, where, at, x, above, below, first, step, down, vectors, 0)
        for j in range(vectors * one, columns):
            best, place = x[above + 2 * j], 0
            for k in range(1, 4):
                value = x[(above if k < 2 else below) + 2 * j + k % 2]
                if value > best or value != value:
                    best, place = value, k
            out[at + j] = best
            where[at + j] = first + step * j + place // 2 * down + place % 2
    if nontemporal:
        fence()


@compiled
def max_pool_2x2_backward(board, parts, planes, grad, places, height, width, out):
    """Compute the gradient of `max_pool_2x2` from the winners' places; every cell is written.

    The places are those in their windows.
    """
    taken = (grad, places, height, width, out)
    parallel_for(board, parts, planes, addresses(_max_pool_2x2_backward, taken))


@compiled_inside
def _max_pool_2x2_backward(grad, places, height, width, out, start, stop):
    columns = width // 2
    for plane in range(start, stop):
        for row in range(height // 2):
            above = out[plane, 2 * row * width :][:width]
            below = out[plane, (2 * row + 1) * width :][:width]
            slopes, place = grad[plane, row * columns :], places[plane, row * columns :]
            for j in range(columns):
                slope, here = slopes[j], place[j]
                above[2 * j] = slope if here == 0 else 0
                above[2 * j + 1] = slope if here == 1 else 0
                below[2 * j] = slope if here == 2 else 0
                below[2 * j + 1] = slope if here == 3 else 0
            if width % 2:
                above[width - 1] = 0
                below[width - 1] = 0
        for i in range(height // 2 * 2 * width, height * width):
            out[plane, i] = 0


@compiled
def mean_pool_2x2(board, parts, count, x, height, width, out, nontemporal):
    """Pool as `max_pool_2x2`, the mean of the four."""
    parallel_for(
        board, parts, count, addresses(_mean_pool_2x2, (x, height, width, out, nontemporal))
    )


@compiled_inside
def _mean_pool_2x2(x, height, width, out, nontemporal, start, stop):
    rows, columns, one = height // 2, width // 2, VECTOR_BYTES // out.itemsize
    nontemporal = nontemporal and columns % one == 0 and on_borders(out, out)
    for row in range(start, stop):
        above, at = row // rows * height * width + row % rows * 2 * width, row * columns
        below = above + width
        vectors = (columns + one - 1) // one
        if at + vectors * one > stop * columns or below + 2 * vectors * one > x.size:
            vectors = columns // one
        if nontemporal:
            mean_pairs(out, at, x, above, below, vectors, 1)
        else:
            mean_pairs(out, at, x, above, below, vectors, 0)
        for j in range(2 * vectors * one, 2 * columns, 2):
            left, right = x[above + j] + x[below + j], x[above + j + 1] + x[below + j + 1]
            out[at + j // 2] = (left + right) / 4
    if nontemporal:
        fence()


@compiled
def on_borders(out, where):
    """Tell whether both begin at a multiple of 16 bytes, as `store_nontemporal` asks for."""
    return out.ctypes.data % 16 == 0 and where.ctypes.data % 16 == 0


@compiled
def max_pool_backward(board, parts, planes, grad_out, argmax, grad_x):
    """Add every gradient to its winner's cell; all P×cells."""
    parallel_for(board, parts, planes, addresses(_max_pool_backward, (grad_out, argmax, grad_x)))


@compiled_inside
def _max_pool_backward(grad_out, argmax, grad_x, start, stop):
    for plane in range(start, stop):
        for m in range(grad_out.shape[1]):
            grad_x[plane, argmax[plane, m]] += grad_out[plane, m]


@compiled
def mean_pool_backward(board, parts, planes, grad_out, kernel, stride, padding, grad_x):
    """Spread every gradient evenly over its window; both P×H×W."""
    taken = (grad_out, kernel, stride, padding, grad_x)
    parallel_for(board, parts, planes, addresses(_mean_pool_backward, taken))


@compiled_inside
def _mean_pool_backward(grad_out, kernel, stride, padding, grad_x, start, stop):
    height, width = grad_x.shape[1:]
    rows, columns = grad_out.shape[1:]
    area = grad_out.dtype.type(kernel[0] * kernel[1])
    reach = (columns - 1) * stride[1] + kernel[1]  # of the last window, which may hang over
    line = np.empty(max(width + 2 * padding[1], reach), grad_out.dtype)
    inner = line[padding[1] : padding[1] + width]
    for plane in range(start, stop):
        for row in range(rows):
            line[:] = 0
            for k in range(kernel[1]):
                for j in range(columns):
                    line[j * stride[1] + k] += grad_out[plane, row, j] / area
            top = row * stride[0] - padding[0]
            for y in range(max(top, 0), min(top + kernel[0], height)):
                target = grad_x[plane, y]
                for x in range(width):
                    target[x] += inner[x]

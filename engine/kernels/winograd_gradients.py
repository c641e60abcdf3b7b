"""The gradient of a layer's weights by Winograd's tiles, as `winograd` computes the layer.

Cells and gradients of a block of tiles are taken to the 36 points, where for each channel and
filter their products are summed over all tiles; at last the sums are taken to the nine taps.
"""

import numpy as np

from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.conv_gradients import add_up
from engine.kernels.filter_major_conv import transpose_all
from engine.kernels.row_tiles import clear
from engine.kernels.vectors import VECTOR_BYTES
from engine.kernels.winograd import (
    HALVES,
    MANY,
    POINTS,
    block_filters,
    multiply,
    room,
    transform_cells,
)
from engine.kernels.winograd_tiles import MADE, OF_TAPS, SIDE, TAPS, combine
from engine.kernels.work_board import addresses, parallel_for


@compiled
def deliver_taps(total, at, sums, here, pitch, channels, wide, filters, every):
    """Write total[at + k·every + c·9 + t] = the taps of a block's filters, from their sums.

    The sums are those at points.
    """
    one = VECTOR_BYTES // total.itemsize
    taps = TAPS * TAPS
    lines = np.empty(channels * taps * one, total.dtype)
    small = np.empty(TAPS * SIDE * one, total.dtype)
    for k in range(0, wide, one):
        for c in range(channels):
            combine(
                small, 0, SIDE * one, one, sums, here + c * wide + k, SIDE * pitch, pitch, SIDE,
                small, 0, OF_TAPS, 0,
            )  # fmt: skip
            combine(
                lines, c * taps * one, one, TAPS * one, small, 0, one, SIDE * one, TAPS, small, 0,
                OF_TAPS, 0,
            )  # fmt: skip
        first, some, lanes = at + k * every, min(one, filters - k), channels * taps
        if lanes >= one:
            transpose_all(total, first, every, lines, 0, one, lanes, some)
        else:  # nothing may be written beyond: there another thread may deliver its channels
            for i in range(some):
                for t in range(lanes):
                    total[first + i * every + t] = lines[t * one + i]


@compiled
def sum_tiles(board, parts, items, total, bias, x, grad, of_cells, of_grads, tiling, shares):
    """Sum all items: (share of the channels, filter block), the block fastest.

    `bias` holds zeros before. Every sum runs over the tiles in their order, however channels and
    filters are divided, so that no bit depends on that.
    """
    taken = (total, bias, x, grad, of_cells, of_grads, tiling, shares)
    parallel_for(board, parts, items, addresses(_sum_items, taken))


@compiled_inside
def _sum_items(total, bias, x, grad, of_cells, of_grads, tiling, shares, first, last):
    """Sum items first … last."""
    one, channels = VECTOR_BYTES // x.itemsize, x.shape[1]
    vectors = (channels + one - 1) // one
    block = HALVES * one // 2
    blocks = (grad.shape[1] + block - 1) // block
    while first < last:
        share, low = first // blocks, first % blocks
        high = min(blocks, low + last - first)
        begin = min(channels, share * vectors // shares * one)
        end = min(channels, (share + 1) * vectors // shares * one)
        sum_blocks(total, bias, x, grad, of_cells, of_grads, tiling, begin, end, low, high)
        first += high - low


@compiled
def sum_blocks(total, bias, x, grad, of_cells, of_grads, tiling, begin, end, first, last):
    """Sum channels begin … end, filter blocks first … last; with the first channel biases too."""
    samples, channels, height, width = x.shape
    filters, tall, wide = grad.shape[1], grad.shape[2], grad.shape[3]
    flat_x, flat_grad = x.reshape(x.size), grad.reshape(grad.size)
    area, plane, count = height * width, tall * wide, end - begin
    one = VECTOR_BYTES // x.itemsize
    down, across = tiling.down, len(tiling.tiles)
    bands, together = tiling.bands, tiling.together
    block = HALVES * one // 2
    deep = (count + one - 1) // one * one
    most = (tiling.groups + bands - 1) // bands
    room_for = together * most * down * across + MANY
    value_pitch, grad_pitch = room(room_for * deep, one), room(room_for * block, one)
    values = np.empty(POINTS * value_pitch, x.dtype)
    grads = np.empty(POINTS * grad_pitch, x.dtype)
    pitch = room((deep + MANY) * block, one)
    sums = np.empty((last - first) * POINTS * pitch, x.dtype)
    clear(sums, 0, (last - first) * POINTS * pitch // one)
    widest = max(width, wide)
    laid = np.empty(((most * MADE + SIDE - MADE) * down * widest + one) * one, x.dtype)
    line = np.empty(SIDE * len(of_cells.columns) * one, x.dtype)
    grad_line = np.empty(SIDE * len(of_grads.columns) * one, x.dtype)
    clear(line, 0, SIDE * len(of_cells.columns))
    clear(grad_line, 0, SIDE * len(of_grads.columns))
    for cut in range((samples + together - 1) // together * bands):
        sample, band = cut // bands * together, cut % bands
        some = min(together, samples - sample)
        low, high = band * tiling.groups // bands, (band + 1) * tiling.groups // bands
        tiles = (high - low) * down * across
        for s in range(some):
            transform_cells(
                values, s * tiles * deep, deep, value_pitch, flat_x,
                ((sample + s) * channels + begin) * area, area, width, count, of_cells, tiling,
                SIDE, low, high, laid, line,
            )  # fmt: skip
        top, bottom = low * MADE * down, min(tall, high * MADE * down)
        for b in range(first, last):
            size = block_filters(filters - b * block, one)
            each = min(size, filters - b * block)
            for s in range(some):
                here = ((sample + s) * filters + b * block) * plane
                transform_cells(
                    grads, s * tiles * size, size, grad_pitch, flat_grad, here, plane, wide, each,
                    of_grads, tiling, MADE, low, high, laid, grad_line,
                )  # fmt: skip
                if begin == 0:
                    for k in range(each):
                        row = here + k * plane
                        bias[b * block + k] += add_up(
                            flat_grad[row + top * wide : row + bottom * wide]
                        )
            multiply(
                sums, (b - first) * POINTS * pitch, pitch, values, value_pitch, 1, deep, grads, 0,
                grad_pitch, some * tiles, deep, size,
            )  # fmt: skip
    every = channels * TAPS * TAPS
    for b in range(first, last):
        left = filters - b * block
        deliver_taps(
            total, b * block * every + begin * TAPS * TAPS, sums, (b - first) * POINTS * pitch,
            pitch, count, block_filters(left, one), left, every,
        )  # fmt: skip

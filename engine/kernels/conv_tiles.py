"""Register tiles of the convolution layers: their innermost loops, written as vector instructions.

A tile keeps a small block of results in the machine's vector registers while it runs over all
that is summed into them, so that nearly every instruction is a fused multiply-add. Loops written
in Numba do not reach this: LLVM's vectoriser does not keep such a block in registers.

Each tile stands here twice: `plain_…` says what it is, and is what runs with NUMBA_DISABLE_JIT=1;
`emit_…` writes the instructions. Numba compiles the latter into the kernel that calls the tile
with its block sizes as literal numbers. Nothing here checks bounds.
"""

import numpy as np
from numba import config
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.pairwise import BLOCK, plain_in_pairs, sum_in_pairs
from engine.kernels.vectors import (
    INDEX,
    VECTOR_BYTES,
    add_product,
    bytes_of,
    load,
    number_at,
    prefetch,
    silently,
    splat,
    store,
    typed,
    vectors_of,
)

# Bytes from a cell to the one that is asked for while it is used: about a row of a small picture.
# It comes from beyond the second-level cache where a batch is larger than that, and a processor
# does not foresee as many rows at once as there are channels.
AHEAD = 256


@silently
def plain_sum_taps(
    out, at, plane, cells, here, starts, low, taps, weights, first, step, places, bias, filter_0,
    last, room, KB, HALVES,
):  # fmt: skip
    """Sum over taps, for each filter k and neighbouring output p.

    out[at + k·plane + p] = bias[filter_0 + k]
    + Σ_t weights[first + k·step + places[low + t]] · cells[here + starts[low + t] + p]

    for k < KB filters and t < taps, for the outputs p of HALVES half vectors: whole vectors, then
    a half. Each begins where the one before it ends, but not beyond `last`: so several vectors,
    which share each weight that is loaded, serve also a row that they are too long for. Blocks of
    taps are added in pairs; they wait in `room`. All arrays are flat.
    """
    width, one = HALVES * (VECTOR_BYTES // out.itemsize // 2), VECTOR_BYTES // out.itemsize
    p = np.arange(width) % one + np.minimum(np.arange(width) // one * one, max(0, last))

    def blocks():
        total = np.empty((KB, width), out.dtype)
        total[:] = bias[filter_0 : filter_0 + KB, None]
        for t in range(taps):
            if t and t % BLOCK == 0:
                yield total
                total = np.zeros_like(total)
            for k in range(KB):
                weight = weights[first + k * step + places[low + t]]
                total[k] += weight * cells[here + starts[low + t] + p]
        yield total

    for k, row in enumerate(plain_in_pairs(blocks())):
        out[at + k * plane + p] = row


def emit_sum_taps(
    builder, element, out, at, plane, cells, here, starts, low, taps, weights, first, step, places,
    bias, filter_0, last, room, KB, HALVES,
):  # fmt: skip
    """Write the instructions of `plain_sum_taps`; arrays are pointers to their elements."""
    columns = vectors_of(element, HALVES)
    for v, (column, vector) in enumerate(columns[1:], 1):
        ends = builder.icmp_signed("<", last, column)
        columns[v] = builder.select(ends, last, column), vector
    sums, bias = {}, builder.gep(bias, [filter_0])
    for k in range(KB):
        value = number_at(builder, bias, INDEX(k))
        for v, (_, vector) in enumerate(columns):
            sums[k, v] = cgutils.alloca_once_value(builder, splat(builder, value, vector.count))

    cells = builder.gep(cells, [here])
    seen = [(builder.gep(cells, [column]), vector) for column, vector in columns]
    starts, places = builder.gep(starts, [low]), builder.gep(places, [low])
    weights = builder.gep(weights, [first])
    filters = [builder.gep(weights, [builder.mul(step, INDEX(k))]) for k in range(KB)]

    def add_tap(tap):
        start = number_at(builder, starts, tap)
        loaded = [load(builder, builder.gep(row, [start]), vector) for row, vector in seen]
        if KB > 1:  # one filter has no multiplications to spare for it
            for row, _ in seen:
                later = builder.add(start, INDEX(AHEAD // bytes_of(element)))
                prefetch(builder, builder.gep(row, [later]))
        place = number_at(builder, places, tap)
        for k in range(KB):
            weight = number_at(builder, filters[k], place)
            for v, (_, vector) in enumerate(columns):
                add_product(builder, sums[k, v], splat(builder, weight, vector.count), loaded[v])

    sum_in_pairs(builder, sums.values(), room, taps, add_tap)
    for k in range(KB):
        row = builder.gep(out, [builder.add(at, builder.mul(plane, INDEX(k)))])
        for v, (column, _) in enumerate(columns):
            store(builder, builder.load(sums[k, v]), builder.gep(row, [column]))


@silently
def plain_sum_windows(
    out, at, cells, here, step, starts, low, taps, weights, first, room, PB, HALVES
):  # fmt: skip
    """Sum over taps, for each position p and neighbouring filter k.

    out[at + p·K + k] = weights[first + k]
    + Σ_t weights[first + (1 + t)·K + k] · cells[here + p·step + starts[low + t]]

    for p < PB positions and k < K filters, as many as HALVES half vectors hold; t < taps, whose
    blocks are added in pairs, and wait in `room`.
    """
    filters = HALVES * (VECTOR_BYTES // out.itemsize // 2)
    table = weights[first : first + (1 + taps) * filters].reshape(1 + taps, filters)
    for p in range(PB):
        window = cells[here + p * step + starts[low : low + taps]]
        blocks = [
            window[t : t + BLOCK] @ table[1 + t : 1 + t + BLOCK] for t in range(0, taps, BLOCK)
        ]
        blocks[:1] = [table[0] + block for block in blocks[:1]] or [table[0]]
        out[at + p * filters : at + (p + 1) * filters] = plain_in_pairs(blocks)


def emit_sum_windows(
    builder, element, out, at, cells, here, step, starts, low, taps, weights, first, room, PB,
    HALVES,
):  # fmt: skip
    """Write the instructions of `plain_sum_windows`."""
    columns = vectors_of(element, HALVES)
    filters = sum(vector.count for _, vector in columns)
    out, starts = builder.gep(out, [at]), builder.gep(starts, [low])
    weights, cells = builder.gep(weights, [first]), builder.gep(cells, [here])
    places = [builder.gep(cells, [builder.mul(step, INDEX(p))]) for p in range(PB)]
    offsets = [load(builder, builder.gep(weights, [column]), vector) for column, vector in columns]
    sums = {
        (p, v): cgutils.alloca_once_value(builder, offset)
        for p in range(PB)
        for v, offset in enumerate(offsets)
    }
    weights = builder.gep(weights, [INDEX(filters)])

    def add_tap(tap):
        row = builder.gep(weights, [builder.mul(tap, INDEX(filters))])
        loaded = [load(builder, builder.gep(row, [column]), vector) for column, vector in columns]
        start = number_at(builder, starts, tap)
        for p, place in enumerate(places):
            cell = number_at(builder, place, start)
            for v, (_, vector) in enumerate(columns):
                value = splat(builder, cell, vector.count)
                add_product(builder, sums[p, v], value, loaded[v])

    sum_in_pairs(builder, sums.values(), room, taps, add_tap)
    for p in range(PB):
        row = builder.gep(out, [INDEX(p * filters)])
        for v, (column, _) in enumerate(columns):
            store(builder, builder.load(sums[p, v]), builder.gep(row, [column]))


@intrinsic(prefer_literal=True)
def _sum_taps(
    typing_context, out, at, plane, cells, here, starts, low, taps, weights, first, step, places,
    bias, filter_0, last, room, KB, HALVES,
):  # fmt: skip
    return typed(
        emit_sum_taps, 2, out, at, plane, cells, here, starts, low, taps, weights, first, step,
        places, bias, filter_0, last, room, KB, HALVES,
    )  # fmt: skip


@intrinsic(prefer_literal=True)
def _sum_windows(
    typing_context, out, at, cells, here, step, starts, low, taps, weights, first, room, PB, HALVES
):
    return typed(
        emit_sum_windows, 2, out, at, cells, here, step, starts, low, taps, weights, first, room,
        PB, HALVES,
    )  # fmt: skip


sum_taps = plain_sum_taps if config.DISABLE_JIT else _sum_taps
sum_windows = plain_sum_windows if config.DISABLE_JIT else _sum_windows

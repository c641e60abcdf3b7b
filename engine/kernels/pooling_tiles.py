"""Register tiles of pooling two by two: see `engine.kernels.conv_tiles` for what a tile is."""

import numpy as np
from llvmlite import ir
from numba import config
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.vectors import (
    INDEX,
    VECTOR_BYTES,
    bytes_of,
    load,
    prefetch,
    silently,
    splat,
    store,
    store_nontemporal,
    typed,
)

AHEAD = 4096  # bytes from what is read to what is asked for


@silently
def plain_pool_pairs(
    out, at, where, there, source, above, below, first, step, down, vectors,
    NONTEMPORAL,
):  # fmt: skip
    """Take the largest of each 2×2, for p < `vectors` vectors.

    out[at + p] = the largest of source[above + 2p], its right neighbour, source[below + 2p] and its
    right neighbour; the first of equals wins, and the last NaN.

    where[there + p] = first + p·step, and 0, 1, `down` or down + 1 more, by which of the four won.
    NONTEMPORAL as in `row_tiles.rectify`, for both results.
    """
    count = vectors * (VECTOR_BYTES // out.itemsize)
    best, place = source[above : above + 2 * count : 2], np.zeros(count, np.int64)
    for start, offset in ((above + 1, 1), (below, down), (below + 1, down + 1)):
        cells = source[start : start + 2 * count - 1 : 2]
        wins = (cells > best) | (cells != cells)
        best, place = np.where(wins, cells, best), np.where(wins, offset, place)
    out[at : at + count] = best
    where[there : there + count] = first + step * np.arange(count) + place


def emit_pool_pairs(
    builder, element, out, at, where, there, source, above, below, first, step, down, vectors,
    NONTEMPORAL,
):  # fmt: skip
    """Write the instructions of `plain_pool_pairs`."""
    lanes = VECTOR_BYTES // bytes_of(element)
    vector, small = ir.VectorType(element, lanes), _indices(lanes)
    kind = ir.VectorType(where.type.pointee, lanes)
    out, where = builder.gep(out, [at]), builder.gep(where, [there])
    zero, one = (ir.Constant(small, [number] * lanes) for number in (0, 1))
    down = splat(builder, builder.trunc(down, small.element), lanes)
    offsets = one, down, builder.add(down, one)
    along = builder.mul(
        splat(builder, builder.trunc(step, small.element), lanes),
        ir.Constant(small, list(range(lanes))),
    )
    put = store_nontemporal if NONTEMPORAL else store
    with cgutils.for_range(builder, vectors) as loop:
        p = builder.mul(loop.index, INDEX(lanes))
        best, *others = _pairs(builder, vector, source, (above, below), p)
        place = zero
        for cells, offset in zip(others, offsets, strict=True):
            wins = builder.or_(
                builder.fcmp_ordered(">", cells, best), builder.fcmp_unordered("uno", cells, cells)
            )
            best = builder.select(wins, cells, best)
            place = builder.select(wins, offset, place)
        place, start = builder.add(place, along), builder.add(first, builder.mul(p, step))
        if kind.element.width < 32:
            place, start = builder.trunc(place, kind), builder.trunc(start, kind.element)
        else:
            place = builder.sext(place, kind)
        put(builder, best, builder.gep(out, [p]))
        put(builder, builder.add(place, splat(builder, start, lanes)), builder.gep(where, [p]))


@silently
def plain_mean_pairs(out, at, source, above, below, vectors, NONTEMPORAL):
    """Write out[at + p] = the mean of the four of `pool_pairs`, p < `vectors` vectors."""
    count = vectors * (VECTOR_BYTES // out.itemsize)
    rows = source[above : above + 2 * count] + source[below : below + 2 * count]
    out[at : at + count] = (rows[::2] + rows[1::2]) / 4


def emit_mean_pairs(builder, element, out, at, source, above, below, vectors, NONTEMPORAL):
    """Write the instructions of `plain_mean_pairs`."""
    vector = ir.VectorType(element, VECTOR_BYTES // bytes_of(element))
    quarter = ir.Constant(vector, [0.25] * vector.count)
    out = builder.gep(out, [at])
    with cgutils.for_range(builder, vectors) as loop:
        p = builder.mul(loop.index, INDEX(vector.count))
        a, b, c, d = _pairs(builder, vector, source, (above, below), p)
        total = builder.fadd(builder.fadd(a, c), builder.fadd(b, d))
        put = store_nontemporal if NONTEMPORAL else store
        put(builder, builder.fmul(total, quarter), builder.gep(out, [p]))


def _pairs(builder, vector, source, rows, p):
    """Load from 2p on the cells at even places of each row, and those at odd ones.

    What comes later is asked for already: two rows that are left after a few vectors are too much
    for a processor to foresee.
    """
    lanes, parts = vector.count, []
    for row in rows:
        place = builder.gep(source, [builder.add(row, builder.mul(p, INDEX(2)))])
        places = place, builder.gep(place, [INDEX(lanes)])
        for half in places:
            prefetch(builder, builder.gep(half, [INDEX(AHEAD // bytes_of(vector.element))]))
        pair = [load(builder, half, vector) for half in places]
        for first in (0, 1):
            order = ir.Constant(_indices(lanes), list(range(first, 2 * lanes, 2)))
            parts.append(builder.shuffle_vector(*pair, order))
    return parts


def _indices(count):
    return ir.VectorType(ir.IntType(32), count)


@intrinsic(prefer_literal=True)
def _pool_pairs(
    typing_context, out, at, where, there, source, above, below, first, step, down, vectors,
    NONTEMPORAL,
):  # fmt: skip
    return typed(
        emit_pool_pairs, 1, out, at, where, there, source, above, below, first, step, down,
        vectors, NONTEMPORAL,
    )  # fmt: skip


@intrinsic(prefer_literal=True)
def _mean_pairs(typing_context, out, at, source, above, below, vectors, NONTEMPORAL):
    return typed(emit_mean_pairs, 1, out, at, source, above, below, vectors, NONTEMPORAL)


pool_pairs = plain_pool_pairs if config.DISABLE_JIT else _pool_pairs
mean_pairs = plain_mean_pairs if config.DISABLE_JIT else _mean_pairs

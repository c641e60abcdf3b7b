"""Rows of numbers cleared, copied, thinned out, transposed, rectified: whole vectors at a time."""

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.vectors import (
    INDEX,
    VECTOR_BYTES,
    bytes_of,
    load,
    store,
    store_nontemporal,
    typed,
)


def plain_clear(out, at, vectors):
    """Write out[at + p] = 0 for p < `vectors` vectors."""
    out[at : at + vectors * (VECTOR_BYTES // out.itemsize)] = 0


def emit_clear(builder, element, out, at, vectors):
    """Write the instructions of `plain_clear`."""
    lanes = VECTOR_BYTES // bytes_of(element)
    zero = ir.Constant(ir.VectorType(element, lanes), [0.0] * lanes)
    out = builder.gep(out, [at])
    with cgutils.for_range(builder, vectors) as loop:
        store(builder, zero, builder.gep(out, [builder.mul(loop.index, INDEX(lanes))]))


def plain_copy(out, at, source, start, vectors, STEP):
    """Write out[at + p] = source[start + p·STEP], p < `vectors` vectors; STEP is 1, 2 or 4.

    Reads STEP whole vectors for each one that it writes.
    """
    count = vectors * (VECTOR_BYTES // out.itemsize)
    out[at : at + count] = source[start : start + count * STEP : STEP]


def emit_copy(builder, element, out, at, source, start, vectors, STEP):
    """Write its instructions: halves of the cells are dropped until every STEP-th is left.

    In half vectors: they cross fewer borders of cache lines.
    """
    lanes = VECTOR_BYTES // bytes_of(element) // 2
    vectors = builder.mul(vectors, INDEX(2))
    vector = ir.VectorType(element, lanes)
    even = ir.Constant(ir.VectorType(ir.IntType(32), lanes), list(range(0, 2 * lanes, 2)))
    out, source = builder.gep(out, [at]), builder.gep(source, [start])
    with cgutils.for_range(builder, vectors) as loop:
        first = builder.mul(loop.index, INDEX(lanes * STEP))
        row = builder.gep(source, [first])
        parts = [load(builder, builder.gep(row, [INDEX(s * lanes)]), vector) for s in range(STEP)]
        while len(parts) > 1:
            parts = [
                builder.shuffle_vector(*pair, even)
                for pair in zip(parts[::2], parts[1::2], strict=True)
            ]
        store(builder, parts[0], builder.gep(out, [builder.mul(loop.index, INDEX(lanes))]))


def plain_rectify(out, at, source, start, vectors, NONTEMPORAL):
    """Write out[at + p] = max(0, source[start + p]), NaN for NaN, p < `vectors` vectors.

    NONTEMPORAL, 1 or 0: whether to write past the caches, straight to memory, for which out[at]
    must lie at a multiple of 16 bytes; to be followed by `fence`.
    """
    count = vectors * (VECTOR_BYTES // out.itemsize)
    cells = source[start : start + count]
    out[at : at + count] = np.where(cells <= 0, 0, cells)


def emit_rectify(builder, element, out, at, source, start, vectors, NONTEMPORAL):
    """Write the instructions of `plain_rectify`."""
    vector = ir.VectorType(element, VECTOR_BYTES // bytes_of(element))
    zero = ir.Constant(vector, [0.0] * vector.count)
    out, source = builder.gep(out, [at]), builder.gep(source, [start])
    with cgutils.for_range(builder, vectors) as loop:
        first = builder.mul(loop.index, INDEX(vector.count))
        value = load(builder, builder.gep(source, [first]), vector)
        value = builder.select(builder.fcmp_ordered("<=", value, zero), zero, value)
        if NONTEMPORAL:
            store_nontemporal(builder, value, builder.gep(out, [first]))
        else:
            store(builder, value, builder.gep(out, [first]))


def plain_transpose(out, at, pitch, source, start, hop, rows):
    """Write out[at + c·pitch + r] = source[start + r·hop + c], r and c below the lanes.

    Of `rows` below that; those beyond are the first once more.
    """
    lanes = VECTOR_BYTES // out.itemsize
    taken = [start + (r if r < rows else 0) * hop for r in range(lanes)]
    for c in range(lanes):  # in this order: with a small pitch the next is written over the last
        out[at + c * pitch : at + c * pitch + lanes] = [source[row + c] for row in taken]


def emit_transpose(builder, element, out, at, pitch, source, start, hop, rows):
    """Write its instructions.

    The halves beside the diagonal change places, then those of every quarter, …
    """
    lanes = VECTOR_BYTES // bytes_of(element)
    vector = ir.VectorType(element, lanes)
    out, source = builder.gep(out, [at]), builder.gep(source, [start])
    known = [builder.icmp_signed("<", INDEX(r), rows) for r in range(lanes)]
    places = [builder.mul(hop, builder.select(known[r], INDEX(r), INDEX(0))) for r in range(lanes)]
    rows = [load(builder, builder.gep(source, [place]), vector) for place in places]
    apart = lanes // 2
    while apart:
        low = [c if not c & apart else lanes + c - apart for c in range(lanes)]
        high = [c + apart if not c & apart else lanes + c for c in range(lanes)]
        for r in range(lanes):
            if not r & apart:
                pair = rows[r], rows[r + apart]
                rows[r], rows[r + apart] = (
                    builder.shuffle_vector(*pair, ir.Constant(_numbers(lanes), order))
                    for order in (low, high)
                )
        apart //= 2
    for c, column in enumerate(rows):
        store(builder, column, builder.gep(out, [builder.mul(pitch, INDEX(c))]))


def _numbers(count):
    return ir.VectorType(ir.IntType(32), count)


def plain_fence():
    """Make sure that whoever is told now that all is written past the caches finds it in memory."""


@intrinsic
def _fence(typing_context):
    def generate(context, builder, signature, arguments):
        builder.fence("seq_cst")
        return context.get_dummy_value()

    return types.none(), generate


@intrinsic
def _clear(typing_context, out, at, vectors):
    return typed(emit_clear, 0, out, at, vectors)


@intrinsic(prefer_literal=True)
def _copy(typing_context, out, at, source, start, vectors, STEP):
    return typed(emit_copy, 1, out, at, source, start, vectors, STEP)


@intrinsic(prefer_literal=True)
def _rectify(typing_context, out, at, source, start, vectors, NONTEMPORAL):
    return typed(emit_rectify, 1, out, at, source, start, vectors, NONTEMPORAL)


@intrinsic
def _transpose(typing_context, out, at, pitch, source, start, hop, rows):
    return typed(emit_transpose, 0, out, at, pitch, source, start, hop, rows)


clear = plain_clear if config.DISABLE_JIT else _clear
copy = plain_copy if config.DISABLE_JIT else _copy
rectify = plain_rectify if config.DISABLE_JIT else _rectify
transpose = plain_transpose if config.DISABLE_JIT else _transpose
fence = plain_fence if config.DISABLE_JIT else _fence

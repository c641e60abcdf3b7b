"""Register tiles of the picture filters: see `engine.kernels.conv_tiles` for what a tile is.

Neighbouring output rows share the input rows that they read, so one loaded vector serves several
sums. `plain_…` says what a tile does and runs with NUMBA_DISABLE_JIT=1, `emit_…` writes its vector
instructions. Nothing here checks bounds: the caller's buffers reach beyond the last tile.
"""

import numpy as np
from llvmlite import ir
from numba import config
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.extending import intrinsic

from engine.kernels.pairwise import BLOCK, BLOCK_OF_TWO, Pairs, plain_in_pairs, sum_in_pairs
from engine.kernels.vectors import (
    INDEX,
    VECTOR_BYTES,
    add_product,
    load,
    number_at,
    repeat_while,
    silently,
    splat,
    store,
    typed,
)

ROWS = 3  # output rows of a tile
VECTORS = 4  # vectors of neighbouring outputs in each of them
COLUMNS = 16  # of the kernel, at most, that are added one after the other


@silently
def plain_slide(
    out, at, pitch, cells, here, hop, offsets, weights, tall, wide, room, R, TALL, WIDE
):
    """Add products to rows r < R of out.

    out[at + r·pitch + p] = Σ_i Σ_j weights[i·wide + j] · cells[start + p],

    start = here + (r + i)·hop + offsets[j], for r < R rows and p < VECTORS vectors of neighbouring
    outputs, i < tall, j < wide. Blocks of taps are added in pairs; they wait in `room`. The code is
    written for tall = TALL and wide = WIDE, as loops of few turns cost as much as what they repeat;
    0 is any, for TALL any ≥ R.
    """
    width = VECTORS * (VECTOR_BYTES // out.itemsize)

    def blocks(r):
        for i in range(tall):
            for low in range(0, wide, COLUMNS):
                total = np.zeros(width, out.dtype)
                for j in range(low, min(low + COLUMNS, wide)):
                    start = here + (r + i) * hop + offsets[j]
                    total += weights[i * wide + j] * cells[start : start + width]
                yield total

    for r in range(R):
        out[at + r * pitch : at + r * pitch + width] = plain_in_pairs(blocks(r))


def emit_slide(
    builder, element, out, at, pitch, cells, here, hop, offsets, weights, tall, wide, room, R,
    TALL, WIDE,
):  # fmt: skip
    """Write its instructions, row by row: each is added to the output rows that it reaches."""
    vector, starts = _vectors(element)
    zero = ir.Constant(vector, [0.0] * vector.count)
    sums = [[cgutils.alloca_once_value(builder, zero) for _ in starts] for _ in range(R)]
    every = [total for row in sums for total in row]
    cells = builder.gep(cells, [here])
    tall, wide = INDEX(TALL) if TALL else tall, INDEX(WIDE) if WIDE else wide

    def add_tap(line, taps, reached, j):
        shifted = builder.gep(line, [builder.load(builder.gep(offsets, [j]))])
        splats = [splat(builder, number_at(builder, tap, j), vector.count) for tap in taps]
        for v, start in enumerate(starts):
            value = load(builder, builder.gep(shifted, [start]), vector)
            for r, weight in zip(reached, splats, strict=True):
                add_product(builder, sums[r][v], weight, value)

    def add_row(row, reached, columns):
        line = builder.gep(cells, [builder.mul(row, hop)])
        taps = [
            builder.gep(weights, [builder.mul(builder.sub(row, INDEX(r)), wide)]) for r in reached
        ]
        if WIDE:
            for j in range(WIDE):
                add_tap(line, taps, reached, INDEX(j))
        else:
            with cgutils.for_range(builder, columns[1], start=columns[0]) as loop:
                add_tap(line, taps, reached, loop.index)

    def add_all_rows(columns, after_row):
        for row in range(R - 1):
            add_row(INDEX(row), range(row + 1), columns)
        if TALL:
            for row in range(R - 1, TALL):
                add_row(INDEX(row), range(R), columns)
        else:
            last = cgutils.for_range_slice(builder, INDEX(R - 1), tall, INDEX(1), inc=True)
            with last as (row, _):
                add_row(row, range(R), columns)
                after_row(row)
        for row in range(R - 1):
            add_row(builder.add(tall, INDEX(row)), range(row + 1, R), columns)

    def add_row_of_taps(j):
        for r in range(R):
            line = builder.gep(cells, [builder.mul(hop, INDEX(r))])
            add_tap(line, [weights], [r], j)

    if TALL == 1:
        sum_in_pairs(builder, every, room, wide, add_row_of_taps, BLOCK_OF_TWO)
    elif TALL:
        add_all_rows((INDEX(0), wide), None)
    else:
        _add_in_blocks(builder, Pairs(builder, every, room), tall, wide, R, WIDE, add_all_rows)

    for r in range(R):
        line = builder.gep(out, [builder.add(at, builder.mul(pitch, INDEX(r)))])
        for v, start in enumerate(starts):
            store(builder, builder.load(sums[r][v]), builder.gep(line, [start]))


def _add_in_blocks(builder, pairs, tall, wide, R, WIDE, add_all_rows):
    """Add all rows, some columns of the kernel after the other; end a block after a few rows.

    A block has `high` rows of `broad` columns. One that ends when no row reaches all R output rows
    any more has room for the R − 1 rows that are left.
    """
    parts = builder.sdiv(builder.add(wide, INDEX(COLUMNS - 1)), INDEX(COLUMNS))
    broad = builder.sdiv(builder.sub(builder.add(wide, parts), INDEX(1)), parts)
    is_column = builder.icmp_signed("==", wide, INDEX(1))
    high = builder.sdiv(INDEX(BLOCK), broad)
    high = (
        INDEX(BLOCK_OF_TWO) if WIDE == 1 else builder.select(is_column, INDEX(BLOCK_OF_TWO), high)
    )
    left = cgutils.alloca_once_value(builder, INDEX(0))
    rows = cgutils.alloca_once(builder, INDEX)  # of the block so far

    def after_row(row):
        count = builder.add(builder.load(rows), INDEX(1))
        builder.store(count, rows)
        is_last = builder.icmp_signed("==", row, builder.sub(tall, INDEX(1)))
        most = builder.select(is_last, builder.sub(high, INDEX(R - 2)), high)
        with builder.if_then(builder.icmp_signed(">=", count, most), likely=False):
            pairs.put_by()
            builder.store(INDEX(0), rows)

    def add_part():
        """Add the next columns, and tell whether more are to come."""
        low = builder.load(left)
        high = builder.add(low, broad)
        more = builder.icmp_signed("<", high, wide)
        end = builder.select(more, high, wide)
        builder.store(INDEX(R - 1), rows)
        add_all_rows((low, end), after_row)
        builder.store(end, left)
        return more

    if WIDE:
        add_part()
    else:
        with repeat_while(builder, add_part):
            pairs.put_by()
    pairs.add_all()


def _vectors(element):
    """Return the vector type, and where each vector of a tile's row begins."""
    lanes = VECTOR_BYTES // (4 if element == ir.FloatType() else 8)
    return ir.VectorType(element, lanes), [INDEX(v * lanes) for v in range(VECTORS)]


@intrinsic(prefer_literal=True)
def _slide(
    typing_context, out, at, pitch, cells, here, hop, offsets, weights, tall, wide, room, R, TALL,
    WIDE,
):  # fmt: skip
    return typed(
        emit_slide, 3, out, at, pitch, cells, here, hop, offsets, weights, tall, wide, room, R,
        TALL, WIDE,
    )  # fmt: skip


@intrinsic
def _same_type(typing_context, array):
    """Return `array` in the type of a writable one: what takes both is compiled only once."""
    kind = array.copy(readonly=False)

    def generate(context, builder, signature, arguments):
        return impl_ret_borrowed(context, builder, kind, arguments[0])

    return kind(array), generate


slide = plain_slide if config.DISABLE_JIT else _slide
same_type = np.asarray if config.DISABLE_JIT else _same_type

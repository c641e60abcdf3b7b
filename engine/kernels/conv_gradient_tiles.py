"""Register tiles of the weights' gradients: see `engine.kernels.conv_tiles` for what a tile is."""

import numpy as np
from llvmlite import ir
from numba import config
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.vectors import (
    INDEX,
    VECTOR_BYTES,
    add_across,
    add_product,
    bytes_of,
    first_lanes,
    load,
    load_masked,
    number_at,
    repeat,
    silently,
    splat,
    store,
    typed,
    vectors_of,
)


@silently
def plain_sum_positions(
    out, grad, here, grad_hop, cells, base, cell_hop, starts, low, runs, run, TB
):  # fmt: skip
    """Sum over positions, for each tap t.

    out[t] = Σ_r Σ_p grad[here + r·grad_hop + p] · cells[base + starts[low + t] + r·cell_hop + p]

    for t < TB taps, over `runs` runs of `run` neighbouring positions each.
    """
    out[:TB] = 0
    for r in range(runs):
        one = here + r * grad_hop
        for t in range(TB):
            other = base + starts[low + t] + r * cell_hop
            out[t] += np.dot(grad[one : one + run], cells[other : other + run])


def emit_sum_positions(
    builder, element, out, grad, here, grad_hop, cells, base, cell_hop, starts, low, runs, run, TB
):  # fmt: skip
    """Write its instructions; the sums run in vectors of positions, the last masked."""
    lanes = VECTOR_BYTES // bytes_of(element)
    vector = ir.VectorType(element, lanes)
    zero = ir.Constant(vector, [0.0] * lanes)
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(TB)]
    grad, cells = builder.gep(grad, [here]), builder.gep(cells, [base])
    starts = builder.gep(starts, [low])
    taps = [builder.gep(cells, [number_at(builder, starts, INDEX(t))]) for t in range(TB)]

    def accumulate(one, other, read):
        value = read(builder.gep(grad, [one]))
        for total, tap in zip(sums, taps, strict=True):
            add_product(builder, total, value, read(builder.gep(tap, [other])))

    whole = builder.sdiv(run, INDEX(lanes))
    rest = builder.srem(run, INDEX(lanes))
    done = builder.sub(run, rest)
    mask = first_lanes(builder, rest, lanes)
    with repeat(builder, runs) as r:
        grad_at, cell_at = builder.mul(r, grad_hop), builder.mul(r, cell_hop)
        with repeat(builder, whole) as step:
            p = builder.mul(step, INDEX(lanes))
            accumulate(
                builder.add(grad_at, p),
                builder.add(cell_at, p),
                lambda pointer: load(builder, pointer, vector),
            )
        with builder.if_then(builder.icmp_signed(">", rest, INDEX(0))):
            accumulate(
                builder.add(grad_at, done),
                builder.add(cell_at, done),
                lambda pointer: load_masked(builder, pointer, vector, mask),
            )

    for t, total in enumerate(sums):
        across = add_across(builder, builder.load(total))
        builder.store(across, builder.gep(out, [INDEX(t)]))


@silently
def plain_sum_filters(
    out, at, pitch, grad, here, cells, base, starts, low, samples, hop, rows, row_hop, run,
    TB, HALVES,
):  # fmt: skip
    """Add sums over positions, for each tap t and filter k.

    out[at + t·pitch + k] += Σ_n Σ_r Σ_p cells[base + starts[low + t] + n·hop + r·row_hop + p]
                                        · grad[here + ((n·rows + r)·run + p)·K + k]

    for t < TB taps and k < K filters, as many as HALVES half vectors hold.
    """
    filters = HALVES * (VECTOR_BYTES // out.itemsize // 2)
    for n in range(samples):
        for r in range(rows):
            first = here + (n * rows + r) * run * filters
            seen = grad[first : first + run * filters].reshape(run, filters)
            for t in range(TB):
                start = base + starts[low + t] + n * hop + r * row_hop
                to = at + t * pitch
                out[to : to + filters] += cells[start : start + run] @ seen


def emit_sum_filters(
    builder, element, out, at, pitch, grad, here, cells, base, starts, low, samples, hop, rows,
    row_hop, run, TB, HALVES,
):  # fmt: skip
    """Write the instructions of `plain_sum_filters`."""
    columns = vectors_of(element, HALVES)
    filters = sum(vector.count for _, vector in columns)
    out, grad = builder.gep(out, [at]), builder.gep(grad, [here])
    starts, cells = builder.gep(starts, [low]), builder.gep(cells, [base])
    taps = [builder.gep(cells, [number_at(builder, starts, INDEX(t))]) for t in range(TB)]
    places = [builder.gep(out, [builder.mul(pitch, INDEX(t))]) for t in range(TB)]
    # From 0 on, not from what stands there: a few hundred positions round less than all do.
    sums = {
        (t, column): cgutils.alloca_once_value(builder, ir.Constant(vector, [0.0] * vector.count))
        for t in range(TB)
        for column, vector in columns
    }
    line = cgutils.alloca_once_value(builder, grad)
    with repeat(builder, samples) as n, repeat(builder, rows) as r:
        along = builder.add(builder.mul(n, hop), builder.mul(r, row_hop))
        seen = builder.load(line)
        with repeat(builder, run) as p:
            row = builder.gep(seen, [builder.mul(p, INDEX(filters))])
            loaded = {
                column: load(builder, builder.gep(row, [column]), vector)
                for column, vector in columns
            }
            place = builder.add(along, p)
            for t, tap in enumerate(taps):
                cell = number_at(builder, tap, place)
                for column, vector in columns:
                    value = splat(builder, cell, vector.count)
                    add_product(builder, sums[t, column], value, loaded[column])
        builder.store(builder.gep(seen, [builder.mul(run, INDEX(filters))]), line)
    for (t, column), total in sums.items():
        place = builder.gep(places[t], [column])
        before = load(builder, place, total.type.pointee)
        store(builder, builder.fadd(before, builder.load(total)), place)


@intrinsic(prefer_literal=True)
def _sum_filters(
    typing_context, out, at, pitch, grad, here, cells, base, starts, low, samples, hop, rows,
    row_hop, run, TB, HALVES,
):  # fmt: skip
    return typed(
        emit_sum_filters, 2, out, at, pitch, grad, here, cells, base, starts, low, samples, hop,
        rows, row_hop, run, TB, HALVES,
    )  # fmt: skip


@intrinsic(prefer_literal=True)
def _sum_positions(
    typing_context, out, grad, here, grad_hop, cells, base, cell_hop, starts, low, runs, run, TB
):
    return typed(
        emit_sum_positions, 1, out, grad, here, grad_hop, cells, base, cell_hop, starts, low, runs,
        run, TB,
    )  # fmt: skip


sum_filters = plain_sum_filters if config.DISABLE_JIT else _sum_filters
sum_positions = plain_sum_positions if config.DISABLE_JIT else _sum_positions

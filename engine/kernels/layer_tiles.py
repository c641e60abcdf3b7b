"""Register tiles of the convolution layers: their innermost loops, written as vector instructions.

A tile keeps a small block of results in the machine's vector registers while it runs over all
that is summed into them, so that nearly every instruction is a fused multiply-add. Loops written
in Numba do not reach this: LLVM's vectoriser does not keep such a block in registers.

Each tile stands here twice: `plain_…` says what it is, and is what runs with NUMBA_DISABLE_JIT=1;
`emit_…` writes the instructions. Numba compiles the latter into the kernel that calls the tile
with its block sizes as literal numbers. Nothing here checks bounds.
"""

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
    repeat,
    splat,
    store,
    typed,
)


def plain_sum_taps(
    out, at, plane, cells, here, starts, low, taps, weights, first, step, places, bias, filter_0,
    KB, HALVES,
):  # fmt: skip
    """out[at + k·plane + p] = bias[filter_0 + k]
        + Σ_t weights[first + k·step + places[low + t]] · cells[here + starts[low + t] + p]

    for k < KB filters and neighbouring outputs p < HALVES half vectors, t < taps. All arrays are
    flat.
    """
    width = HALVES * (VECTOR_BYTES // out.itemsize // 2)
    total = np.empty((KB, width), out.dtype)
    total[:] = bias[filter_0 : filter_0 + KB, None]
    for t in range(low, low + taps):
        for k in range(KB):
            weight = weights[first + k * step + places[t]]
            total[k] += weight * cells[here + starts[t] : here + starts[t] + width]
    for k in range(KB):
        out[at + k * plane : at + k * plane + width] = total[k]


def emit_sum_taps(
    builder, element, out, at, plane, cells, here, starts, low, taps, weights, first, step, places,
    bias, filter_0, KB, HALVES,
):  # fmt: skip
    """The same; the arrays are pointers to their elements."""
    columns = _columns(element, HALVES)
    sums, bias = {}, builder.gep(bias, [filter_0])
    for k in range(KB):
        value = _at(builder, bias, INDEX(k))
        for v, (_, vector) in enumerate(columns):
            sums[k, v] = cgutils.alloca_once_value(builder, splat(builder, value, vector.count))

    cells = builder.gep(cells, [here])
    starts, places = builder.gep(starts, [low]), builder.gep(places, [low])
    weights = builder.gep(weights, [first])
    filters = [builder.gep(weights, [builder.mul(step, INDEX(k))]) for k in range(KB)]
    with repeat(builder, taps) as tap:
        here = builder.gep(cells, [_at(builder, starts, tap)])
        loaded = [load(builder, builder.gep(here, [column]), vector) for column, vector in columns]
        place = _at(builder, places, tap)
        for k in range(KB):
            weight = _at(builder, filters[k], place)
            for v, (_, vector) in enumerate(columns):
                add_product(builder, sums[k, v], splat(builder, weight, vector.count), loaded[v])

    for k in range(KB):
        row = builder.gep(out, [builder.add(at, builder.mul(plane, INDEX(k)))])
        for v, (column, _) in enumerate(columns):
            store(builder, builder.load(sums[k, v]), builder.gep(row, [column]))


def plain_sum_windows(out, at, cells, here, step, starts, low, taps, weights, first, PB, HALVES):
    """out[at + p·K + k] = weights[first + k]
        + Σ_t weights[first + (1 + t)·K + k] · cells[here + p·step + starts[low + t]]

    for p < PB positions and k < K filters, as many as HALVES half vectors hold; t < taps.
    """
    filters = HALVES * (VECTOR_BYTES // out.itemsize // 2)
    table = weights[first : first + (1 + taps) * filters].reshape(1 + taps, filters)
    for p in range(PB):
        window = cells[here + p * step + starts[low : low + taps]]
        out[at + p * filters : at + (p + 1) * filters] = table[0] + window @ table[1:]


def emit_sum_windows(
    builder, element, out, at, cells, here, step, starts, low, taps, weights, first, PB, HALVES
):  # fmt: skip
    """The same."""
    columns = _columns(element, HALVES)
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
    with repeat(builder, taps) as tap:
        row = builder.gep(weights, [builder.mul(tap, INDEX(filters))])
        loaded = [load(builder, builder.gep(row, [column]), vector) for column, vector in columns]
        start = _at(builder, starts, tap)
        for p, place in enumerate(places):
            cell = _at(builder, place, start)
            for v, (_, vector) in enumerate(columns):
                value = splat(builder, cell, vector.count)
                add_product(builder, sums[p, v], value, loaded[v])
    for p in range(PB):
        row = builder.gep(out, [INDEX(p * filters)])
        for v, (column, _) in enumerate(columns):
            store(builder, builder.load(sums[p, v]), builder.gep(row, [column]))


def plain_sum_positions(
    out, grad, here, grad_hop, cells, base, cell_hop, starts, low, runs, run, TB
):  # fmt: skip
    """out[t] = Σ_r Σ_p grad[here + r·grad_hop + p] · cells[base + starts[low + t] + r·cell_hop + p]

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
    """The same; the sums run in vectors of positions, the last of a run under a mask."""
    lanes = VECTOR_BYTES // bytes_of(element)
    vector = ir.VectorType(element, lanes)
    zero = ir.Constant(vector, [0.0] * lanes)
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(TB)]
    grad, cells = builder.gep(grad, [here]), builder.gep(cells, [base])
    starts = builder.gep(starts, [low])
    taps = [builder.gep(cells, [_at(builder, starts, INDEX(t))]) for t in range(TB)]

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


def plain_sum_filters(
    out, at, pitch, grad, here, cells, base, starts, low, samples, hop, rows, row_hop, run,
    TB, HALVES,
):  # fmt: skip
    """out[at + t·pitch + k] += Σ_n Σ_r Σ_p cells[base + starts[low + t] + n·hop + r·row_hop + p]
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
    """The same."""
    columns = _columns(element, HALVES)
    filters = sum(vector.count for _, vector in columns)
    out, grad = builder.gep(out, [at]), builder.gep(grad, [here])
    starts, cells = builder.gep(starts, [low]), builder.gep(cells, [base])
    taps = [builder.gep(cells, [_at(builder, starts, INDEX(t))]) for t in range(TB)]
    places = [builder.gep(out, [builder.mul(pitch, INDEX(t))]) for t in range(TB)]
    sums = {
        (t, column): cgutils.alloca_once_value(
            builder, load(builder, builder.gep(places[t], [column]), vector)
        )
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
                cell = _at(builder, tap, place)
                for column, vector in columns:
                    value = splat(builder, cell, vector.count)
                    add_product(builder, sums[t, column], value, loaded[column])
        builder.store(builder.gep(seen, [builder.mul(run, INDEX(filters))]), line)
    for (t, column), total in sums.items():
        store(builder, builder.load(total), builder.gep(places[t], [column]))


def _columns(element, HALVES):
    """Where the vectors of a row begin, and their types: whole ones, then a half."""
    lanes = VECTOR_BYTES // bytes_of(element)
    whole = ir.VectorType(element, lanes)
    columns = [(INDEX(v * lanes), whole) for v in range(HALVES // 2)]
    if HALVES % 2:
        columns.append((INDEX(HALVES // 2 * lanes), ir.VectorType(element, lanes // 2)))
    return columns


def _at(builder, pointer, index):
    return builder.load(builder.gep(pointer, [index]))


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
def _sum_taps(
    typing_context, out, at, plane, cells, here, starts, low, taps, weights, first, step, places,
    bias, filter_0, KB, HALVES,
):  # fmt: skip
    return typed(
        emit_sum_taps, 2, out, at, plane, cells, here, starts, low, taps, weights, first, step,
        places, bias, filter_0, KB, HALVES,
    )  # fmt: skip


@intrinsic(prefer_literal=True)
def _sum_windows(
    typing_context, out, at, cells, here, step, starts, low, taps, weights, first, PB, HALVES
):
    return typed(
        emit_sum_windows, 2, out, at, cells, here, step, starts, low, taps, weights, first, PB,
        HALVES,
    )  # fmt: skip


@intrinsic(prefer_literal=True)
def _sum_positions(
    typing_context, out, grad, here, grad_hop, cells, base, cell_hop, starts, low, runs, run, TB
):
    return typed(
        emit_sum_positions, 1, out, grad, here, grad_hop, cells, base, cell_hop, starts, low, runs,
        run, TB,
    )  # fmt: skip


sum_taps = plain_sum_taps if config.DISABLE_JIT else _sum_taps
sum_filters = plain_sum_filters if config.DISABLE_JIT else _sum_filters
sum_windows = plain_sum_windows if config.DISABLE_JIT else _sum_windows
sum_positions = plain_sum_positions if config.DISABLE_JIT else _sum_positions

"""Register tiles: the innermost loops of convolution, written as LLVM vector instructions.

A tile keeps a small block of results in the machine's vector registers while it runs over all
that is summed into them, so that nearly every instruction is a fused multiply-add. Loops written
in Numba do not reach this: LLVM's vectoriser does not keep such a block in registers.

Each tile stands here twice: `plain_…` says what it is, and is what runs with NUMBA_DISABLE_JIT=1;
`emit_…` writes the instructions. Numba compiles the latter into the kernel that calls the tile
with its block sizes as literal numbers. LLVM splits vectors that a machine lacks, so the same
instructions serve AVX-512, AVX2 and ARM; only the width and the block sizes follow the machine.

Multiplications and additions carry the flag `contract`, which lets them fuse; never `fast`, which
assumes that there are no NaNs. Nothing here checks bounds.

After a change here delete the kernels' `__pycache__`: Numba's cache on disk does not notice it.
"""

from contextlib import contextmanager

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

INDEX = ir.IntType(64)


def machine(features: dict[str, bool]) -> tuple[int, int]:
    """(bytes in a vector, vector registers) of a machine with these LLVM features."""
    if features.get("avx512f"):
        return 64, 32
    if features.get("avx"):
        return 32, 16
    return 16, 32 if features.get("neon") else 16


def _features() -> dict[str, bool]:
    """Those of the machine that Numba compiles for, which NUMBA_CPU_NAME can name."""
    name = config.CPU_NAME
    if name in (None, "host", llvm.get_host_cpu_name()):
        return dict(llvm.get_host_cpu_features())
    return {"avx": name != "generic"}


VECTOR_BYTES, REGISTERS = machine(_features())


# --- rows, copied and thinned out --------------------------------------------------------------


def plain_clear(out, at, vectors):
    """out[at + p] = 0 for p < `vectors` vectors."""
    out[at : at + vectors * (VECTOR_BYTES // out.itemsize)] = 0


def emit_clear(builder, element, out, at, vectors):
    lanes = VECTOR_BYTES // _bytes(element)
    zero = ir.Constant(ir.VectorType(element, lanes), [0.0] * lanes)
    out = builder.gep(out, [at])
    with cgutils.for_range(builder, vectors) as loop:
        _store(builder, zero, builder.gep(out, [builder.mul(loop.index, INDEX(lanes))]))


def plain_copy(out, at, source, start, vectors, STEP):
    """out[at + p] = source[start + p·STEP] for p < `vectors` vectors; STEP is 1, 2 or 4.

    Reads STEP whole vectors for each one that it writes.
    """
    count = vectors * (VECTOR_BYTES // out.itemsize)
    out[at : at + count] = source[start : start + count * STEP : STEP]


def emit_copy(builder, element, out, at, source, start, vectors, STEP):
    """The same: halves of the cells are dropped until every STEP-th is left.

    In half vectors: they cross fewer borders of cache lines.
    """
    lanes = VECTOR_BYTES // _bytes(element) // 2
    vectors = builder.mul(vectors, INDEX(2))
    vector = ir.VectorType(element, lanes)
    even = ir.Constant(ir.VectorType(ir.IntType(32), lanes), list(range(0, 2 * lanes, 2)))
    out, source = builder.gep(out, [at]), builder.gep(source, [start])
    with cgutils.for_range(builder, vectors) as loop:
        first = builder.mul(loop.index, INDEX(lanes * STEP))
        row = builder.gep(source, [first])
        parts = [_load(builder, builder.gep(row, [INDEX(s * lanes)]), vector) for s in range(STEP)]
        while len(parts) > 1:
            parts = [
                builder.shuffle_vector(*pair, even)
                for pair in zip(parts[::2], parts[1::2], strict=True)
            ]
        _store(builder, parts[0], builder.gep(out, [builder.mul(loop.index, INDEX(lanes))]))


# --- sums over the taps of a filter ------------------------------------------------------------


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
    lanes = VECTOR_BYTES // _bytes(element)
    columns = [(INDEX(v * lanes), lanes) for v in range(HALVES // 2)]
    if HALVES % 2:
        columns.append((INDEX(HALVES // 2 * lanes), lanes // 2))

    sums, bias = {}, builder.gep(bias, [filter_0])
    for k in range(KB):
        value = builder.load(builder.gep(bias, [INDEX(k)]))
        for v, (_, count) in enumerate(columns):
            sums[k, v] = cgutils.alloca_once_value(builder, _splat(builder, value, count))

    cells = builder.gep(cells, [here])
    starts, places = builder.gep(starts, [low]), builder.gep(places, [low])
    weights = builder.gep(weights, [first])
    filters = [builder.gep(weights, [builder.mul(step, INDEX(k))]) for k in range(KB)]
    with _repeat(builder, taps) as tap:
        here = builder.gep(cells, [builder.load(builder.gep(starts, [tap]))])
        loaded = [
            _load(builder, builder.gep(here, [column]), ir.VectorType(element, count))
            for column, count in columns
        ]
        place = builder.load(builder.gep(places, [tap]))
        for k in range(KB):
            weight = builder.load(builder.gep(filters[k], [place]))
            for v, (_, count) in enumerate(columns):
                _add_product(builder, sums[k, v], _splat(builder, weight, count), loaded[v])

    for k in range(KB):
        row = builder.gep(out, [builder.add(at, builder.mul(plane, INDEX(k)))])
        for v, (column, _) in enumerate(columns):
            _store(builder, builder.load(sums[k, v]), builder.gep(row, [column]))


# --- sums over positions: the gradient of the weights --------------------------------------------


def plain_sum_positions(
    out, at, pitch, grad, here, plane, grad_hop, cells, base, cell_hop, starts, low, runs, run,
    KB, TB,
):  # fmt: skip
    """out[at + k·pitch + t] = Σ_r Σ_p grad[here + k·plane + r·grad_hop + p]
                                       · cells[base + starts[low + t] + r·cell_hop + p]

    for k < KB filters and t < TB taps, over `runs` runs of `run` neighbouring positions each.
    """
    total = np.zeros((KB, TB), out.dtype)
    for r in range(runs):
        for k in range(KB):
            one = here + k * plane + r * grad_hop
            for t in range(TB):
                other = base + starts[low + t] + r * cell_hop
                total[k, t] += np.dot(grad[one : one + run], cells[other : other + run])
    for k in range(KB):
        out[at + k * pitch : at + k * pitch + TB] = total[k]


def emit_sum_positions(
    builder, element, out, at, pitch, grad, here, plane, grad_hop, cells, base, cell_hop, starts,
    low, runs, run, KB, TB,
):  # fmt: skip
    """The same; the sums run in vectors of positions, the last of a run under a mask."""
    lanes = VECTOR_BYTES // _bytes(element)
    vector = ir.VectorType(element, lanes)
    zero = ir.Constant(vector, [0.0] * lanes)
    sums = {(k, t): cgutils.alloca_once_value(builder, zero) for k in range(KB) for t in range(TB)}
    taps = [
        builder.gep(cells, [builder.add(base, builder.load(
            builder.gep(starts, [builder.add(low, INDEX(t))])))])
        for t in range(TB)
    ]  # fmt: skip
    rows = [builder.gep(grad, [builder.add(here, builder.mul(plane, INDEX(k)))]) for k in range(KB)]

    def accumulate(one, other, load):
        loaded = [load(builder.gep(tap, [other])) for tap in taps]
        for k, row in enumerate(rows):
            value = load(builder.gep(row, [one]))
            for t in range(TB):
                _add_product(builder, sums[k, t], value, loaded[t])

    whole = builder.sdiv(run, INDEX(lanes))
    rest = builder.srem(run, INDEX(lanes))
    done = builder.sub(run, rest)
    mask = _first_lanes(builder, rest, lanes)
    with cgutils.for_range(builder, runs) as outer:
        grad_at = builder.mul(outer.index, grad_hop)
        cell_at = builder.mul(outer.index, cell_hop)
        with _repeat(builder, whole) as step:
            p = builder.mul(step, INDEX(lanes))
            accumulate(
                builder.add(grad_at, p),
                builder.add(cell_at, p),
                lambda pointer: _load(builder, pointer, vector),
            )
        with builder.if_then(builder.icmp_signed(">", rest, INDEX(0))):
            accumulate(
                builder.add(grad_at, done),
                builder.add(cell_at, done),
                lambda pointer: _load_masked(builder, pointer, vector, mask),
            )

    for (k, t), total in sums.items():
        place = builder.add(builder.add(at, builder.mul(pitch, INDEX(k))), INDEX(t))
        builder.store(_add_across(builder, builder.load(total)), builder.gep(out, [place]))


# --- words of the vector language ----------------------------------------------------------------


@contextmanager
def _repeat(builder, times):
    """A loop that LLVM leaves as it is: unrolled, the tiles would not fit into the registers."""
    module = builder.module
    with cgutils.for_range(builder, times) as loop:
        yield loop.index
        inside = builder.block
    whole = module.add_metadata([module.add_metadata(["llvm.loop.unroll.disable"])])
    whole.operands = (whole, *whole.operands)  # LLVM wants a loop's mark to begin with itself
    inside.terminator.set_metadata("llvm.loop", whole)


def _load(builder, pointer, vector):
    return builder.load(builder.bitcast(pointer, vector.as_pointer()), align=_bytes(vector.element))


def _store(builder, value, pointer):
    pointer = builder.bitcast(pointer, value.type.as_pointer())
    builder.store(value, pointer, align=_bytes(value.type.element))


def _bytes(element):
    return 4 if element == ir.FloatType() else 8


def _splat(builder, value, lanes):
    """A vector of `lanes` copies of `value`."""
    one = ir.Constant(ir.VectorType(value.type, lanes), ir.Undefined)
    one = builder.insert_element(one, value, ir.IntType(32)(0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
    return builder.shuffle_vector(one, one, zeros)


def _add_product(builder, total, a, b):
    product = builder.fmul(a, b, flags=("contract",))
    builder.store(builder.fadd(builder.load(total), product, flags=("contract",)), total)


def _first_lanes(builder, count, lanes):
    """A mask of the lanes before `count`."""
    numbers = ir.Constant(ir.VectorType(INDEX, lanes), list(range(lanes)))
    return builder.icmp_signed("<", numbers, _splat(builder, count, lanes))


def _load_masked(builder, pointer, vector, mask):
    """Zeros in the other lanes, whose memory is not touched."""
    pointer_type = vector.as_pointer()
    kind = ir.FunctionType(vector, [pointer_type, ir.IntType(32), mask.type, vector])
    suffix = f"v{vector.count}f{8 * _bytes(vector.element)}"
    load = cgutils.get_or_insert_function(
        builder.module, kind, f"llvm.masked.load.{suffix}.p0{suffix}"
    )
    zero = ir.Constant(vector, [0.0] * vector.count)
    align = ir.IntType(32)(_bytes(vector.element))
    return builder.call(load, [builder.bitcast(pointer, pointer_type), align, mask, zero])


def _add_across(builder, value):
    """The sum of the lanes of a vector, halves first."""
    count = value.type.count
    while count > 1:
        count //= 2
        low, high = (
            builder.shuffle_vector(
                value,
                value,
                ir.Constant(ir.VectorType(ir.IntType(32), count), list(range(s, s + count))),
            )
            for s in (0, count)
        )
        value = builder.fadd(low, high)
    return builder.extract_element(value, ir.IntType(32)(0))


# --- what the kernels call -----------------------------------------------------------------------


def _typed(emit, literals, *kinds):
    """Signature and generator: arrays, numbers, and the last few, block sizes, as literals."""
    plain, sizes = kinds[: len(kinds) - literals], kinds[len(kinds) - literals :]
    if not all(isinstance(kind, types.IntegerLiteral) for kind in sizes):
        return None
    others = [kind if isinstance(kind, types.Array) else types.intp for kind in plain]

    def generate(context, builder, signature, arguments):
        values = [
            context.make_array(kind)(context, builder, value=value).data
            if isinstance(kind, types.Array)
            else value
            for kind, value in zip(signature.args, arguments, strict=True)
        ]
        element = context.get_value_type(signature.args[0].dtype)
        emit(builder, element, *values[: len(plain)], *(size.literal_value for size in sizes))
        return context.get_dummy_value()

    return types.none(*others, *sizes), generate


@intrinsic
def _clear(typing_context, out, at, vectors):
    return _typed(emit_clear, 0, out, at, vectors)


@intrinsic(prefer_literal=True)
def _copy(typing_context, out, at, source, start, vectors, STEP):
    return _typed(emit_copy, 1, out, at, source, start, vectors, STEP)


@intrinsic(prefer_literal=True)
def _sum_taps(
    typing_context, out, at, plane, cells, here, starts, low, taps, weights, first, step, places,
    bias, filter_0, KB, HALVES,
):  # fmt: skip
    return _typed(
        emit_sum_taps, 2, out, at, plane, cells, here, starts, low, taps, weights, first, step,
        places, bias, filter_0, KB, HALVES,
    )  # fmt: skip


@intrinsic(prefer_literal=True)
def _sum_positions(
    typing_context, out, at, pitch, grad, here, plane, grad_hop, cells, base, cell_hop, starts, low,
    runs, run, KB, TB,
):  # fmt: skip
    return _typed(
        emit_sum_positions, 2, out, at, pitch, grad, here, plane, grad_hop, cells, base, cell_hop,
        starts, low, runs, run, KB, TB,
    )  # fmt: skip


clear = plain_clear if config.DISABLE_JIT else _clear
copy = plain_copy if config.DISABLE_JIT else _copy
sum_taps = plain_sum_taps if config.DISABLE_JIT else _sum_taps
sum_positions = plain_sum_positions if config.DISABLE_JIT else _sum_positions

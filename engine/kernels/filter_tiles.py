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

from engine.kernels.vectors import (
    INDEX,
    VECTOR_BYTES,
    add_product,
    load,
    number_at,
    splat,
    store,
    typed,
)

ROWS = 3  # output rows of a tile
VECTORS = 4  # vectors of neighbouring outputs in each of them


def plain_slide(out, at, pitch, cells, here, hop, offsets, weights, tall, wide, R, TALL, WIDE):
    """Add products to rows r < R of out.

    out[at + r·pitch + p] = Σ_i Σ_j weights[i·wide + j] · cells[start + p],

    start = here + (r + i)·hop + offsets[j], for r < R rows and p < VECTORS vectors of neighbouring
    outputs, i < tall, j < wide. The code is written for tall = TALL and wide = WIDE, as loops of
    few turns cost as much as what they repeat; 0 is any, for TALL any ≥ R.
    """
    width = VECTORS * (VECTOR_BYTES // out.itemsize)
    for r in range(R):
        total = np.zeros(width, out.dtype)
        for i in range(tall):
            for j in range(wide):
                start = here + (r + i) * hop + offsets[j]
                total += weights[i * wide + j] * cells[start : start + width]
        out[at + r * pitch : at + r * pitch + width] = total


def emit_slide(
    builder, element, out, at, pitch, cells, here, hop, offsets, weights, tall, wide, R, TALL, WIDE
):  # fmt: skip
    """Write its instructions, row by row: each is added to the output rows that it reaches."""
    vector, starts = _vectors(element)
    zero = ir.Constant(vector, [0.0] * vector.count)
    sums = [[cgutils.alloca_once_value(builder, zero) for _ in starts] for _ in range(R)]
    cells = builder.gep(cells, [here])
    tall, wide = INDEX(TALL) if TALL else tall, INDEX(WIDE) if WIDE else wide

    def add_tap(line, taps, reached, j):
        shifted = builder.gep(line, [builder.load(builder.gep(offsets, [j]))])
        splats = [splat(builder, number_at(builder, tap, j), vector.count) for tap in taps]
        for v, start in enumerate(starts):
            value = load(builder, builder.gep(shifted, [start]), vector)
            for r, weight in zip(reached, splats, strict=True):
                add_product(builder, sums[r][v], weight, value)

    def add_row(row, reached):
        line = builder.gep(cells, [builder.mul(row, hop)])
        taps = [
            builder.gep(weights, [builder.mul(builder.sub(row, INDEX(r)), wide)]) for r in reached
        ]
        if WIDE:
            for j in range(WIDE):
                add_tap(line, taps, reached, INDEX(j))
        else:
            with cgutils.for_range(builder, wide) as loop:
                add_tap(line, taps, reached, loop.index)

    def add_all_rows():
        for row in range(R - 1):
            add_row(INDEX(row), range(row + 1))
        if TALL:
            for row in range(R - 1, TALL):
                add_row(INDEX(row), range(R))
        else:
            last = cgutils.for_range_slice(builder, INDEX(R - 1), tall, INDEX(1), inc=True)
            with last as (row, _):
                add_row(row, range(R))
        for row in range(R - 1):
            add_row(builder.add(tall, INDEX(row)), range(row + 1, R))

    if TALL == 1:
        lines = [builder.gep(cells, [builder.mul(hop, INDEX(r))]) for r in range(R)]
        with cgutils.for_range(builder, wide) as loop:
            for r, line in enumerate(lines):
                add_tap(line, [weights], [r], loop.index)
    else:
        add_all_rows()

    for r in range(R):
        line = builder.gep(out, [builder.add(at, builder.mul(pitch, INDEX(r)))])
        for v, start in enumerate(starts):
            store(builder, builder.load(sums[r][v]), builder.gep(line, [start]))


def plain_slide_complex(real, imaginary, at, offsets, re, im, first, wide):
    """Compute z[at + p] = Σ_j w[first + j] · z[at + offsets[j] + p] in place.

    p < VECTORS vectors.

    z = real + i·imaginary, w = re + i·im; the offsets are not negative.
    """
    width = VECTORS * (VECTOR_BYTES // real.itemsize)
    total = np.zeros((2, width), real.dtype)
    for j in range(wide):
        cells = slice(at + offsets[j], at + offsets[j] + width)
        x, y, u, v = real[cells], imaginary[cells], re[first + j], im[first + j]
        total[0] += u * x - v * y
        total[1] += u * y + v * x
    real[at : at + width], imaginary[at : at + width] = total


def emit_slide_complex(builder, element, real, imaginary, at, offsets, re, im, first, wide):
    """Write the instructions of `plain_slide_complex`."""
    vector, starts = _vectors(element)
    zero = ir.Constant(vector, [0.0] * vector.count)
    sums = [[cgutils.alloca_once_value(builder, zero) for _ in starts] for _ in range(2)]
    real, imaginary = builder.gep(real, [at]), builder.gep(imaginary, [at])
    re, im = builder.gep(re, [first]), builder.gep(im, [first])
    with cgutils.for_range(builder, wide) as loop:
        offset = builder.load(builder.gep(offsets, [loop.index]))
        u = splat(builder, number_at(builder, re, loop.index), vector.count)
        v = splat(builder, number_at(builder, im, loop.index), vector.count)
        minus_v = builder.fneg(v)
        for s, start in enumerate(starts):
            place = builder.add(offset, start)
            x = load(builder, builder.gep(real, [place]), vector)
            y = load(builder, builder.gep(imaginary, [place]), vector)
            add_product(builder, sums[0][s], u, x)
            add_product(builder, sums[1][s], u, y)
            add_product(builder, sums[0][s], minus_v, y)
            add_product(builder, sums[1][s], v, x)
    for part, total in zip((real, imaginary), sums, strict=True):
        for s, start in enumerate(starts):
            store(builder, builder.load(total[s]), builder.gep(part, [start]))


def plain_butterfly(real, imaginary, at, apart, twiddles, first, INVERSE):
    """Take one step of a Fourier transform on four vectors, `apart` from each other.

    a, b, c, d become a+b+c+d, (a−ib−c+id)·u, (a−b+c−d)·u², (a+ib−c−id)·u³, the powers of u in
    twiddles[first …] as (re, im) pairs; INVERSE undoes that, but for a factor of 4.
    """
    width = VECTOR_BYTES // real.itemsize
    cells = [slice(at + q * apart, at + q * apart + width) for q in range(4)]
    a, b, c, d = (real[s] + 1j * imaginary[s] for s in cells)
    powers = twiddles[first : first + 6 : 2] + 1j * twiddles[first + 1 : first + 6 : 2]
    if INVERSE:
        b, c, d = b * powers[0].conj(), c * powers[1].conj(), d * powers[2].conj()
        results = a + b + c + d, a - c + 1j * (b - d), a - b + c - d, a - c - 1j * (b - d)
    else:
        results = (
            a + b + c + d,
            (a - c - 1j * (b - d)) * powers[0],
            (a - b + c - d) * powers[1],
            (a - c + 1j * (b - d)) * powers[2],
        )
    for s, result in zip(cells, results, strict=True):
        real[s], imaginary[s] = result.real, result.imag


def emit_butterfly(builder, element, real, imaginary, at, apart, twiddles, first, INVERSE):
    """Write the instructions of `plain_butterfly`."""
    vector, _ = _vectors(element)
    places = [builder.add(at, builder.mul(apart, INDEX(q))) for q in range(4)]
    pointers = [(builder.gep(real, [p]), builder.gep(imaginary, [p])) for p in places]
    numbers = [tuple(load(builder, part, vector) for part in pair) for pair in pointers]
    twiddles = builder.gep(twiddles, [first])
    powers = [
        tuple(splat(builder, number_at(builder, twiddles, INDEX(q)), vector.count) for q in pair)
        for pair in ((0, 1), (2, 3), (4, 5))
    ]
    if INVERSE:
        powers = [(u, builder.fneg(v)) for u, v in powers]
        numbers = [numbers[0], *map(_times(builder), numbers[1:], powers)]
    (ar, ai), (br, bi), (cr, ci), (dr, di) = numbers
    add, sub = builder.fadd, builder.fsub
    even, odd = (add(ar, cr), add(ai, ci)), (sub(ar, cr), sub(ai, ci))
    both, turned = (add(br, dr), add(bi, di)), (sub(bi, di), sub(dr, br))  # turned: −i·(b − d)
    results = [
        (add(even[0], both[0]), add(even[1], both[1])),
        (add(odd[0], turned[0]), add(odd[1], turned[1])),
        (sub(even[0], both[0]), sub(even[1], both[1])),
        (sub(odd[0], turned[0]), sub(odd[1], turned[1])),
    ]
    if INVERSE:
        results[1], results[3] = results[3], results[1]
    else:
        results = [results[0], *map(_times(builder), results[1:], powers)]
    for pair, result in zip(pointers, results, strict=True):
        for pointer, part in zip(pair, result, strict=True):
            store(builder, part, pointer)


def _vectors(element):
    """Return the vector type, and where each vector of a tile's row begins."""
    lanes = VECTOR_BYTES // (4 if element == ir.FloatType() else 8)
    return ir.VectorType(element, lanes), [INDEX(v * lanes) for v in range(VECTORS)]


def _times(builder):
    """Multiply vectors of complex numbers."""

    def times(z, w):
        (x, y), (u, v) = z, w
        contract = ("contract",)
        xu, xv = builder.fmul(x, u, flags=contract), builder.fmul(x, v, flags=contract)
        yu, yv = builder.fmul(y, u, flags=contract), builder.fmul(y, v, flags=contract)
        return builder.fsub(xu, yv, flags=contract), builder.fadd(xv, yu, flags=contract)

    return times


@intrinsic(prefer_literal=True)
def _slide(
    typing_context, out, at, pitch, cells, here, hop, offsets, weights, tall, wide, R, TALL, WIDE
):  # fmt: skip
    return typed(
        emit_slide, 3, out, at, pitch, cells, here, hop, offsets, weights, tall, wide, R, TALL, WIDE
    )


@intrinsic(prefer_literal=True)
def _slide_complex(typing_context, real, imaginary, at, offsets, re, im, first, wide):
    return typed(emit_slide_complex, 0, real, imaginary, at, offsets, re, im, first, wide)


@intrinsic(prefer_literal=True)
def _butterfly(typing_context, real, imaginary, at, apart, twiddles, first, INVERSE):
    return typed(emit_butterfly, 1, real, imaginary, at, apart, twiddles, first, INVERSE)


@intrinsic
def _same_type(typing_context, array):
    """Return `array` in the type of a writable one: what takes both is compiled only once."""
    kind = array.copy(readonly=False)

    def generate(context, builder, signature, arguments):
        return impl_ret_borrowed(context, builder, kind, arguments[0])

    return kind(array), generate


slide = plain_slide if config.DISABLE_JIT else _slide
slide_complex = plain_slide_complex if config.DISABLE_JIT else _slide_complex
butterfly = plain_butterfly if config.DISABLE_JIT else _butterfly
same_type = np.asarray if config.DISABLE_JIT else _same_type

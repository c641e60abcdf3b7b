"""Tiles of Winograd's convolution: its three transforms, and the product of matrices between them.

y = Aᵀ·[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]·A is the correlation of 6×6 cells d with 3×3 weights g: 4×4 outputs
by 36 multiplications, not 144. It multiplies polynomials by their values at a few points (Toom and
Cook) and, over all channels, sums before Aᵀ·…·A. Source: Lavin & Gray, "Fast algorithms for
convolutional neural networks" (2016).

The points 0, ±3/4, ±3/2 and ∞ keep the rounding errors two to six times smaller than the usual
0, ±1, ±2 and ∞: all matrices have entries of similar size. Their numbers are exact in float32
but for those of G.

As in `conv_tiles`, each tile stands here twice.
"""

from fractions import Fraction

import numpy as np
from llvmlite import ir
from numba import config
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.vectors import (
    INDEX,
    VECTOR_BYTES,
    add_product,
    bytes_of,
    load,
    repeat,
    silently,
    splat,
    store,
    typed,
)

POINTS = tuple(Fraction(quarters, 4) for quarters in (0, 3, -3, 6, -6))
SIDE, MADE, TAPS = 6, 4, 3  # cells, outputs and weights along one axis of a tile


def _times_root(polynomial, root):
    """Return the coefficients, lowest first, of a polynomial · (x − root)."""
    by_x, by_root = [0, *polynomial], [root * c for c in polynomial] + [0]
    return [a - b for a, b in zip(by_x, by_root, strict=True)]


def _transposed(matrix):
    return [list(column) for column in zip(*matrix, strict=True)]


def _matrices():
    """Return Bᵀ, G and Aᵀ, exact."""
    cells, weights, values = [], [], []
    for point in (*POINTS, None):
        rest = [Fraction(1)]
        norm = Fraction(1)
        for other in POINTS:
            if other != point:
                rest = _times_root(rest, other)
                norm *= point - other if point is not None else 1
        cells.append(rest + [Fraction(0)] * (SIDE - len(rest)))
        if point is None:
            powers = {count: [Fraction(0)] * (count - 1) + [Fraction(1)] for count in (3, 4)}
        else:
            powers = {count: [point**power for power in range(count)] for count in (3, 4)}
        weights.append([power / norm for power in powers[TAPS]])
        values.append(powers[MADE])
    return cells, weights, _transposed(values)


_CELLS, _WEIGHTS, _OUTPUTS = _matrices()
# The gradient of the weights is Gᵀ·[(A·e·Aᵀ) ⊙ (Bᵀ·d·B)]·G for the gradients e of the outputs.
MATRICES = _CELLS, _WEIGHTS, _OUTPUTS, _transposed(_OUTPUTS), _transposed(_WEIGHTS)
OF_CELLS, OF_WEIGHTS, OF_OUTPUTS, OF_GRADIENTS, OF_TAPS = range(5)  # in MATRICES


@silently
def plain_combine(
    out, at, hop, step, cells, here, cell_hop, cell_step, count, bias, first, WHICH, ADD
):
    """Combine rows of cells by a matrix.

    out[at + n·step + r·hop + l] = Σ_i T[r, i] · cells[here + n·cell_step + i·cell_hop + l]

    for n < count, all rows r of the matrix T = MATRICES[WHICH] and the lanes l of one vector;
    with ADD, plus bias[first + l].
    """
    matrix = np.array(MATRICES[WHICH], out.dtype)
    lanes = VECTOR_BYTES // out.itemsize
    for n in range(count):
        line = here + n * cell_step
        taken = np.array([cells[line + i * cell_hop :][:lanes] for i in range(matrix.shape[1])])
        for r, value in enumerate(matrix @ taken):
            place = at + n * step + r * hop
            out[place : place + lanes] = value + bias[first : first + lanes] if ADD else value


def emit_combine(
    builder, element, out, at, hop, step, cells, here, cell_hop, cell_step, count, bias, first,
    WHICH, ADD,
):  # fmt: skip
    """Write the instructions of `plain_combine`."""
    vector = ir.VectorType(element, VECTOR_BYTES // bytes_of(element))
    matrix = MATRICES[WHICH]
    out, cells = builder.gep(out, [at]), builder.gep(cells, [here])
    offset = load(builder, builder.gep(bias, [first]), vector) if ADD else None
    taken = [builder.mul(cell_hop, INDEX(i)) for i in range(len(matrix[0]))]
    places = [builder.mul(hop, INDEX(r)) for r in range(len(matrix))]
    with repeat(builder, count) as n:
        line = builder.gep(cells, [builder.mul(n, cell_step)])
        to = builder.gep(out, [builder.mul(n, step)])
        values = [load(builder, builder.gep(line, [place]), vector) for place in taken]
        for row, place in zip(matrix, places, strict=True):
            store(builder, _weighed(builder, row, values, offset), builder.gep(to, [place]))


def _weighed(builder, row, values, total):
    """Return the sum of the values times a row's numbers, and of `total`, if there is one."""
    terms = sorted((term for term in zip(row, values, strict=True) if term[0]), key=_is_no_one)
    for factor, value in terms:
        if total is None:
            total = value if factor == 1 else builder.fmul(_constant(factor, value), value)
        elif factor == 1:
            total = builder.fadd(total, value)
        else:
            product = builder.fmul(_constant(factor, value), value, flags=("contract",))
            total = builder.fadd(total, product, flags=("contract",))
    return total


def _is_no_one(term):
    return term[0] != 1


def _constant(factor, value):
    return ir.Constant(value.type, [float(factor)] * value.type.count)


@silently
def plain_add_products(out, at, left, here, step, hop, right, there, count, MB, HALVES):
    """Add a product of matrices, left (MB × count) and right (count × K), to `out`.

    out[at + m·K + k] += Σ_t left[here + m·step + t·hop] · right[there + t·K + k]
    for m < MB and k < K, as many as HALVES half vectors hold; t < count.
    """
    wide = HALVES * (VECTOR_BYTES // out.itemsize // 2)
    table = right[there : there + count * wide].reshape(count, wide)
    for m in range(MB):
        row = left[here + m * step :: hop][:count]
        out[at + m * wide : at + (m + 1) * wide] += row @ table


def emit_add_products(
    builder, element, out, at, left, here, step, hop, right, there, count, MB, HALVES
):
    """Write the instructions of `plain_add_products`."""
    lanes = VECTOR_BYTES // bytes_of(element)
    vector = ir.VectorType(element, lanes)
    columns = [INDEX(v * lanes) for v in range(HALVES // 2)]
    wide = INDEX(HALVES * lanes // 2)
    out, left = builder.gep(out, [at]), builder.gep(left, [here])
    right = builder.gep(right, [there])
    rows = [builder.gep(out, [builder.mul(wide, INDEX(m))]) for m in range(MB)]
    places = [builder.gep(left, [builder.mul(step, INDEX(m))]) for m in range(MB)]
    sums = {
        (m, v): cgutils.alloca_once_value(builder, load(builder, builder.gep(row, [c]), vector))
        for m, row in enumerate(rows)
        for v, c in enumerate(columns)
    }
    with repeat(builder, count) as t:
        line = builder.gep(right, [builder.mul(t, wide)])
        loaded = [load(builder, builder.gep(line, [column]), vector) for column in columns]
        along = builder.mul(t, hop)
        for m, place in enumerate(places):
            value = splat(builder, builder.load(builder.gep(place, [along])), lanes)
            for v, other in enumerate(loaded):
                add_product(builder, sums[m, v], value, other)
    for m, row in enumerate(rows):
        for v, column in enumerate(columns):
            store(builder, builder.load(sums[m, v]), builder.gep(row, [column]))


@intrinsic(prefer_literal=True)
def _combine(
    typing_context, out, at, hop, step, cells, here, cell_hop, cell_step, count, bias, first,
    WHICH, ADD,
):  # fmt: skip
    return typed(
        emit_combine, 2, out, at, hop, step, cells, here, cell_hop, cell_step, count, bias, first,
        WHICH, ADD,
    )  # fmt: skip


@intrinsic(prefer_literal=True)
def _add_products(typing_context, out, at, left, here, step, hop, right, there, count, MB, HALVES):
    return typed(
        emit_add_products, 2, out, at, left, here, step, hop, right, there, count, MB, HALVES
    )


combine = plain_combine if config.DISABLE_JIT else _combine
add_products = plain_add_products if config.DISABLE_JIT else _add_products

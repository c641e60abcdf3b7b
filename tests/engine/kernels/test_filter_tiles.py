"""The tiles of the picture filters: each against its plain definition, and for other machines."""

import llvmlite.binding as llvm
import numpy as np
import pytest
from llvmlite import ir

from engine.kernels import filter_tiles as tiles
from engine.kernels import vectors
from engine.kernels.compiled import compiled
from engine.kernels.filter_tiles import ROWS

TYPES = [np.float32, np.float64]


@compiled
def call_slide(out, cells, offsets, weights, tall, wide):
    tiles.slide(out, 5, 300, cells, 2, 400, offsets, weights, tall, wide, ROWS, 0, 0)
    tiles.slide(out, 1000, 300, cells, 2, 400, offsets, weights, tall, wide, 1, 0, 0)


@compiled
def call_known(out, cells, offsets, weights):
    tiles.slide(out, 5, 300, cells, 2, 400, offsets, weights, 3, 3, ROWS, 3, 3)
    tiles.slide(out, 1000, 300, cells, 2, 400, offsets, weights, 5, 5, ROWS, 5, 5)
    tiles.slide(out, 2000, 300, cells, 2, 400, offsets, weights, 1, 5, ROWS, 1, 0)
    tiles.slide(out, 3000, 300, cells, 2, 400, offsets, weights, 7, 1, ROWS, 0, 1)


@compiled
def call_complex(real, imaginary, offsets, re, im):
    tiles.slide_complex(real, imaginary, 7, offsets, re, im, 2, len(offsets))


@compiled
def call_butterflies(real, imaginary, twiddles):
    tiles.butterfly(real, imaginary, 3, 70, twiddles, 1, 0)
    tiles.butterfly(real, imaginary, 300, 70, twiddles, 1, 1)


def numbers(seed, dtype, *counts):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=count).astype(dtype) for count in counts]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(("tall", "wide"), [(3, 1), (3, 4), (4, 7), (9, 3)])
def test_sliding(dtype, tall, wide):
    cells, weights = numbers(tall, dtype, 6000, tall * wide)
    offsets = np.arange(wide) * 3
    out, expected = np.zeros((2, 2000), dtype)
    call_slide(out, cells, offsets, weights, tall, wide)
    for at, rows in ((5, ROWS), (1000, 1)):
        tiles.plain_slide(
            expected, at, 300, cells, 2, 400, offsets, weights, tall, wide, rows, 0, 0
        )
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", TYPES)
def test_sliding_with_a_kernel_known_beforehand(dtype):
    cells, weights = numbers(0, dtype, 6000, 25)
    offsets = np.arange(5)
    out, expected = np.zeros((2, 4000), dtype)
    call_known(out, cells, offsets, weights)
    for at, tall, wide in ((5, 3, 3), (1000, 5, 5), (2000, 1, 5), (3000, 7, 1)):
        tiles.plain_slide(
            expected, at, 300, cells, 2, 400, offsets, weights, tall, wide, ROWS, tall, wide
        )
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", TYPES)
def test_sliding_over_complex_numbers(dtype):
    parts = numbers(1, dtype, 400, 400)
    weights = numbers(2, dtype, 12, 12)
    offsets = np.array([0, 3, 40, 41, 90])
    expected = [part.copy() for part in parts]
    call_complex(*parts, offsets, *weights)
    tiles.plain_slide_complex(*expected, 7, offsets, *weights, 2, 5)
    np.testing.assert_allclose(parts, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", TYPES)
def test_butterflies(dtype):
    parts = numbers(3, dtype, 600, 600)
    (twiddles,) = numbers(4, dtype, 9)
    expected = [part.copy() for part in parts]
    call_butterflies(*parts, twiddles)
    tiles.plain_butterfly(*expected, 3, 70, twiddles, 1, 0)
    tiles.plain_butterfly(*expected, 300, 70, twiddles, 1, 1)
    np.testing.assert_allclose(parts, expected, rtol=1e-4, atol=1e-5)


def test_a_butterfly_can_be_undone():
    angles = np.array([0.3, 0.6, 0.9])
    twiddles = np.stack([np.cos(angles), np.sin(angles)], axis=1).ravel()
    parts = numbers(5, np.float64, 300, 300)
    before = [part.copy() for part in parts]
    for inverse in (0, 1):
        tiles.plain_butterfly(*parts, 0, 70, twiddles, 0, inverse)
    width = vectors.VECTOR_BYTES // 8
    for part, original in zip(parts, before, strict=True):
        for q in range(4):
            cells = slice(70 * q, 70 * q + width)
            np.testing.assert_allclose(part[cells], 4 * original[cells], rtol=1e-12, atol=1e-12)


def module_of(element):
    """A module with each tile as a function of pointers and numbers."""
    module, index, pointer = ir.Module(), vectors.INDEX, element.as_pointer()
    table = index.as_pointer()
    slide = [pointer, index, index, pointer, index, index, table, pointer, index, index]
    complex_numbers = [pointer, pointer, index, table, pointer, pointer, index, index]
    butterfly = [pointer, pointer, index, index, pointer, index]
    for name, emit, arguments, literals in (
        ("slide", tiles.emit_slide, slide, (ROWS, 0, 0)),
        ("unrolled", tiles.emit_slide, slide, (ROWS, 5, 5)),
        ("row", tiles.emit_slide, slide, (ROWS, 1, 0)),
        ("column", tiles.emit_slide, slide, (ROWS, 0, 1)),
        ("complex", tiles.emit_slide_complex, complex_numbers, ()),
        ("forwards", tiles.emit_butterfly, butterfly, (0,)),
        ("backwards", tiles.emit_butterfly, butterfly, (1,)),
    ):
        function = ir.Function(module, ir.FunctionType(ir.VoidType(), arguments), name)
        builder = ir.IRBuilder(function.append_basic_block())
        emit(builder, element, *function.args, *literals)
        builder.ret_void()
    return module


@pytest.mark.parametrize(
    ("triple", "cpu", "multiply_add"),
    [
        ("aarch64-unknown-linux-gnu", "neoverse-n1", "fmla"),
        ("x86_64-unknown-linux-gnu", "haswell", "vfmadd"),
        ("x86_64-unknown-linux-gnu", "znver4", "vfmadd"),
    ],
)
@pytest.mark.parametrize("element", [ir.FloatType(), ir.DoubleType()])
def test_the_tiles_compile_for_other_machines(triple, cpu, multiply_add, element):
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    module = llvm.parse_assembly(str(module_of(element)))
    module.verify()
    machine = llvm.Target.from_triple(triple).create_target_machine(cpu=cpu, opt=2)
    assert machine.emit_assembly(module).count(multiply_add) > 20

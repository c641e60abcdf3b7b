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
ROOM = 10 * ROWS * 4 * 16  # rows of waiting sums


@compiled
def call_slide(out, cells, offsets, weights, tall, wide, room):
    if tall >= ROWS:
        tiles.slide(out, 5, 300, cells, 2, 400, offsets, weights, tall, wide, room, ROWS, 0, 0)
    tiles.slide(out, 1000, 300, cells, 2, 400, offsets, weights, tall, wide, room, 1, 0, 0)


@compiled
def call_known(out, cells, offsets, weights, tall, wide, room):
    tiles.slide(out, 5, 300, cells, 2, 400, offsets, weights, 3, 3, room, ROWS, 3, 3)
    tiles.slide(out, 1000, 300, cells, 2, 400, offsets, weights, 5, 5, room, ROWS, 5, 5)
    tiles.slide(out, 2000, 300, cells, 2, 400, offsets, weights, 1, wide, room, ROWS, 1, 0)
    tiles.slide(out, 3000, 300, cells, 2, 400, offsets, weights, tall, 1, room, ROWS, 0, 1)


def numbers(seed, dtype, *counts):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=count).astype(dtype) for count in counts]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    ("tall", "wide"),
    [(3, 1), (3, 4), (4, 7), (9, 3), (1, 50), (60, 1), (15, 15), (16, 16), (17, 17), (40, 35)],
)
def test_sliding(dtype, tall, wide):
    cells, weights = numbers(tall, dtype, 30_000, tall * wide)
    offsets, room = np.arange(wide) * 3, np.empty(ROOM, dtype)
    out, expected = np.zeros((2, 2000), dtype)
    call_slide(out, cells, offsets, weights, tall, wide, room)
    for at, rows in ((5, ROWS), (1000, 1)):
        if tall >= rows:
            tiles.plain_slide(
                expected, at, 300, cells, 2, 400, offsets, weights, tall, wide, room, rows, 0, 0
            )
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(("tall", "wide"), [(7, 5), (20, 20), (21, 41), (60, 100)])
def test_sliding_with_a_kernel_known_beforehand(dtype, tall, wide):
    cells, weights = numbers(0, dtype, 30_000, 100)
    offsets, room = np.arange(wide), np.empty(ROOM, dtype)
    out, expected = np.zeros((2, 4000), dtype)
    call_known(out, cells, offsets, weights, tall, wide, room)
    for at, high, broad in ((5, 3, 3), (1000, 5, 5), (2000, 1, wide), (3000, tall, 1)):
        tiles.plain_slide(
            expected, at, 300, cells, 2, 400, offsets, weights, high, broad, room, ROWS, 0, 0
        )
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-4)


def module_of(element):
    """A module with each tile as a function of pointers and numbers."""
    module, index, pointer = ir.Module(), vectors.INDEX, element.as_pointer()
    table = index.as_pointer()
    arguments = [pointer, index, index, pointer, index, index, table, pointer, index, index]
    for name, literals in (
        ("slide", (ROWS, 0, 0)),
        ("unrolled", (ROWS, 5, 5)),
        ("row", (ROWS, 1, 0)),
        ("column", (ROWS, 0, 1)),
        ("lone", (1, 0, 0)),
    ):
        kind = ir.FunctionType(ir.VoidType(), [*arguments, pointer])
        function = ir.Function(module, kind, name)
        builder = ir.IRBuilder(function.append_basic_block())
        tiles.emit_slide(builder, element, *function.args, *literals)
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

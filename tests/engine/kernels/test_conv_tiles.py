"""The register tiles: each against its plain definition, and compiled for other machines."""

import llvmlite.binding as llvm
import numpy as np
import pytest
from llvmlite import ir
from numba import config

from engine.kernels import (
    conv_gradient_tiles,
    conv_tiles,
    pooling_tiles,
    row_tiles,
    vectors,
    winograd_tiles,
)
from engine.kernels.compiled import compiled
from engine.kernels.conv import BLOCKS
from engine.kernels.conv_gradients import FILTER_TAPS, POSITION_TAPS
from engine.kernels.pairwise import BLOCK

TYPES = [np.float32, np.float64]
KB, HALVES = next(iter(BLOCKS)), 3
ROOM = 8 * 10 * 2 * 16  # rows of waiting sums, each of ten filters × two vectors at most


@compiled
def call_sum_taps(out, cells, starts, low, taps, weights, places, bias, last, room):
    conv_tiles.sum_taps(
        out, 3, 200, cells, 2, starts, low, taps, weights, 5, 9, places, bias, 0, last, room, KB,
        HALVES,
    )  # fmt: skip


@compiled
def call_sum_positions(out, grad, cells, starts, runs, run):
    conv_gradient_tiles.sum_positions(
        out, grad, 2, 90, cells, 3, 80, starts, 1, runs, run, POSITION_TAPS
    )


@compiled
def call_sum_filters(out, grad, cells, starts, samples, rows, run):
    conv_gradient_tiles.sum_filters(
        out, 1, 40, grad, 2, cells, 3, starts, 1, samples, 150, rows, 50, run, FILTER_TAPS, 3
    )


@compiled
def call_copy(out, source, vectors):
    row_tiles.copy(out, 1, source, 3, vectors, 1)
    row_tiles.copy(out, 101, source, 3, vectors, 2)
    row_tiles.copy(out, 201, source, 3, vectors, 4)
    row_tiles.clear(out, 20, 1)


@compiled
def call_sum_windows(out, cells, starts, taps, weights, room):
    conv_tiles.sum_windows(out, 5, cells, 2, 3, starts, 4, taps, weights, 7, room, 6, 3)


@compiled
def call_rectify(out, source):
    row_tiles.rectify(out, 1, source, 3, 2, 0)
    row_tiles.rectify(out, 64, source, 5, 2, 1)


@compiled
def call_pool_pairs(out, where, source):
    pooling_tiles.pool_pairs(out, 1, where, 2, source, 3, 200, 7, 2, 90, 3, 0)
    pooling_tiles.pool_pairs(out, 64, where, 64, source, 5, 130, 5, 0, 2, 2, 1)
    row_tiles.fence()


@compiled
def call_mean_pairs(out, source):
    pooling_tiles.mean_pairs(out, 1, source, 3, 200, 3, 0)
    pooling_tiles.mean_pairs(out, 64, source, 5, 130, 2, 1)


@compiled
def call_transpose(out, source, rows):
    row_tiles.transpose(out, 3, 5, source, 2, 20, rows)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("last", [0, 3, 100])
@pytest.mark.parametrize("taps", [0, 1, 7, BLOCK, BLOCK + 1, 5 * BLOCK])
def test_sums_over_taps(dtype, taps, last):
    rng = np.random.default_rng(taps)
    cells, weights, bias = (rng.normal(size=n).astype(dtype) for n in (300, 100, KB))
    starts = rng.integers(0, 200, 4 + taps)
    out, expected = np.zeros((2, 3000), dtype)
    places, room = rng.integers(0, 9, 4 + taps), np.empty(ROOM, dtype)
    call_sum_taps(out, cells, starts, 4, taps, weights, places, bias, last, room)
    conv_tiles.plain_sum_taps(
        expected, 3, 200, cells, 2, starts, 4, taps, weights, 5, 9, places, bias, 0, last, room,
        KB, HALVES,
    )  # fmt: skip
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("run", [1, 3, 8, 16, 37, 64])
def test_sums_over_positions(dtype, run):
    rng = np.random.default_rng(run)
    grad = rng.normal(size=2 + 90 + run).astype(dtype)
    cells = rng.normal(size=3 + 80 + 40 + run).astype(dtype)  # not one more than are read
    starts = np.array([90, 40, 0, 7, 39, 5, 1, 2, 3, 4])
    out, expected = np.zeros((2, 60), dtype)
    call_sum_positions(out, grad, cells, starts, 2, run)
    conv_gradient_tiles.plain_sum_positions(
        expected, grad, 2, 90, cells, 3, 80, starts, 1, 2, run, POSITION_TAPS
    )
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", TYPES)
def test_sums_over_positions_for_filters(dtype):
    rng = np.random.default_rng(0)
    grad, cells = (rng.normal(size=n).astype(dtype) for n in (2 + 42 * 24, 500))
    starts = np.array([90, 40, 0, 7, 39, 5, 1, 2, 3, 4])
    out = rng.normal(size=600).astype(dtype)
    expected = out.copy()
    call_sum_filters(out, grad, cells, starts, 2, 3, 7)
    conv_gradient_tiles.plain_sum_filters(
        expected, 1, 40, grad, 2, cells, 3, starts, 1, 2, 150, 3, 50, 7, FILTER_TAPS, 3
    )
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("taps", [0, 1, 7, BLOCK, BLOCK + 1, 5 * BLOCK])
def test_sums_over_taps_for_filters(dtype, taps):
    rng = np.random.default_rng(taps)
    cells, weights = (rng.normal(size=n).astype(dtype) for n in (300, 7 + (1 + taps) * 24))
    starts = rng.integers(0, 200, 4 + taps)
    out, expected = np.zeros((2, 300), dtype)
    room = np.empty(ROOM, dtype)
    call_sum_windows(out, cells, starts, taps, weights, room)
    conv_tiles.plain_sum_windows(expected, 5, cells, 2, 3, starts, 4, taps, weights, 7, room, 6, 3)
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", TYPES)
def test_rectifying(dtype):
    source = np.random.default_rng(0).normal(size=100).astype(dtype)
    source[10:14] = np.nan, np.inf, -np.inf, -0.0
    out, expected = on_border(150, dtype), np.full(150, 77, dtype)
    call_rectify(out, source)
    row_tiles.plain_rectify(expected, 1, source, 3, 2, 0)
    row_tiles.plain_rectify(expected, 64, source, 5, 2, 1)
    np.testing.assert_array_equal(out, expected)


def on_border(count, dtype):
    """So many equal numbers, the first at a multiple of 64 bytes."""
    room = np.full(count + 64, 77, dtype)
    return room[-room.ctypes.data % 64 // room.itemsize :][:count]


@pytest.mark.parametrize("places", [np.uint8, np.int64])
@pytest.mark.parametrize("dtype", TYPES)
def test_pooling_two_by_two(dtype, places):
    rng = np.random.default_rng(0)
    source = rng.integers(-2, 3, 400).astype(dtype)
    source[rng.random(400) < 0.1] = np.nan
    source[rng.random(400) < 0.1] = -np.inf
    out, where = on_border(200, dtype), on_border(200, places)
    best, winners = np.full(200, 77, dtype), np.full(200, 77)
    call_pool_pairs(out, where, source)
    plain = pooling_tiles.plain_pool_pairs
    plain(best, 1, winners, 2, source, 3, 200, 7, 2, 90, 3, 0)
    plain(best, 64, winners, 64, source, 5, 130, 5, 0, 2, 2, 1)
    np.testing.assert_array_equal(out, best)
    np.testing.assert_array_equal(where, winners.astype(places))
    call_mean_pairs(out, source)
    pooling_tiles.plain_mean_pairs(best, 1, source, 3, 200, 3, 0)
    pooling_tiles.plain_mean_pairs(best, 64, source, 5, 130, 2, 1)
    np.testing.assert_array_equal(out, best)


@pytest.mark.parametrize("rows", [1, 5, 40])
@pytest.mark.parametrize("dtype", TYPES)
def test_transposing(dtype, rows):
    source = np.arange(400).astype(dtype)
    out, expected = np.full((2, 600), -1, dtype)
    call_transpose(out, source, rows)
    row_tiles.plain_transpose(expected, 3, 5, source, 2, 20, rows)
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("dtype", TYPES)
def test_copies(dtype):
    source = np.arange(300).astype(dtype)
    out, expected = np.full((2, 400), -1, dtype)
    call_copy(out, source, 2)
    for at, step in ((1, 1), (101, 2), (201, 4)):
        row_tiles.plain_copy(expected, at, source, 3, 2, step)
    row_tiles.plain_clear(expected, 20, 1)
    np.testing.assert_array_equal(out, expected)


def test_the_vectors_of_a_machine():
    assert vectors.machine({"avx": True, "avx2": True, "avx512f": True}) == (64, 32)
    assert vectors.machine({"avx": True, "avx2": True, "avx512f": False}) == (32, 16)
    assert vectors.machine({"neon": True}) == (16, 32)
    assert vectors.machine({}) == (16, 16)


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
def test_the_vectors_follow_the_machine_that_numba_compiles_for(monkeypatch):
    monkeypatch.setattr(config, "CPU_NAME", "haswell")
    assert vectors.machine(vectors._features()) == (32, 16)
    monkeypatch.setattr(config, "CPU_NAME", "generic")
    assert vectors.machine(vectors._features()) == (16, 16)


def module_of(element):
    """A module with each tile as a function of pointers and numbers."""
    module, index, pointer = ir.Module(), vectors.INDEX, element.as_pointer()
    table, two = index.as_pointer(), [index] * 2
    tiles = {
        "sum_taps": (
            conv_tiles.emit_sum_taps,
            [
                pointer,
                *two,
                pointer,
                index,
                table,
                *two,
                pointer,
                *two,
                table,
                pointer,
                *two,
                pointer,
            ],
            (8, 3),
        ),
        "sum_positions": (
            conv_gradient_tiles.emit_sum_positions,
            [pointer, pointer, index, index, pointer, index, index, table, *[index] * 3],
            (9,),
        ),
        "sum_filters": (
            conv_gradient_tiles.emit_sum_filters,
            [pointer, index, index, pointer, index, pointer, index, table, *[index] * 6],
            (9, 3),
        ),
        "sum_windows": (
            conv_tiles.emit_sum_windows,
            [pointer, index, pointer, *two, table, *two, pointer, index, pointer],
            (8, 3),
        ),
        "combine": (
            winograd_tiles.emit_combine,
            [pointer, index, index, index, pointer, *[index] * 4, pointer, index],
            (winograd_tiles.OF_OUTPUTS, 1),
        ),
        "add_products": (
            winograd_tiles.emit_add_products,
            [pointer, index, pointer, index, index, index, pointer, index, index],
            (8, 4),
        ),
        "rectify": (row_tiles.emit_rectify, [pointer, index, pointer, index, index], (1,)),
        "pool_pairs": (
            pooling_tiles.emit_pool_pairs,
            [pointer, index, table, index, pointer, *[index] * 6],
            (1,),
        ),
        "mean_pairs": (
            pooling_tiles.emit_mean_pairs,
            [pointer, index, pointer, *[index] * 3],
            (1,),
        ),
        "transpose": (row_tiles.emit_transpose, [pointer, index, index, pointer, *[index] * 3], ()),
        "copy": (row_tiles.emit_copy, [pointer, index, pointer, index, index], (2,)),
        "clear": (row_tiles.emit_clear, [pointer, index, index], ()),
    }
    for name, (emit, arguments, sizes) in tiles.items():
        function = ir.Function(module, ir.FunctionType(ir.VoidType(), arguments), name)
        builder = ir.IRBuilder(function.append_basic_block())
        emit(builder, element, *function.args, *sizes)
        builder.ret_void()
    return module


@pytest.mark.parametrize(
    ("triple", "cpu", "features", "multiply_add"),
    [
        ("aarch64-unknown-linux-gnu", "neoverse-n1", "", "fmla"),
        ("x86_64-unknown-linux-gnu", "haswell", "", "vfmadd"),
        ("x86_64-unknown-linux-gnu", "znver4", "", "vfmadd"),
    ],
)
@pytest.mark.parametrize("element", [ir.FloatType(), ir.DoubleType()], ids=["float", "double"])
def test_the_tiles_compile_for_other_machines(triple, cpu, features, multiply_add, element):
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(triple).create_target_machine(cpu, features, 3)
    module = module_of(element)
    module.triple = triple
    compiled_module = llvm.parse_assembly(str(module))
    compiled_module.verify()
    options = llvm.create_pipeline_tuning_options(3)
    passes = llvm.create_pass_builder(target, options).getModulePassManager()
    passes.run(compiled_module, llvm.create_pass_builder(target, options))
    assembly = target.emit_assembly(compiled_module)
    assert multiply_add in assembly

"""The words in which register tiles are written: vectors of numbers, as LLVM instructions.

LLVM splits vectors that a machine lacks, so the same instructions serve AVX-512, AVX2 and ARM; only
the width of a vector and the sizes of a tile follow the machine.

Multiplications and additions carry the flag `contract`, which lets them fuse; never `fast`, which
assumes that there are no NaNs. Nothing here checks bounds.
"""

from contextlib import contextmanager

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils

INDEX = ir.IntType(64)

# Plain definitions tell as little of overflow and NaN as vectors do: beyond the outputs that are
# wanted, a tile reads what happens to stand there.
silently = np.errstate(all="ignore")


def machine(features: dict[str, bool]) -> tuple[int, int]:
    """Return (bytes in a vector, vector registers) of a machine with these LLVM features."""
    if features.get("avx512f"):
        return 64, 32
    if features.get("avx"):
        return 32, 16
    return 16, 32 if features.get("neon") else 16


def _features() -> dict[str, bool]:
    """Return those of the machine that Numba compiles for, which NUMBA_CPU_NAME can name."""
    name = config.CPU_NAME
    if name in (None, "host", llvm.get_host_cpu_name()):
        return dict(llvm.get_host_cpu_features())
    return {"avx": name != "generic"}


VECTOR_BYTES, REGISTERS = machine(_features())


@contextmanager
def repeat(builder, times):
    """Write a loop that LLVM leaves as it is: unrolled, tiles would not fit the registers."""
    with cgutils.for_range(builder, times) as loop:
        yield loop.index
        inside = builder.block
    _leave_as_it_is(builder, inside.terminator)


@contextmanager
def repeat_while(builder, condition):
    """Write a loop that runs while `condition()`, asked before each turn, is a true bit."""
    question, inside, after = (
        builder.append_basic_block(f"while.{part}") for part in ("question", "inside", "after")
    )
    builder.branch(question)
    with builder.goto_block(question):
        builder.cbranch(condition(), inside, after)
    builder.position_at_end(inside)
    yield
    _leave_as_it_is(builder, builder.branch(question))
    builder.position_at_end(after)


def _leave_as_it_is(builder, jump):
    """Mark the loop that this jump closes: LLVM does not unroll it."""
    module = builder.module
    # LLVM wants a loop's mark to be its own, and to begin with itself.
    mark = ir.MDValue(module, [], name=str(len(module.metadata)))
    mark.operands = (mark, module.add_metadata(["llvm.loop.unroll.disable"]))
    jump.set_metadata("llvm.loop", mark)


def load(builder, pointer, vector):
    """Load a vector of that type, which may begin at any number."""
    return builder.load(
        builder.bitcast(pointer, vector.as_pointer()), align=bytes_of(vector.element)
    )


def number_at(builder, pointer, index):
    """Load one number."""
    return builder.load(builder.gep(pointer, [index]))


def vectors_of(element, HALVES):
    """Return where a row's vectors begin, and their types, for so many half vectors.

    They are whole ones, then a half.
    """
    lanes = VECTOR_BYTES // bytes_of(element)
    whole = ir.VectorType(element, lanes)
    columns = [(INDEX(v * lanes), whole) for v in range(HALVES // 2)]
    if HALVES % 2:
        columns.append((INDEX(HALVES // 2 * lanes), ir.VectorType(element, lanes // 2)))
    return columns


def store(builder, value, pointer):
    """Store a vector, which may begin at any number."""
    pointer = builder.bitcast(pointer, value.type.as_pointer())
    builder.store(value, pointer, align=bytes_of(value.type.element))


def store_nontemporal(builder, value, pointer):
    """Write past the caches, straight to memory: `pointer` is a multiple of 16 bytes.

    By 16 bytes, as nobody lays arrays at the borders of whole vectors; the processor puts them
    together again.
    """
    lanes = max(1, min(value.type.count, 16 // bytes_of(value.type.element)))
    past = builder.module.add_metadata([ir.IntType(32)(1)])
    for first in range(0, value.type.count, lanes):
        order = ir.Constant(ir.VectorType(ir.IntType(32), lanes), list(range(first, first + lanes)))
        part = builder.shuffle_vector(value, value, order)
        place = builder.gep(pointer, [INDEX(first)])
        place = builder.bitcast(place, part.type.as_pointer())
        builder.store(part, place, align=16).set_metadata("nontemporal", past)


def prefetch(builder, pointer):
    """Ask for the cache line that is there; an address outside of all arrays does no harm."""
    byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
    ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
    builder.call(ask, [builder.bitcast(pointer, byte), number(0), number(3), number(1)])


def bytes_of(element):
    """Return the size of a number of that type."""
    if isinstance(element, ir.IntType):
        return element.width // 8
    return 4 if element == ir.FloatType() else 8


def splat(builder, value, lanes):
    """Return a vector of `lanes` copies of `value`."""
    one = ir.Constant(ir.VectorType(value.type, lanes), ir.Undefined)
    one = builder.insert_element(one, value, ir.IntType(32)(0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
    return builder.shuffle_vector(one, one, zeros)


def add_product(builder, total, a, b):
    """Add a·b to the vector that stands at `total`."""
    product = builder.fmul(a, b, flags=("contract",))
    builder.store(builder.fadd(builder.load(total), product, flags=("contract",)), total)


def first_lanes(builder, count, lanes):
    """Return a mask of the lanes before `count`."""
    numbers = ir.Constant(ir.VectorType(INDEX, lanes), list(range(lanes)))
    return builder.icmp_signed("<", numbers, splat(builder, count, lanes))


def load_masked(builder, pointer, vector, mask):
    """Load with zeros in the other lanes, whose memory is not touched."""
    pointer_type = vector.as_pointer()
    kind = ir.FunctionType(vector, [pointer_type, ir.IntType(32), mask.type, vector])
    suffix = f"v{vector.count}f{8 * bytes_of(vector.element)}"
    load = cgutils.get_or_insert_function(
        builder.module, kind, f"llvm.masked.load.{suffix}.p0{suffix}"
    )
    zero = ir.Constant(vector, [0.0] * vector.count)
    align = ir.IntType(32)(bytes_of(vector.element))
    return builder.call(load, [builder.bitcast(pointer, pointer_type), align, mask, zero])


def add_across(builder, value):
    """Return the sum of the lanes of a vector, halves first."""
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


def typed(emit, literals, *kinds):
    """Return signature and generator of arrays, numbers, and last, as literals, block sizes."""
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

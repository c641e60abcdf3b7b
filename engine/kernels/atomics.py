"""Numbers in memory that several threads change at once, and moments without work.

A number is named by the address of an array of int64 and its place there.
"""

import os

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

_NUMBER = ir.IntType(64)
_BYTES = 8

# The word for a pause and what it takes, by processor. ARM's `yield` takes no time on most of them;
# an `isb` empties the pipeline, as long as a pause elsewhere (15: of the whole system).
_ISB = "llvm.aarch64.isb", 15
_PAUSES = {"x86_64": ("llvm.x86.sse2.pause",), "aarch64": _ISB, "arm64": _ISB}


def _place(builder, address, place):
    there = builder.add(address, builder.mul(place, _NUMBER(_BYTES)))
    return builder.inttoptr(there, _NUMBER.as_pointer())


@intrinsic
def look(_typing, address, place):
    """Read the number that is there now; the compiler may not remember an older one."""

    def generate(context, builder, signature, arguments):
        return builder.load_atomic(_place(builder, *arguments), "seq_cst", _BYTES)

    return types.int64(types.int64, types.int64), generate


@intrinsic
def put(_typing, address, place, number):
    """Write it, after all that was written before."""

    def generate(context, builder, signature, arguments):
        *where, number = arguments
        builder.store_atomic(number, _place(builder, *where), "seq_cst", _BYTES)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


@intrinsic
def add(_typing, address, place, number):
    """Add to the number that is there, and return what it was before."""

    def generate(context, builder, signature, arguments):
        *where, number = arguments
        return builder.atomic_rmw("add", _place(builder, *where), number, "seq_cst")

    return types.int64(types.int64, types.int64, types.int64), generate


@intrinsic
def exchange(_typing, address, place, number):
    """Write it, and return what was there before."""

    def generate(context, builder, signature, arguments):
        *where, number = arguments
        return builder.atomic_rmw("xchg", _place(builder, *where), number, "seq_cst")

    return types.int64(types.int64, types.int64, types.int64), generate


@intrinsic
def pause(_typing):
    """Leave the core to its other thread for some cycles, where the processor has a word for it."""

    def generate(context, builder, signature, arguments):
        processor = builder.module.triple.split("-")[0]
        if processor in _PAUSES:
            name, *numbers = _PAUSES[processor]
            taken = [ir.IntType(32)(number) for number in numbers]
            kind = ir.FunctionType(ir.VoidType(), [number.type for number in taken])
            builder.call(builder.module.declare_intrinsic(name, (), kind), taken)
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic
def give_way(_typing):
    """Let another thread have this core, where the system has a word for it."""

    def generate(context, builder, signature, arguments):
        if hasattr(os, "sched_yield"):
            word = ir.FunctionType(ir.IntType(32), [])
            builder.call(cgutils.get_or_insert_function(builder.module, word, "sched_yield"), [])
        return context.get_dummy_value()

    return types.void(), generate

"""Sharing a kernel's range among threads that need no GIL for it.

A kernel that works on items `first` … `last` has a wrapper which packs what it takes and hands out
the range in parts: to the calling thread, and to every thread of the pool that looks out for work
at that moment. To hand a part to a thread by way of Python takes 10 to 150 µs, the time of many a
layer, as both threads want the GIL at once and one of them falls asleep.

The threads meet at a board, an array of int64 at an address that stays. Who wants work to be
shared claims it, and does it all alone where another thread has claimed it. What stands on it
belongs to whoever has taken one of the parts that were left; the claim ends when nobody is inside.
"""

from collections.abc import Callable

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.compiler import Flags, compile_internal
from numba.extending import intrinsic

from engine.kernels.atomics import add, exchange, give_way, look, pause, put
from engine.kernels.compiled import compiled
from engine.kernels.waiting import LOOKS

# Places on a board, those that change at different times in cache lines of their own. The first
# two are for Python: how many threads look out, and a number that calls them back when it changes.
AWAKE, CALLS = 0, 1
_LEFT, _INSIDE, _CLAIMED = 8, 16, 24
_WORK, _ROOM, _TOTAL, _PARTS, _FAILED = 32, 33, 34, 35, 36
PLACES = 40

_PATIENCE = 1000  # looks before a caller lets others have its core, on which a part may wait


def _unowned(context, builder, kind, value):
    """Return the same without owners.

    Threads that count the owners of one array slow each other down.
    """
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        array.meminfo = array.meminfo.type(None)
        return array._getvalue()
    if isinstance(kind, types.BaseTuple):
        parts = zip(kind.types, cgutils.unpack_tuple(builder, value), strict=True)
        unowned = [_unowned(context, builder, part, number) for part, number in parts]
        return context.make_tuple(builder, kind, unowned)
    return value


def _compile_into_caller(context, kernel, signature):
    """Compile a kernel as a part of the code that is being compiled: nothing else may call it.

    In a library of its own it would go through LLVM twice: a third more time for all kernels.
    """
    flags = Flags()
    kernel.targetdescr.options.parse_as_flags(flags, kernel.targetoptions)
    for unwanted in ("compile", "cpython_wrapper", "cfunc_wrapper"):
        setattr(flags, f"no_{unwanted}", True)
    where = context.typing_context, context, context.active_code_library
    kinds = signature.args, signature.return_type
    return compile_internal(*where, kernel.py_func, *kinds, flags, {})


@intrinsic
def _addresses(_typing, kernel, arguments):
    """Return the addresses of a function that does `kernel`'s work, and of what it takes.

    It is called with from and to.

    They hold until the function returns in which this stands. `arguments` are that function's own,
    which its caller keeps: an array that it made itself would have no owner from here on.
    """
    number = ir.IntType(64)
    part = types.none(*arguments.types, types.int64, types.int64)

    def generate(context, builder, signature, values):
        done = _compile_into_caller(context, kernel.dispatcher, part)
        function = ir.Function(
            builder.module,
            ir.FunctionType(ir.IntType(32), [number, number, number]),
            name=f"{builder.function.name}.part",
        )
        function.linkage = "internal"
        inside = ir.IRBuilder(function.append_basic_block())
        room, first, last = function.args
        room = inside.inttoptr(room, values[1].type.as_pointer())
        taken = cgutils.unpack_tuple(inside, inside.load(room))
        status, _ = context.call_internal_no_propagate(
            inside, done.fndesc, part, [*taken, first, last]
        )
        inside.ret(inside.zext(status.is_error, ir.IntType(32)))
        room = cgutils.alloca_once_value(builder, _unowned(context, builder, arguments, values[1]))
        addresses = [builder.ptrtoint(function, number), builder.ptrtoint(room, number)]
        return context.make_tuple(builder, signature.return_type, addresses)

    return types.UniTuple(types.int64, 2)(kernel, arguments), generate


@intrinsic
def _do(_typing, work, room, first, last):
    """Do a part of packed work; 1 if that failed, otherwise 0."""

    def generate(context, builder, signature, arguments):
        work, *taken = arguments
        kind = ir.FunctionType(ir.IntType(32), [ir.IntType(64)] * 3)
        done = builder.call(builder.inttoptr(work, kind.as_pointer()), taken)
        return builder.zext(done, ir.IntType(64))

    return types.int64(types.int64, types.int64, types.int64, types.int64), generate


@compiled
def _do_part(board, part):
    total, parts = look(board, _TOTAL), look(board, _PARTS)
    first, last = total * part // parts, total * (part + 1) // parts
    if _do(look(board, _WORK), look(board, _ROOM), first, last):
        put(board, _FAILED, 1)


@compiled
def _take_parts(board):
    """Work on the next part until none is left.

    Whoever comes too late leaves a number below 0 behind, until the next work is put there.
    """
    part = add(board, _LEFT, -1)
    while part > 0:
        _do_part(board, part)
        part = add(board, _LEFT, -1)


@compiled
def _parallel_for(board, parts, total, work):
    """Do all of packed work, with the threads that look out at the board, if it is free."""
    function, room = work
    if parts < 2 or exchange(board, _CLAIMED, 1):
        failed = _do(function, room, 0, total)
    else:
        put(board, _WORK, function)
        put(board, _ROOM, room)
        put(board, _TOTAL, total)
        put(board, _PARTS, parts)
        put(board, _FAILED, 0)
        put(board, _LEFT, parts - 1)  # last: whoever takes a part reads all the rest
        # Always the caller's: it is in this core's cache, if in any. (No literal, for which Numba
        # would compile it once more.)
        _do_part(board, np.int64(0))
        _take_parts(board)
        looks = 0
        while look(board, _INSIDE):
            pause()
            looks += 1
            if looks > _PATIENCE:
                give_way()
        failed = look(board, _FAILED)
        put(board, _CLAIMED, 0)
    if failed:  # kernels check nothing: all that can fail in one is to find room
        raise MemoryError("there is not enough memory for this")


@compiled
def _look_out(board, calls, pauses):
    """Take parts until the number of calls is another than `calls`, or none has come for long.

    Returns so many pauses after it was called.
    """
    add(board, AWAKE, 1)
    looks = 0
    while looks < LOOKS and look(board, CALLS) == calls:
        looks += 1
        if look(board, _LEFT) > 0:
            # Inside first: then whoever has claimed the board waits for what is done here.
            add(board, _INSIDE, 1)
            _take_parts(board)
            add(board, _INSIDE, -1)
            looks = 0
        pause()
    add(board, AWAKE, -1)
    if looks < LOOKS:
        for _ in range(pauses):
            pause()


def plain_addresses(kernel, arguments):
    """Pack a kernel and what it takes, for `plain_parallel_for`."""
    return kernel, arguments


def plain_parallel_for(board, parts, total, work):
    """Do all of packed work: in plain Python threads would take turns for the GIL."""
    kernel, arguments = work
    kernel(*arguments, 0, total)


def plain_look_out(board, calls, pauses):
    """Return at once in plain Python: looking would hold the GIL that others need."""


_PLAIN = numba.config.DISABLE_JIT
addresses = plain_addresses if _PLAIN else _addresses
parallel_for = plain_parallel_for if _PLAIN else _parallel_for
look_out: Callable[[int, int, int], None] = plain_look_out if _PLAIN else _look_out

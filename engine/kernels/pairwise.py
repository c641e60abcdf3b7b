"""Long sums in blocks that are added in pairs, so that rounding does not pile up.

n products added one after the other may all be rounded the same way, as in a picture of one
colour: their sum is then off by up to n/2 eps · Σ|products|. Here at most `block` of them are added
so; the blocks' sums are added in pairs, these in pairs again, and so on: on the way of any product
lie block + log2(n / block) roundings at most. Source: Higham, "Accuracy and Stability of Numerical
Algorithms", 2nd edition (2002), section 4.2.

The sums of a tile wait for each other in rows, one for each digit of the number that counts the
blocks in base two: where that gets its carry, a row is added and is free again.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numpy.typing import NDArray

from engine.kernels.vectors import INDEX, load, repeat, repeat_while, store

# Products of a block. Half an eps for each rounding makes 31 eps · Σ|products| of 48 and the 12
# that 196,000 products need besides, a weight's own rounding included.
BLOCK = 48
# Where the sums are summed again, as in the two passes of a filter.
BLOCK_OF_TWO = 24
WAITING = 32  # rows of sums that wait: more blocks than these count are in no memory


def plain_in_pairs(blocks: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """Return the sum of some arrays, at least one, in the order in which tiles add them."""
    waiting: list[NDArray[Any]] = []
    for number, block in enumerate(blocks):
        total, digits = block, number
        while digits & 1:
            total, digits = waiting.pop() + total, digits >> 1
        waiting.append(total)
    total = waiting.pop()
    while waiting:
        total = waiting.pop() + total
    return np.asarray(total)


class Pairs:
    """The sums of a tile, variables that hold vectors, and `room` where blocks of them wait."""

    def __init__(self, builder, sums, room):
        self._builder, self._sums, self._room = builder, list(sums), room
        self._blocks = cgutils.alloca_once_value(builder, INDEX(0))
        self._digits = cgutils.alloca_once(builder, INDEX)
        self._row = cgutils.alloca_once(builder, room.type)
        self._places, self._pitch = [], 0
        for total in self._sums:
            self._places.append(INDEX(self._pitch))
            self._pitch += total.type.pointee.count

    def put_by(self):
        """End a block: let its sums wait for those of another, and begin at 0."""
        builder = self._builder
        self._begin()
        with repeat_while(builder, self._last_digit):
            self._add_row()
            self._next_row()
        row = builder.load(self._row)
        for total, place in zip(self._sums, self._places, strict=True):
            store(builder, builder.load(total), builder.gep(row, [place]))
            vector = total.type.pointee
            builder.store(ir.Constant(vector, [0.0] * vector.count), total)
        builder.store(builder.add(builder.load(self._blocks), INDEX(1)), self._blocks)

    def add_all(self):
        """Add all that waits to the sums of the last block."""
        builder = self._builder
        self._begin()
        with repeat_while(
            builder, lambda: builder.icmp_signed(">", builder.load(self._digits), INDEX(0))
        ):
            with builder.if_then(self._last_digit()):
                self._add_row()
            self._next_row()

    def _begin(self):
        self._builder.store(self._builder.load(self._blocks), self._digits)
        self._builder.store(self._room, self._row)

    def _last_digit(self):
        return self._builder.trunc(self._builder.load(self._digits), ir.IntType(1))

    def _add_row(self):
        builder, row = self._builder, self._builder.load(self._row)
        for total, place in zip(self._sums, self._places, strict=True):
            other = load(builder, builder.gep(row, [place]), total.type.pointee)
            builder.store(builder.fadd(other, builder.load(total)), total)

    def _next_row(self):
        builder = self._builder
        builder.store(builder.lshr(builder.load(self._digits), INDEX(1)), self._digits)
        builder.store(builder.gep(builder.load(self._row), [INDEX(self._pitch)]), self._row)


def sum_in_pairs(builder, sums, room, count, add, block=BLOCK):
    """Write `add(index)` for every index below `count`, in blocks whose sums are added in pairs."""
    pairs = Pairs(builder, sums, room)
    first = cgutils.alloca_once_value(builder, INDEX(0))

    def add_block():
        """Add the products of the next block, and tell whether more are to come."""
        low = builder.load(first)
        high = builder.add(low, INDEX(block))
        more = builder.icmp_signed("<", high, count)
        end = builder.select(more, high, count)
        with repeat(builder, builder.sub(end, low)) as index:
            add(builder.add(low, index))
        builder.store(end, first)
        return more

    with repeat_while(builder, add_block):
        pairs.put_by()
    pairs.add_all()

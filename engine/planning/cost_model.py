"""What kinds of tiles cost for a layer, and into how many bands its output is cut."""

import math

from engine.kernels.conv import BLOCKS
from engine.kernels.filter_major_conv import FILTER_MAJOR_BLOCKS, all_halves
from engine.planning.axes import Axis, split_into_lanes

# Cells of a band: it, a block of weights and the sums stay in the second-level cache.
BAND = 1 << 17
# Guesses that choose between layouts, in the time of one vector multiply-add.
_COPIED_ROW, _COPIED_CELL, _PICKED_CELL, _HALF_SAVES, _TRANSPOSED = 12, 0.1, 1.5, 0.4, 3


def output_major_cost(
    down: Axis, across: Axis, taps: int, share: int, filters: int, block: int, lanes: int
) -> tuple[float, bool]:
    """Return what tiles of neighbouring outputs cost, and how best to lay the columns.

    The latter: whether to give each column of the kernel its own lane, so that no vector is cut by
    a row.

    That costs more copying, and is the only way where a row is shorter than a vector.
    """
    area = down.outputs * across.outputs
    row = float(-(-across.outputs // lanes))
    if BLOCKS[block] == 2 and lanes < across.outputs % (2 * lanes) <= lanes * 3 // 2:
        row -= _HALF_SAVES
    each = taps * -(-filters // block) * (block + 1)
    in_rows, run_on = down.outputs * row * each, float(-(-area // lanes) * each)
    untouched = down.untouched and across.untouched
    if not untouched:
        in_rows += _laying(down, across, share, per_tap=False)
    if not (untouched and across.size == across.outputs and max(across.reach) == 0):
        run_on += _laying(down, across, share, per_tap=True)
    if across.outputs < lanes or run_on <= in_rows:
        return run_on, True
    return in_rows, False


def filter_major_cost(
    down: Axis, across: Axis, taps: int, share: int, filters: int, positions: int, lanes: int,
    samples: int,
) -> float:  # fmt: skip
    """Return what tiles of so many positions and neighbouring filters cost."""
    area = down.outputs * across.outputs
    if across.outputs < positions or area < lanes or filters < lanes:
        return math.inf
    vectors = all_halves(filters, lanes // 2, FILTER_MAJOR_BLOCKS[positions]) / 2
    cost = down.outputs * -(-across.outputs // positions) * (positions + 1) * vectors * taps
    cost += _TRANSPOSED * filters * area / lanes + filters * taps / samples
    if not (down.inside and across.inside):
        cost += _laying(down, across, share, per_tap=False)
    return float(cost)


def _laying(down: Axis, across: Axis, share: int, per_tap: bool) -> int:
    rows, columns = split_into_lanes(down), split_into_lanes(across, per_tap)
    cell = _COPIED_CELL if across.stride == 1 else _PICKED_CELL
    copies = share * rows.first.size * rows.length * columns.first.size
    return int(copies * (_COPIED_ROW + cell * columns.length))


def cells_across(down: Axis, across: Axis, flat: bool) -> int:
    """Return the cells that a band holds for one output row of one channel."""
    rows, columns = split_into_lanes(down), split_into_lanes(across, flat)
    return int(rows.first.size * columns.first.size) * columns.length


def bands_for(
    down: Axis, flat: bool, row_cells: int, width: int, images: int, lanes: int, threads: int
) -> int:
    """Return into how many bands the output rows of a sample are cut.

    They are to fit the cache, each thread gets as many as the others, and none is so low that it
    would not fill a few vectors.
    """
    extra = split_into_lanes(down).length - down.outputs
    rows = max(1, extra, BAND // row_cells - extra)
    bands = -(-down.outputs // rows)
    while bands * images < 8 * threads and bands * images % threads:
        bands += 1
    lowest = -(-4 * lanes // width) if flat else 1
    return max(1, min(bands, down.outputs // lowest))

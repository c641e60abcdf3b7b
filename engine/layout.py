"""How a layer's windows are laid out for the compiled kernel: tables, made once for each geometry.

`forward` and `input_gradient` describe both directions in the same terms, so that one kernel
computes both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.geometry import Plan
from engine.kernels.layer_gradients import FILTER_TAPS, POSITION_TAPS
from engine.kernels.layers import BLOCKS, Layout
from engine.kernels.vectors import VECTOR_BYTES
from engine.padding import Index, source_index

# Cells of a band: it, a block of weights and the sums stay in the second-level cache.
_BAND = 1 << 17
# Guesses that choose between two layouts, in the time of one vector multiply-add.
_COPIED_ROW, _COPIED_CELL, _PICKED_CELL = 12, 0.1, 1.5
# Filters of a group from which a weight's gradient is summed with filters in the vectors, and
# positions for which they are turned at a time.
_FILTERS_IN_VECTORS, _POSITIONS = 5, 512
STORED = 30  # laying, storing and calling for one output, in multiplications


@dataclass(frozen=True)
class Axis:
    """One axis of the correlation: tap i of output o reads position reach[i] + o·stride of the
    padded input, whose first `before` cells are padding (negative: so many cells are cut off).
    """

    size: int
    before: int
    after: int
    reach: tuple[int, ...]
    stride: int
    outputs: int
    mode: str = "constant"

    def source(self, position: Index) -> Index:
        """Input positions of padded positions, −1 for zeros and beyond the end."""
        if self.mode == "constant":
            inner = position - self.before
            return np.where((inner >= 0) & (inner < self.size), inner, -1)
        index = source_index(self.size, self.before, self.after, self.mode)
        return np.where(position < index.size, index[np.minimum(position, index.size - 1)], -1)

    @property
    def untouched(self) -> bool:
        """Neither padded nor strided."""
        return self.stride == 1 and self.before == 0 and self.furthest < self.size

    @property
    def furthest(self) -> int:
        return max(self.reach) + (self.outputs - 1) * self.stride


@dataclass(frozen=True)
class Dealt:
    """An axis in lanes: lane l holds positions first[l] + p·stride, tap i is at shift[i] of its."""

    first: Index
    lane: Index
    shift: Index
    length: int

    def positions(self, stride: int) -> Index:
        return self.first[:, None] + stride * np.arange(self.length)


def _deal(axis: Axis, own: bool) -> Dealt:
    """A lane for each tap (`own`), or for each remainder by the stride."""
    reach = np.array(axis.reach)
    first, lane = np.unique(reach if own else reach % axis.stride, return_inverse=True)
    shift = np.zeros_like(reach) if own else reach // axis.stride
    return Dealt(first, lane, shift, axis.outputs + int(shift.max()))


def _spans(axis: Axis, dealt: Dealt) -> Index:
    """Per lane: the cells start … stop that hold input cells `first`, first + stride, …"""
    start = np.clip(-(-(axis.before - dealt.first) // axis.stride), 0, dealt.length)
    end = axis.before + axis.size
    stop = np.clip(-(-(end - dealt.first) // axis.stride), start, dealt.length)
    return np.stack([start, stop, dealt.first + start * axis.stride - axis.before], axis=1)


@dataclass(frozen=True)
class Correlation:
    """All that the drivers need: the kernel's tables, and how to divide the work."""

    layout: Layout
    block: int  # filters and vectors of a tile
    vectors: int
    items: int  # for one sample
    work: int  # for one item, in the time of a multiplication
    outputs: tuple[int, int]  # rows and columns


@dataclass(frozen=True)
class Taps:
    """The weights of one group, in the order of the sum: (channel, row, column) of each tap."""

    channel: Index
    row: Index
    column: Index
    places: Index
    filter_step: int
    limits: Index  # the taps of phase p are limits[p] … limits[p + 1]


def forward_taps(share: int, kernel: tuple[int, int]) -> Taps:
    channel, row, column = np.indices((share, *kernel)).reshape(3, -1)
    count = channel.size
    return Taps(channel, row, column, np.arange(count), count, np.array([0, count]))


def gradient_taps(
    filters: int,
    share: int,
    kernel: tuple[int, int],
    stride: Sequence[int],
    dilation: Sequence[int],
) -> Taps:
    """A position u of the padded input is read by the taps i with i·D ≡ u (mod S): its phase."""
    channel, row, column = np.indices((filters, *kernel)).reshape(3, -1)
    phase = row * dilation[0] % stride[0] * stride[1] + column * dilation[1] % stride[1]
    order = np.argsort(phase, kind="stable")
    channel, row, column = channel[order], row[order], column[order]
    area = kernel[0] * kernel[1]
    places = channel * share * area + row * kernel[1] + column
    limits = np.searchsorted(phase[order], np.arange(stride[0] * stride[1] + 1))
    return Taps(channel, row, column, places, area, limits)


@lru_cache(maxsize=256)
def forward(
    plan: Plan, mode: str, samples: int, shape: tuple[int, ...], groups: int, itemsize: int,
    threads: int,
) -> Correlation:  # fmt: skip
    """The sums of `conv2d`, for weights of this shape."""
    down, across = _forward_axes(plan, mode)
    filters = shape[0] // groups
    taps = forward_taps(shape[1], plan.kernel)
    return _correlation(down, across, taps, shape[1], filters, groups, samples, itemsize, threads)


@lru_cache(maxsize=256)
def input_gradient(
    plan: Plan, samples: int, shape: tuple[int, ...], groups: int, itemsize: int, threads: int
) -> Correlation:
    """The sums of the gradient with respect to the input: of `grad_out`, by the turned weights.

    Padded input position u = a + S·q (phase a) is read through tap i by output
    (u − i·D)/S = q − ⌊i·D/S⌋; with phases as further channels that is a convolution of stride 1.
    """
    down, across = (_gradient_axis(plan, axis) for axis in (0, 1))
    filters = shape[0] // groups
    taps = gradient_taps(filters, shape[1], plan.kernel, plan.stride, plan.dilation)
    return _correlation(down, across, taps, filters, shape[1], groups, samples, itemsize, threads)


@lru_cache(maxsize=256)
def weight_gradient(
    plan: Plan, samples: int, shape: tuple[int, ...], groups: int, itemsize: int, threads: int
) -> tuple[Layout, int, bool]:
    """(where windows find their cells, samples taken together, whether filters are in the vectors).

    As in `forward`; where positions are in the vectors, rows always run on into each other, so
    that few vectors are cut short.
    """
    down, across = _forward_axes(plan, "constant")
    filters = shape[0] // groups
    taps = forward_taps(shape[1], plan.kernel)
    by_filter = filters >= _FILTERS_IN_VECTORS
    positions = _POSITIONS if by_filter else max(256, min(2048, _BAND // shape[0]))
    area = plan.output[0] * plan.output[1]
    bands = max(1, min(plan.output[0], -(-area // positions)))
    together = max(1, min(positions // area, samples // threads))
    chunks = -(-samples // together) * groups
    while chunks * bands < 8 * threads and chunks * bands % threads and bands < plan.output[0]:
        bands += 1
    tables = _tables(down, across, taps, not by_filter, filters, groups, bands, lanes=0)
    tile = FILTER_TAPS if by_filter else POSITION_TAPS
    short = np.full(-tables.starts.size % tile, tables.starts[-1])
    padded = np.concatenate([tables.starts, short])  # a tile reads the starts of all its taps
    return tables._replace(starts=padded), together, by_filter


def _forward_axes(plan: Plan, mode: str) -> list[Axis]:
    return [
        Axis(
            plan.size[axis],
            *(plan.vertical, plan.horizontal)[axis],
            tuple(plan.dilation[axis] * i for i in range(plan.kernel[axis])),
            plan.stride[axis],
            plan.output[axis],
            mode,
        )
        for axis in (0, 1)
    ]


def _gradient_axis(plan: Plan, axis: int) -> Axis:
    stride, size = plan.stride[axis], plan.size[axis]
    before = (plan.vertical, plan.horizontal)[axis][0]
    q = before // stride  # of the first position that is not padding
    back = [plan.dilation[axis] * i // stride for i in range(plan.kernel[axis])]
    return Axis(
        size=plan.output[axis],
        before=max(back) - q,
        after=0,  # zeros follow by themselves
        reach=tuple(max(back) - b for b in back),
        stride=1,
        outputs=(before + size - 1) // stride - q + 1,
    )


def _correlation(
    down: Axis, across: Axis, taps: Taps, share: int, filters: int, groups: int, samples: int,
    itemsize: int, threads: int,
) -> Correlation:  # fmt: skip
    block = min(
        (b for b in BLOCKS if b <= filters), key=lambda b: (-(-filters // b) * (2 * b + 1), -b)
    )
    blocks = -(-filters // block)
    lanes = VECTOR_BYTES // itemsize
    flat = _flat(down, across, taps, share, blocks * (block + 1), lanes, BLOCKS[block])
    row_cells = share * _cells_across(down, across, flat)
    bands = _bands(down, flat, row_cells, across.outputs, samples * groups, lanes, threads)
    layout = _tables(down, across, taps, flat, filters, groups, bands, lanes)
    items = bands * groups
    work = down.outputs * across.outputs * filters * (taps.places.size + STORED) // bands + 1
    outputs = down.outputs, across.outputs
    return Correlation(layout, block, BLOCKS[block], items, work, outputs)


def _cells_across(down: Axis, across: Axis, flat: bool) -> int:
    """Cells that a band holds for one output row of one channel."""
    rows, columns = _deal(down, False), _deal(across, flat)
    return int(rows.first.size * columns.first.size) * columns.length


def _tables(
    down: Axis, across: Axis, taps: Taps, flat: bool, filters: int, groups: int, bands: int,
    lanes: int,
) -> Layout:  # fmt: skip
    """The kernel's tables; a run of fewer than `lanes` outputs is never read in the input itself,
    where a vector could reach beyond the end.
    """
    rows, columns = _deal(down, False), _deal(across, flat)
    tall = -(-down.outputs // bands) + rows.length - down.outputs
    untouched = down.untouched and across.untouched
    if flat:
        untouched &= across.outputs == across.size and max(across.reach) == 0
    shortest = across.outputs * (down.outputs // bands if flat else 1)
    laid = not untouched or shortest < lanes
    height, pitch = (tall, columns.length) if laid else (down.size, across.size)
    lane = columns.lane[taps.column] * rows.first.size + rows.lane[taps.row]
    of_channel = rows.first.size * columns.first.size * taps.channel
    starts = ((of_channel + lane) * height + rows.shift[taps.row]) * pitch
    return Layout(
        laid=laid,
        flat=flat,
        groups=groups,
        filters=filters,
        bands=bands,
        tall=tall,
        pitch=pitch,
        stride=across.stride,
        zeros=across.mode == "constant",
        rows=down.source(rows.positions(down.stride)),
        columns=across.source(columns.positions(across.stride)),
        spans=_spans(across, columns),
        starts=starts + columns.shift[taps.column],
        places=taps.places,
        filter_step=taps.filter_step,
        limits=taps.limits,
    )


def _flat(
    down: Axis, across: Axis, taps: Taps, share: int, block_cost: int, lanes: int, vectors: int
) -> bool:
    """Whether to give each column of the kernel its own lane, so that no vector is cut by a row.

    That costs more copying, and is the only way where a row is shorter than a vector.
    """
    if across.outputs < lanes:
        return True
    area = down.outputs * across.outputs
    row = -(-across.outputs // lanes) * 1.0
    if vectors == 2 and lanes < across.outputs % (2 * lanes) <= lanes * 3 // 2:
        row -= 0.5
    in_rows = down.outputs * row * taps.places.size * block_cost
    run_on = -(-area // lanes) * taps.places.size * block_cost
    untouched = down.untouched and across.untouched
    if not untouched:
        in_rows += _laying(down, across, share, own=False)
    if not (untouched and across.size == across.outputs and max(across.reach) == 0):
        run_on += _laying(down, across, share, own=True)
    return run_on <= in_rows


def _laying(down: Axis, across: Axis, share: int, own: bool) -> int:
    rows, columns = _deal(down, False), _deal(across, own)
    cell = _COPIED_CELL if across.stride == 1 else _PICKED_CELL
    copies = share * rows.first.size * rows.length * columns.first.size
    return int(copies * (_COPIED_ROW + cell * columns.length))


def _bands(
    down: Axis, flat: bool, row_cells: int, width: int, images: int, lanes: int, threads: int
) -> int:
    """Into how many bands the output rows of a sample are cut: to fit the cache, for each thread
    as many as for the others, and none so low that it would not fill a few vectors.
    """
    extra = _deal(down, False).length - down.outputs
    rows = max(1, extra, _BAND // row_cells - extra)
    bands = -(-down.outputs // rows)
    while bands * images < 8 * threads and bands * images % threads:
        bands += 1
    lowest = -(-4 * lanes // width) if flat else 1
    return max(1, min(bands, down.outputs // lowest))

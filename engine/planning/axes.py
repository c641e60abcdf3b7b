"""The two axes of a correlation: which input positions its windows read, and in which lanes."""

from dataclasses import dataclass

import numpy as np

from engine.planning.geometry import Plan
from engine.planning.padding import Index, source_index


@dataclass(frozen=True)
class Axis:
    """One axis of the correlation.

    Tap i of output o reads position reach[i] + o·stride of the padded input, whose first `before`
    cells are padding (negative: so many cells are cut off).
    """

    size: int
    before: int
    after: int
    reach: tuple[int, ...]
    stride: int
    outputs: int
    mode: str = "constant"

    def source(self, position: Index) -> Index:
        """Return the input positions of padded positions, −1 for zeros and beyond the end."""
        if self.mode == "constant":
            inner = position - self.before
            return np.where((inner >= 0) & (inner < self.size), inner, -1)
        index = source_index(self.size, self.before, self.after, self.mode)
        return np.where(position < index.size, index[np.minimum(position, index.size - 1)], -1)

    @property
    def inside(self) -> bool:
        """No window reads padding."""
        return self.before == 0 and self.furthest < self.size

    @property
    def untouched(self) -> bool:
        """Neither padded nor strided."""
        return self.stride == 1 and self.inside

    @property
    def furthest(self) -> int:
        return max(self.reach) + (self.outputs - 1) * self.stride


@dataclass(frozen=True)
class Lanes:
    """A padded axis, dealt out like cards so that a stride disappears.

    Lane l holds the positions first[l] + p·stride. A tap reads neighbouring cells of its lane,
    from cell shift[tap] on: a loop over the outputs runs over contiguous memory, whatever the
    stride.
    """

    first: Index  # of each lane
    lane: Index  # of each tap
    shift: Index  # of each tap
    length: int

    def positions(self, stride: int) -> Index:
        """Return the padded position that each cell holds, lanes × length."""
        return self.first[:, None] + stride * np.arange(self.length)


def split_into_lanes(axis: Axis, per_tap: bool = False) -> Lanes:
    """Return a lane for each tap (`per_tap`), or for each remainder of taps by the stride."""
    reach = np.array(axis.reach)
    first, lane = np.unique(reach if per_tap else reach % axis.stride, return_inverse=True)
    shift = np.zeros_like(reach) if per_tap else reach // axis.stride
    return Lanes(first, lane, shift, axis.outputs + int(shift.max()))


def spans_of(axis: Axis, lanes: Lanes) -> Index:
    """Return (start, stop, first) of each lane.

    Its cells start … stop hold the input cells `first`, first + stride, first + 2·stride, …
    """
    start = np.clip(-(-(axis.before - lanes.first) // axis.stride), 0, lanes.length)
    end = axis.before + axis.size
    stop = np.clip(-(-(end - lanes.first) // axis.stride), start, lanes.length)
    return np.stack([start, stop, lanes.first + start * axis.stride - axis.before], axis=1)


def forward_axes(plan: Plan, mode: str) -> list[Axis]:
    """Return both axes of the windows of `plan`, vertical and horizontal."""
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


def gradient_axis(plan: Plan, axis: int) -> Axis:
    """Return the axis along which windows of the output read for the gradient of the input."""
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

"""What the engine makes of a state: products for each channel, their sum, all maps; one place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import engine
from app import cells
from app.state.readers import Pair
from app.step_by_step.schema import MAX_DEPTH, MAX_SIDE, StepState
from app.volumes.bank import CHANNELS
from app.volumes.schema import WHOLE, VolumeState
from engine import geometry
from engine.images import reduction
from engine.planning.volumes import Layer, Volume

Array = NDArray[np.float64]
OPENED = 5
"""Rows and columns of the output that are opened around a place, where there is room."""


def reduced(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Reduce the picture H×W×3 to a longest side of `side` at most, in whole numbers."""
    factor = -(-max(pixels.shape[:2]) // side)
    if factor == 1:
        return pixels
    return np.rint(reduction.block_mean(pixels, factor)).astype(np.uint8)


@dataclass(frozen=True)
class Result:
    """All numbers of the page and the state that they come of.

    C = 3 channels, K filters, H2×W2 places.
    `products` are C×H2×W2, one map for each channel under the chosen filter's matrix; `sums` are
    K×H2×W2 before the activation, bias included; `maps` after it.
    """

    state: VolumeState
    picture: NDArray[np.uint8]
    weights: Array
    bias: Array
    products: Array
    sums: Array
    maps: Array
    plan: geometry.Plan
    place: Pair

    @property
    def input(self) -> Volume:
        """Size of the picture."""
        height, width = self.plan.size
        return Volume(width, height, CHANNELS)

    @property
    def fits(self) -> tuple[geometry.Fit, geometry.Fit]:
        """How the windows fit, down and across."""
        plan = self.plan
        down, across = (
            geometry.fit(
                plan.size[axis],
                plan.kernel[axis],
                plan.stride[axis],
                self.layer.padding,
                suggest=False,
            )
            for axis in (0, 1)
        )
        return down, across

    @property
    def layer(self) -> Layer:
        """The layer that the filters are."""
        plan = self.plan
        return Layer(
            "conv", plan.kernel[0], plan.stride[0], plan.vertical[0], filters=len(self.bias)
        )


def run(picture: NDArray[np.uint8], state: VolumeState) -> Result:
    """Convolve the picture with all filters.

    Raises ValueError with one plain sentence where not even one window has room.
    """
    x = np.moveaxis(picture, 2, 0)[None].astype(np.float64)
    weights = np.array([[cells.parse_matrix(m, ())[0] for m in one] for one in state.filters])
    bias = np.array(cells.parse_matrix((state.bias,), ())[0][0])
    plan = geometry.plan(picture.shape[:2], weights.shape[2:], state.stride, state.padding)
    stride, padding = state.stride, state.padding
    sums = engine.conv2d(x, weights, bias, stride, padding)[0]
    # Each channel on its own: three groups, with one matrix of the chosen filter each.
    one = weights[state.chosen][:, None]
    products = engine.conv2d(x, one, None, stride, padding, groups=CHANNELS)[0]
    maps = engine.relu(sums) if state.activation == "relu" else sums
    rows, columns = plan.output
    place = state.place[0] * rows // WHOLE, state.place[1] * columns // WHOLE
    return Result(state, picture, weights, bias, products, sums, maps, plan, place)


def opened(result: Result) -> tuple[StepState, tuple[int, int, int]]:
    """Return the surroundings of the place under the chosen filter, for the stepper.

    Where the stepper has room for the whole picture and all filters, they are all opened. Returns
    its state, padding written out as zeros, and which output cell [k, y, x] of it is the place.
    """
    state = result.state
    whole = _has_room(result)
    chosen = slice(None) if whole else slice(state.chosen, state.chosen + 1)
    first, count = zip(*(_around(result, axis, whole) for axis in (0, 1)), strict=True)
    stride, kernel = result.plan.stride, result.plan.kernel
    before = result.plan.vertical[0], result.plan.horizontal[0]
    padded = np.pad(result.picture, ((before[0],) * 2, (before[1],) * 2, (0, 0)))
    rows, columns = (
        slice(first[axis] * stride[axis], (first[axis] + count[axis] - 1) * stride[axis] + side)
        for axis, side in enumerate(kernel)
    )
    region = padded[rows, columns]
    steps = StepState(
        example="random",
        rows=region.shape[0],
        columns=region.shape[1],
        channels=CHANNELS,
        filters=len(state.filters[chosen]),
        side=kernel[0],
        stride=stride,
        volume=tuple(cells.format_matrix(region[:, :, c]) for c in range(CHANNELS)),
        kernels=state.filters[chosen],
        bias=state.bias[chosen],
    )
    y, x = result.place[0] - first[0], result.place[1] - first[1]
    return steps, (state.chosen if whole else 0, y, x)


def _has_room(result: Result) -> bool:
    """Whether the stepper can take all of it."""
    return max(result.plan.padded) <= MAX_SIDE and len(result.bias) <= MAX_DEPTH


def _around(result: Result, axis: int, whole: bool) -> Pair:
    """Return the first output row (or column) that is opened, and how many."""
    plan = result.plan
    if whole:
        return 0, plan.output[axis]
    room = (MAX_SIDE - plan.kernel[axis]) // plan.stride[axis] + 1
    count = min(OPENED, room, plan.output[axis])
    first = min(max(0, result.place[axis] - count // 2), plan.output[axis] - count)
    return first, count

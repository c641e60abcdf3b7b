"""Convolutions and their gradients: sums over the taps of all windows; of layers by BLAS."""

import numpy as np

from engine.checks import Array
from engine.ops import scattering
from engine.ops.in_numpy.windows import BLOCK, Wide, in_pairs, padded, seen
from engine.planning.geometry import Plan
from engine.runtime import blas

_ROOM = 1 << 22  # numbers to be gathered from windows at a time


def filter_image(picture: Array, weights: Array, plan: Plan, mode: str) -> Wide:
    """Filter H×W or H×W×C, channel by channel: H2×W2 or H2×W2×C."""
    planes = np.moveaxis(picture.reshape(*picture.shape[:2], -1), 2, 0)
    around, wide = padded(planes, plan, mode), weights.astype(np.float64)
    places = list(np.ndindex(wide.shape))

    def sums(first: int, stop: int) -> Wide:
        total: Wide = wide[places[first]] * seen(around, places[first], plan)
        for place in places[first + 1 : stop]:
            total += wide[place] * seen(around, place, plan)
        return total

    with np.errstate(all="ignore"):
        out = in_pairs(sums, 0, len(places))
    return np.moveaxis(out, 0, 2).reshape(*plan.output, *picture.shape[2:])


def conv2d(x: Array, weight: Array, bias: Array, plan: Plan, groups: int, mode: str) -> Wide:
    """Convolve N×C×H×W with K×(C/groups)×height×width: N×K×H2×W2."""
    blas.keep_to_one_thread()
    windows = _Windows(x, plan, groups, mode)
    filters = weight.astype(np.float64).reshape(groups, -1, windows.taps)

    def sums(first: int, stop: int) -> Wide:
        made: Wide = np.matmul(filters[:, :, first:stop], windows.under(first, stop))
        return made

    with np.errstate(all="ignore"):
        out = in_pairs(sums, 0, windows.taps, windows.together)
        out = out.reshape(len(x), len(weight), *plan.output)
        return out + bias.astype(np.float64)[:, None, None]


def input_gradient(grad: Array, weight: Array, bias: Array, plan: Plan, groups: int) -> Wide:
    """Return the gradient of `conv2d` with respect to x, plus `bias` for each channel."""
    blas.keep_to_one_thread()
    out = np.empty((len(grad), weight.shape[1] * groups, *plan.size))
    slopes, filters = grad.astype(np.float64), weight.astype(np.float64)
    return scattering.scatter(slopes, filters, bias, plan, groups, out)


def weight_gradient(
    grad: Array, x: Array, plan: Plan, shape: tuple[int, ...], groups: int
) -> tuple[Wide, Wide]:
    """Return the gradients of `conv2d` with respect to weights of this shape and bias."""
    blas.keep_to_one_thread()
    windows = _Windows(x, plan, groups, "constant")
    slopes = grad.astype(np.float64).reshape(len(x), groups, shape[0] // groups, -1)
    out = np.empty((groups, shape[0] // groups, windows.taps))
    with np.errstate(all="ignore"):
        for first in range(0, windows.taps, windows.together):
            stop = min(first + windows.together, windows.taps)
            seen_by = windows.under(first, stop).swapaxes(2, 3)
            out[:, :, first:stop] = np.matmul(slopes, seen_by).sum(axis=0)
        return out.reshape(shape), slopes.sum(axis=(0, 3)).reshape(-1)


class _Windows:
    """What the windows of a layer see, gathered for a few taps at a time."""

    def __init__(self, x: Array, plan: Plan, groups: int, mode: str) -> None:
        self._plan = plan
        self._cells = padded(x, plan, mode).reshape(len(x), groups, -1, *plan.padded)
        self._places = list(np.ndindex(self._cells.shape[2], *plan.kernel))
        positions = len(x) * groups * plan.output[0] * plan.output[1]
        self.taps = len(self._places)
        self.together = min(BLOCK, max(1, _ROOM // max(1, positions)))

    def under(self, first: int, stop: int) -> Wide:
        """Return what they have under these taps: N×groups×taps×positions."""
        samples, groups = self._cells.shape[:2]
        out = np.empty((samples, groups, stop - first, *self._plan.output))
        for number, (channel, *place) in enumerate(self._places[first:stop]):
            out[:, :, number] = seen(self._cells[:, :, channel], place, self._plan)
        return out.reshape(samples, groups, stop - first, -1)

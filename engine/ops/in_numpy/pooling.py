"""Pooling and its gradients. In a window NaN wins, and the first of equals."""

import numpy as np

from engine.checks import Array
from engine.ops.in_numpy.windows import framed, inside, seen
from engine.planning.geometry import Plan


def pool(lines: Array, channels: int, plan: Plan, largest: bool, out: Array) -> None:
    """Pool planes that lie below each other, (P·H)×(W·C), to (P·H2)×(W2·C)."""
    maps = np.moveaxis(lines.reshape(-1, *plan.size, channels), 3, 1)
    frame = framed(maps, plan, -np.inf if largest else 0.0)
    result = np.full((*maps.shape[:2], *plan.output), -np.inf if largest else 0.0)
    for place in np.ndindex(*plan.kernel):
        if largest:
            np.maximum(result, seen(frame, place, plan), out=result)
        else:
            result += seen(frame, place, plan)
    if not largest:
        result /= plan.kernel[0] * plan.kernel[1]
    with np.errstate(over="ignore"):
        out[:] = np.moveaxis(result, 1, 3).reshape(out.shape)


def mean_pool_backward(grad: Array, plan: Plan, out: Array) -> None:
    """Spread every gradient evenly over its window: P×H2×W2 to P×H×W."""
    shares = grad.astype(np.float64) / (plan.kernel[0] * plan.kernel[1])
    frame = np.zeros((len(grad), *plan.padded))
    with np.errstate(all="ignore"):
        for place in np.ndindex(*plan.kernel):
            under = seen(frame, place, plan)
            under += shares
        out[:] = inside(frame, plan)


def max_pool(maps: Array, plan: Plan, out: Array, argmax: Array) -> None:
    """Pool N×C×H×W; `argmax` is the place of the first of equals, of the last NaN before all."""
    frame = framed(maps, plan, -np.inf)
    top = np.arange(plan.output[0])[:, None] * plan.stride[0] - plan.vertical[0]
    left = np.arange(plan.output[1]) * plan.stride[1] - plan.horizontal[0]
    # Where there is nothing but −∞: the first cell that is no padding.
    argmax[:] = np.maximum(top, 0) * plan.size[1] + np.maximum(left, 0)
    best = np.full(out.shape, -np.inf)
    for place in np.ndindex(*plan.kernel):
        here = seen(frame, place, plan)
        wins = (here > best) | np.isnan(here)
        best[wins] = here[wins]
        down, across = place[0] * plan.dilation[0], place[1] * plan.dilation[1]
        cell = (top + down) * plan.size[1] + left + across
        argmax[wins] = np.broadcast_to(cell, wins.shape)[wins]
    out[:] = best


def max_pool_backward(grad: Array, argmax: Array, out: Array) -> None:
    """Add every gradient to its winner's cell; all P×cells."""
    cells = argmax + np.arange(len(out))[:, None] * out.shape[1]
    with np.errstate(all="ignore"):
        out[:] = np.bincount(cells.ravel(), grad.ravel(), out.size).reshape(out.shape)


def max_pool_2x2(maps: Array, out: Array, places: Array) -> None:
    """Pool …×H×W by 2×2 at stride 2; `places`, 0 to 3, are the winners' in their windows."""
    out[:], places[:] = _corner(maps, 0, out.shape), 0
    for place in range(1, 4):
        here = _corner(maps, place, out.shape)
        wins = (here > out) | np.isnan(here)
        out[wins], places[wins] = here[wins], place


def max_pool_2x2_backward(grad: Array, places: Array, out: Array) -> None:
    """Hand every gradient to its winner, as `max_pool_2x2` tells it."""
    out[:] = 0
    for place in range(4):
        _corner(out, place, grad.shape)[...] = np.where(places == place, grad, 0)


def _corner(maps: Array, place: int, pooled: tuple[int, ...]) -> Array:
    """Return what all windows of 2×2 have at one of their places, as a view."""
    rows, columns = pooled[-2:]
    return maps[..., place // 2 : 2 * rows : 2, place % 2 : 2 * columns : 2]


def block_mean(lines: Array, channels: int, factor: int, out: Array) -> None:
    """Average blocks of factor×factor cells of H×(W·C); what hangs over the edge is zeros."""
    cells = lines.reshape(len(lines), -1, channels)
    columns = out.shape[1] // channels
    frame = np.zeros((len(out) * factor, columns * factor, channels))
    frame[: cells.shape[0], : cells.shape[1]] = cells
    blocks = frame.reshape(len(out), factor, columns, factor, channels)
    out[:] = blocks.mean(axis=(1, 3)).reshape(out.shape)

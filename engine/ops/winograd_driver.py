"""The drivers of Winograd's tiles: tables from `engine.planning.winograd_plan`, split over threads.

A sum that is not finite is left to the direct kernels, since only there could they differ: a
tile's ∞ − ∞ gives NaN where a direct sum gives ∞.
"""

import numpy as np

from engine.checks import Array, read_only
from engine.kernels import winograd as fast
from engine.kernels import winograd_gradients as gradients
from engine.kernels.scratch import aligned
from engine.kernels.vectors import VECTOR_BYTES
from engine.planning.winograd_plan import Gradient, Layer
from engine.runtime import threads

# Multiplications below which a second thread costs more than it saves.
_WORTH_A_THREAD = 1 << 14


def convolve(x: Array, weights: Array, bias: Array, out: Array, how: Layer) -> bool:
    """Compute all sums into `out`; False where one is not finite: then sum all directly."""
    channels, filters = x.shape[1], out.shape[1]
    lanes = VECTOR_BYTES // x.itemsize
    block = fast.HALVES * lanes // 2
    blocks = -(-filters // block)
    size = fast.POINTS * fast.room(channels * block, lanes)
    table = aligned(blocks * size, x.dtype)
    offsets = np.zeros(blocks * block, x.dtype)
    offsets[:filters] = bias
    share = threads.share(blocks, _WORTH_A_THREAD / size)
    fast.transform_weights(*share, table, weights, how.places, channels, filters)
    items = -(-x.shape[0] // how.tiling.together) * how.tiling.bands * how.parts
    each = out.size // max(1, items) * channels
    # Shares of one block of tiles go to few threads: each of them transforms all its cells.
    parts_per_thread = 1 if how.parts > 1 else threads.PARTS_PER_THREAD
    share = threads.share(items, _WORTH_A_THREAD / max(1, each), parts_per_thread)
    finite = np.ones(1, np.bool_)
    fast.convolve_tiles(*share, out, x, table, offsets, how.cells, how.tiling, how.parts, finite)
    return bool(finite[0])


def weight_gradient(
    grad: Array, x: Array, shape: tuple[int, ...], how: Gradient
) -> tuple[Array, Array] | None:
    """Return the gradients of weights of this shape and of the bias.

    None where one is not finite.
    """
    filters, channels = shape[:2]
    lanes = VECTOR_BYTES // x.itemsize
    total, bias = np.empty(shape, x.dtype), np.zeros(filters, x.dtype)
    flat, x, grad = total.reshape(-1), read_only(x), read_only(grad)
    blocks = -(-filters // (fast.HALVES * lanes // 2))
    vectors = -(-channels // lanes)
    shares = max(1, min(vectors, threads.get_num_threads() // blocks))
    each = grad.size * channels // (blocks * shares)
    share = threads.share(blocks * shares, _WORTH_A_THREAD / max(1, each), parts_per_thread=1)
    gradients.sum_tiles(*share, flat, bias, x, grad, how.cells, how.grads, how.tiling, shares)
    return (total, bias) if fast.all_finite(flat, flat.size) else None

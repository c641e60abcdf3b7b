"""What gradients, transposed convolutions and Winograd's tiles keep of the bound, on random layers.

Each yields (name, largest error in the unit that its docstring states): eps · Σ|products| of the
number's own sum, for Winograd's tiles eps · Σ_c max|x_c| · Σ|weight_c| around the window.
"""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

import engine
from tests.benchmarks.exactness_cases import Array, numbers, wide_type

Found = tuple[str, float]


def largest(result: Array, exact: Array, scale: Array) -> float:
    """Return the largest error in eps · scale; ∞ where nothing but 0 was right, and missed."""
    error = np.abs(result - exact)
    if error[scale == 0].any() or not np.isfinite(result).all():
        return float("inf")
    units = np.finfo(result.dtype).eps * np.where(scale > 0, scale, 1)
    return float((error / units).max(initial=0))


def gradients(rng: np.random.Generator, dtype: type) -> Iterator[Found]:
    """All gradients of a layer, and the transposed convolution of the same numbers."""
    channels, filters = (int(n) for n in np.exp(rng.uniform(0, 3.5, 2)))
    side, stride = int(rng.choice([1, 2, 3, 3, 5])), int(rng.choice([1, 1, 2, 3]))
    padding, size = int(rng.integers(0, side)), int(rng.integers(side, 40))
    samples = int(rng.integers(1, 9))
    out = (size + 2 * padding - side) // stride + 1
    x = numbers(rng, (samples, channels, size, size)).astype(dtype)
    weight = numbers(rng, (filters, channels, side, side)).astype(dtype)
    grad = numbers(rng, (samples, filters, out, out)).astype(dtype)
    wide = wide_type(dtype)
    seen = np.pad(x.astype(wide), [(0, 0)] * 2 + [(padding, padding)] * 2)
    of_x, of_weight = np.zeros((2, *seen.shape), wide), np.zeros((2, *weight.shape), wide)
    signed, sizes = grad.astype(wide), np.abs(grad.astype(wide))
    for i, j in np.ndindex(side, side):
        cells = (..., *(slice(n, n + (out - 1) * stride + 1, stride) for n in (i, j)))
        taps, over = weight[:, :, i, j].astype(wide), ((0, 2, 3), (0, 2, 3))
        of_x[0][cells] += np.tensordot(signed, taps, (1, 0)).transpose(0, 3, 1, 2)
        of_x[1][cells] += np.tensordot(sizes, np.abs(taps), (1, 0)).transpose(0, 3, 1, 2)
        of_weight[0][:, :, i, j] = np.tensordot(signed, seen[cells], over)
        of_weight[1][:, :, i, j] = np.tensordot(sizes, np.abs(seen[cells]), over)
    inner = of_x[:, :, :, padding : padding + size, padding : padding + size]
    of_bias = signed.sum((0, 2, 3)), sizes.sum((0, 2, 3))
    found = engine.conv2d_backward(grad, x, weight, stride, padding)
    for name, result, exact in zip(
        ("grad_x", "grad_weight", "grad_bias"), found, (inner, of_weight, of_bias), strict=True
    ):
        yield name, largest(result, *exact)
    full = (out - 1) * stride + side
    yield (
        "conv_transpose2d",
        largest(engine.conv_transpose2d(grad, weight, None, stride), *of_x[..., :full, :full]),
    )


def winograd(rng: np.random.Generator, dtype: type) -> Iterator[Found]:
    """A layer by `algorithm="winograd"`, large enough that its tiles pay."""
    channels, filters = (int(n) for n in rng.integers(32, 80, 2))
    samples, size, padding = (int(rng.integers(*ends)) for ends in ((1, 4), (10, 30), (0, 3)))
    x = numbers(rng, (samples, channels, size, size)).astype(dtype)
    weight = numbers(rng, (filters, channels, 3, 3)).astype(dtype)
    result = engine.conv2d(x, weight, None, 1, padding, algorithm="winograd")
    out, wide = result.shape[2], wide_type(dtype)
    padded = np.pad(x.astype(wide), [(0, 0)] * 2 + [(padding, padding)] * 2)
    exact = np.zeros(result.shape, wide)
    for i, j in np.ndindex(3, 3):
        cells, taps = padded[:, :, i : i + out, j : j + out], weight[:, :, i, j].astype(wide)
        exact += np.tensordot(cells, taps, (1, 1)).transpose(0, 3, 1, 2)
    around = ndimage.maximum_filter(np.abs(padded).astype(float), (1, 1, 9, 9), mode="constant")
    around = around[:, :, 1 : 1 + out, 1 : 1 + out]
    scale = np.tensordot(around, np.abs(weight).sum((2, 3), float), (1, 1)).transpose(0, 3, 1, 2)
    yield "winograd", largest(result, exact, np.maximum(scale, 1e-300))

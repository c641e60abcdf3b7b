"""Large kernels through Fourier transforms of the picture's columns.

Down the columns a sum of products becomes one product for each frequency f; along the rows it
stays a sum: Out(f, x) = Σ_j W_j(f) · In(f, x + j), W_j the transform of the kernel's column j. That
takes F products for a pixel instead of F·F, transforms in one direction only, and no transposing.
The transforms are those of the convolution theorem with overlapping blocks ("overlap-save":
Oppenheim & Schafer, Discrete-Time Signal Processing, 3rd edition, 2010, section 8.7.3); two halves
of a block travel as the real and the imaginary part of one complex number, as the kernel is real.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import DTypeLike

from engine.checks import Array

# Sizes of the transforms: powers of four, for steps of four numbers at a time.
_SIZES = (64, 256, 1024)
# The fewest taps for which rounding like a transform's, spread evenly, is worth its speed.
_FEWEST_TAPS = 128


@dataclass(frozen=True)
class Spectrum:
    """A kernel's transform, for blocks of `len(re)` input rows."""

    re: Array  # frequency × column of the kernel
    im: Array
    twiddles: Array  # the roots of unity that the transform multiplies by
    weight: float  # Σ|kernel|

    @property
    def size(self) -> int:
        return len(self.re)


def best_size(kernel: tuple[int, int], height: int) -> int | None:
    """Return the transform's size for `height` rows, or None where the plain sum is faster.

    The cost is counted in multiply-adds for one column of the picture.
    """
    tall, wide = kernel
    if tall * wide < _FEWEST_TAPS:
        return None
    costs = {
        size: -(-height // (size - tall + 1)) * size * (2 * wide + 3 * size**0.5)
        for size in _SIZES
        if size >= 2 * tall
    }
    best = min(costs, key=lambda size: costs[size], default=None)
    return best if best is not None and costs[best] < 0.8 * height * tall * wide else None


def spectrum(kernel: Array, size: int) -> Spectrum:
    """Transform `kernel` (as a correlation) in blocks of `size` rows, in its own type."""
    turned = np.zeros((size, kernel.shape[1]))
    turned[-np.arange(len(kernel))] = kernel
    values = np.fft.fft(turned, axis=0)[_digits_reversed(size)] / size
    return Spectrum(
        np.ascontiguousarray(values.real, kernel.dtype),
        np.ascontiguousarray(values.imag, kernel.dtype),
        _twiddles(size, kernel.dtype),
        float(np.abs(kernel).sum()),
    )


@lru_cache
def _twiddles(size: int, dtype: DTypeLike) -> Array:
    """Return u, u², u³ for every step, u = exp(−2πi·k/length), as (re, im) pairs."""
    steps = []
    length = size
    while length > 1:
        power = np.outer(np.arange(length // 4), [1, 2, 3])
        twiddle = np.exp(-2j * np.pi * power / length)
        steps.append(np.stack([twiddle.real, twiddle.imag], axis=-1).ravel())
        length //= 4
    return np.concatenate(steps).astype(dtype)


def _digits_reversed(size: int) -> Array:
    """Return 0 … size − 1 with reversed digits (base 4): the order a transform leaves."""
    order = np.zeros(1, np.int64)
    while len(order) < size:
        order = np.concatenate([4 * order + digit for digit in range(4)])
    return order

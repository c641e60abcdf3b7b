"""Kernels made from parameters, and edits of a kernel; the public names are in `engine.filters`."""

import numpy as np
from numpy.typing import NDArray

from engine.checks import check_memory, pair, real_array, real_number, whole

Kernel = NDArray[np.float64]

_WIDEST = 1e6  # pixels; beyond it a kernel is flat, and a power of it no number


def box(size: int | tuple[int, int]) -> Kernel:
    """Return the mean of a window: every entry is 1 / (height · width).

    `size` is an int or a (height, width) pair, each at least 1; the result is 2-D float64. Raises
    ValueError or TypeError for any other size.
    """
    shape = _shape(size)
    return np.full(shape, 1 / (shape[0] * shape[1]))


def gaussian(size: int | tuple[int, int], sigma: float) -> Kernel:
    """Return exp(−(x² + y²) / 2σ²), x and y from the centre, divided by its sum; σ in pixels.

    `size` as in `box`; σ is at least 0.01, otherwise ValueError. The result is 2-D float64 and sums
    to 1.
    """
    sigma = real_number(sigma, "sigma", minimum=0.01, maximum=_WIDEST)
    exponents = [(axis / sigma) ** 2 / 2 for axis in _offsets(size)]
    # Relative to the largest entry: with a small sigma not all of an even kernel may become 0.
    down, across = (np.exp(exponent.min() - exponent) for exponent in exponents)
    kernel: Kernel = down * across
    kernel /= kernel.sum()
    return kernel


def laplacian_of_gaussian(size: int | tuple[int, int], sigma: float) -> Kernel:
    """Return −1/(πσ⁴) · (1 − r²/2σ²) · exp(−r²/2σ²) less its mean: it sums to 0.

    Marr & Hildreth, "Theory of edge detection" (1980); the sign is that of `laplacian`.
    """
    sigma = real_number(sigma, "sigma", minimum=0.1, maximum=_WIDEST)
    y, x = _offsets(size)
    half = (x**2 + y**2) / (2 * sigma**2)
    return zero_sum(-(1 - half) * np.exp(-half) / (np.pi * sigma**4))


def motion_blur(size: int, angle: float = 0.0) -> Kernel:
    """Return a mean along a line of `size` pixels, `angle`° counter-clockwise from →.

    `size` is an int of at least 1; the result is size×size, float64, and sums to 1. Raises
    ValueError or TypeError for any other size.
    """
    size = whole(size, "size", 1)
    check_memory((size, size), "the kernel")
    turn = np.deg2rad(real_number(angle, "angle"))
    right, up = np.cos(turn), np.sin(turn)
    step = (np.arange(size) - (size - 1) / 2) / max(abs(right), abs(up))
    middle = (size - 1) / 2
    # The nearest pixel; halves are decided by a hair, so that both ends go the same way.
    row = np.rint(middle - step * up - 1e-9).astype(int)
    column = np.rint(middle + step * right - 1e-9).astype(int)
    kernel = np.zeros((size, size))
    kernel[row, column] = 1 / size
    return kernel


def unsharp(size: int | tuple[int, int], sigma: float, amount: float = 1.0) -> Kernel:
    """Return a sharpening kernel: the picture plus `amount` times what a blur takes from it.

    The blur is Gaussian; the kernel sums to 1.
    """
    amount = real_number(amount, "amount")
    blur = gaussian(size, sigma)
    if blur.shape[0] % 2 == 0 or blur.shape[1] % 2 == 0:
        raise ValueError(
            f"size is {blur.shape[0]}×{blur.shape[1]}; it must be odd, so that there is a centre"
        )
    kernel = -amount * blur
    kernel[blur.shape[0] // 2, blur.shape[1] // 2] += 1 + amount
    return kernel


def gabor(
    size: int | tuple[int, int],
    wavelength: float,
    theta: float = 0.0,
    sigma: float | None = None,
    aspect: float = 0.5,
    phase: float = 0.0,
) -> Kernel:
    """Return a wave under a Gaussian: exp(−(x'² + γ²y'²) / 2σ²) · cos(2πx'/λ + φ).

    x' = x·cos θ + y·sin θ, y' = −x·sin θ + y·cos θ. `wavelength` λ and `sigma` σ in pixels (σ is
    0.56·λ if not given: a band of one octave), `theta` θ and `phase` φ in degrees, `aspect` γ.
    Daugman, "Uncertainty relation for resolution in space…" (1985).
    """
    wavelength = real_number(wavelength, "wavelength", minimum=0.1, maximum=_WIDEST)
    spread = 0.56 * wavelength
    if sigma is not None:
        spread = real_number(sigma, "sigma", minimum=0.1, maximum=_WIDEST)
    turn = np.deg2rad(real_number(theta, "theta"))
    shift = np.deg2rad(real_number(phase, "phase"))
    aspect = real_number(aspect, "aspect", minimum=0, maximum=_WIDEST)
    y, x = _offsets(size)
    along = x * np.cos(turn) + y * np.sin(turn)
    across = -x * np.sin(turn) + y * np.cos(turn)
    envelope = np.exp(-(along**2 + (aspect * across) ** 2) / (2 * spread**2))
    kernel: Kernel = envelope * np.cos(2 * np.pi * along / wavelength + shift)
    return kernel


def normalise(kernel: object) -> Kernel:
    """Divide the kernel by its sum, so that brightness stays.

    `kernel` is any 2-D array; the result is a new one in float64. Raises ValueError where it sums
    to 0, or to nearly that.
    """
    entries = _entries(kernel)
    total = entries.sum()
    if abs(total) <= 1e-12 * np.abs(entries).sum():
        raise ValueError("the kernel sums to 0, so it cannot be divided by its sum")
    normalised: Kernel = entries / total
    return normalised


def zero_sum(kernel: object) -> Kernel:
    """Subtract the kernel's mean, so that an even area gives 0.

    `kernel` is any 2-D array; the result is a new one in float64.
    """
    entries = _entries(kernel)
    shifted: Kernel = entries - entries.mean()
    return shifted


def rotate(kernel: object) -> Kernel:
    """Rotate the kernel by 90° clockwise.

    `kernel` is any 2-D array; the result is a new one in float64.
    """
    return np.rot90(_entries(kernel), -1).copy()


def flip(kernel: object) -> Kernel:
    """Flip both axes, as `numpy.flip`: a rotation by 180°, which makes correlation convolution.

    `kernel` is any 2-D array; the result is a new one in float64.
    """
    return _entries(kernel)[::-1, ::-1].copy()


def _entries(kernel: object) -> Kernel:
    entries = real_array(kernel, "kernel", "height×width").astype(np.float64)
    if entries.size == 0:
        raise ValueError("kernel is empty; it must have at least one entry")
    if not np.isfinite(entries).all():
        raise ValueError("kernel holds an entry that is infinite or not a number")
    return entries


def _shape(size: int | tuple[int, int]) -> tuple[int, int]:
    shape = pair(size, "size", 1)
    check_memory(shape, "the kernel")
    return shape


def _offsets(size: int | tuple[int, int]) -> tuple[Kernel, Kernel]:
    """Return y (a column) and x (a row), counted from the centre of the kernel."""
    height, width = _shape(size)
    return (
        (np.arange(height, dtype=np.float64) - (height - 1) / 2)[:, None],
        (np.arange(width, dtype=np.float64) - (width - 1) / 2)[None, :],
    )

"""What is done to each number by itself, or with its channel's: activations, normalisation."""

import math

import numpy as np

from engine.checks import Array
from engine.kernels.training import RELU, SIGMOID
from engine.ops.in_numpy.windows import Wide

_ERFC = np.vectorize(math.erfc, otypes=[np.float64])  # NumPy has none
_FAR = 50.0  # so far from 0 Φ is 0 or 1, and φ 0


def leaky(x: Array, slopes: Array, out: Array, start: int, stop: int) -> None:
    """Compute x above 0, slope·x below: rows `start` to `stop` of x, each with its own slope."""
    values = x[start:stop]
    with np.errstate(all="ignore"):
        out[start:stop] = np.where(values > 0, values, slopes[start:stop, None] * values)


def leaky_derivative(x: Array, slopes: Array, out: Array, start: int, stop: int) -> None:
    """Compute 1 above 0, elsewhere the slope, at NaN NaN."""
    values = x[start:stop]
    below = np.where(values <= 0, slopes[start:stop, None], values)
    out[start:stop] = np.where(values > 0, 1, below)


def gelu(x: Array, out: Array) -> None:
    """Compute x·Φ(x), Φ by erfc, which keeps its digits where Φ is small."""
    wide = x.astype(np.float64)
    share = _ERFC(-wide * math.sqrt(0.5)) / 2
    with np.errstate(all="ignore"):
        out[:] = np.where(share == 0, 0, wide * share)


def gelu_derivative(x: Array, out: Array) -> None:
    """Compute Φ(x) + x·φ(x)."""
    wide = np.clip(x.astype(np.float64), -_FAR, _FAR)
    density = np.exp(-(wide**2) / 2) / math.sqrt(2 * math.pi)
    out[:] = _ERFC(-wide * math.sqrt(0.5)) / 2 + wide * density


def maxout(x: Array, out: Array, start: int, stop: int) -> None:
    """Take the largest of the pieces, NaN before all: x is G×pieces×cells, out G×cells."""
    x[start:stop].max(axis=1, out=out[start:stop])


def maxout_derivative(x: Array, out: Array, start: int, stop: int) -> None:
    """Write 1 at the piece that `maxout` took, 0 at the others; both G×pieces×cells."""
    winners = x[start:stop].argmax(axis=1)
    out[start:stop] = winners[:, None] == np.arange(x.shape[1])[:, None]


def activation_backward(kind: int, grad: Array, out: Array, result: Array) -> None:
    """Compute grad · f′, with f′ from the activation's output; flat arrays."""
    with np.errstate(all="ignore"):
        if kind == RELU:
            result[:] = np.where(out <= 0, 0, grad)
        elif kind == SIGMOID:
            result[:] = grad * (1 - out) * out
        else:
            result[:] = grad * (1 - out * out)


def moments(x: Array, means: Wide, variances: Wide) -> None:
    """Compute mean and variance (over their number) of the channels of x, N×C×cells."""
    first = x[0, :, 0].astype(np.float64)  # so that the mean of equal numbers is exact
    rest = x - first[:, None]
    means[:], variances[:] = first + rest.mean(axis=(0, 2)), rest.var(axis=(0, 2))


def gradient_sums(grad: Array, x: Array, means: Wide, of_grad: Wide, of_products: Wide) -> None:
    """Sum grad and grad·(x − mean) of each channel."""
    of_grad[:] = grad.sum(axis=(0, 2), dtype=np.float64)
    of_products[:] = (grad * (x - means[:, None])).sum(axis=(0, 2))


def normalise(x: Array, means: Array, rests: Array, scale: Array, shift: Array, out: Array) -> None:
    """Compute out = scale·(x − mean) + shift, a mean being the sum of two; x is N×C×cells."""
    out[:] = scale[:, None] * _centred(x, means, rests) + shift[:, None]


def normalise_backward(
    grad: Array, x: Array, means: Array, rests: Array,
    scale: Array, factor: Array, shift: Array, out: Array,
) -> None:  # fmt: skip
    """Compute out = scale·grad + factor·(x − mean) + shift, as `normalise`."""
    rest = factor[:, None] * _centred(x, means, rests) + shift[:, None]
    out[:] = scale[:, None] * grad + rest


def _centred(x: Array, means: Array, rests: Array) -> Wide:
    centred: Wide = x - (means.astype(np.float64) + rests)[:, None]
    return centred

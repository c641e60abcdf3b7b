"""Activation functions: each with its plain definition above and its derivative below it.

Formulas as in `torch.nn.functional`. Every call takes an array of any shape, float32 or float64
(other real numbers are converted), and returns a new array of that shape and type, or fills `out`
(which may be `x` itself) and returns it. NaN stays NaN.

What needs exp or tanh goes through NumPy, piece by piece and split over the threads: NumPy's are
vectorised, a compiled loop would call the C library's for one number at a time, 5 to 40 times
slower.
"""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.checks import deliver, one_of, real_number
from engine.kernels import activations as kernels
from engine.kernels.readiness import either, lets_numpy_stand_in
from engine.ops.elementwise import SMALLEST_PART, by_slope, in_groups, piecewise, prepare
from engine.ops.in_numpy import pointwise
from engine.runtime import threads
from engine.runtime.caches import beyond_caches

Array = NDArray[Any]
Function = TypeVar("Function", bound=Callable[..., NDArray[Any]])

_leaky = either(kernels.leaky, pointwise.leaky)
_leaky_slope = either(kernels.leaky_derivative, pointwise.leaky_derivative)
_gelu = either(kernels.gelu, pointwise.gelu)
_gelu_slope = either(kernels.gelu_derivative, pointwise.gelu_derivative)
_maxout = either(kernels.maxout, pointwise.maxout)
_maxout_slope = either(kernels.maxout_derivative, pointwise.maxout_derivative)

_DERIVATIVES: dict[str, Callable[..., Array]] = {}
_DEFINITIONS: dict[str, Callable[..., float]] = {}


def _defined_by(plain: Callable[..., float]) -> Callable[[Function], Function]:
    """Let `plain` be the `definition` of the function below."""

    def add(function: Function) -> Function:
        _DEFINITIONS[function.__name__] = plain
        return function

    return add


def _derivative_of(function: Callable[..., Array]) -> Callable[[Function], Function]:
    """Let the function below be what `derivative` computes by the name of `function`."""

    def add(slope: Function) -> Function:
        _DERIVATIVES[function.__name__] = slope
        return slope

    return add


@_defined_by(lambda x: max(0.0, x))
def relu(x: Array, out: Array | None = None) -> Array:
    """Return max(0, x): the rectified linear unit (Nair & Hinton, 2010).

    `x` is any array of real numbers; the result, or `out`, has its shape, in float32 or float64.
    Raises TypeError where x or `out` holds anything else, ValueError for another shape of `out`.
    """
    values, result = prepare(x, out)
    source, target = values.reshape(-1), result.reshape(-1)
    if lets_numpy_stand_in():
        np.maximum(source, 0, out=target)
        return deliver(result, out)
    nontemporal = beyond_caches(source, target) and not np.may_share_memory(source, target)
    kernels.relu(*threads.share(source.size, threads.FEW_NUMBERS), source, target, nontemporal)
    return deliver(result, out)


@_derivative_of(relu)
def _relu_derivative(x: Array, out: Array | None = None) -> Array:
    """Return 1 above 0, 0 below, and 0 at 0 itself, where there is none."""
    return by_slope(_leaky_slope, x, [0.0], out)


@_defined_by(lambda x, negative_slope: x if x > 0 else negative_slope * x)
def leaky_relu(x: Array, negative_slope: float = 0.01, out: Array | None = None) -> Array:
    """Return x above 0, negative_slope·x below (Maas et al., 2013).

    `x`, `out` and errors as in `relu`; `negative_slope` is any finite number.
    """
    slope = real_number(negative_slope, "negative_slope")
    return by_slope(_leaky, x, [slope], out)


@_derivative_of(leaky_relu)
def _leaky_relu_derivative(
    x: Array, negative_slope: float = 0.01, out: Array | None = None
) -> Array:
    """Return 1 above 0, negative_slope elsewhere."""
    slope = real_number(negative_slope, "negative_slope")
    return by_slope(_leaky_slope, x, [slope], out)


@_defined_by(lambda x, weight: x if x > 0 else weight * x)
def prelu(x: Array, weight: float | Array, out: Array | None = None) -> Array:
    """Return leaky ReLU with learned slopes (He et al., 2015).

    `weight` is one slope, or one for each channel of an x that is N×C or N×C×H×W.

    `x`, `out` and errors as in `relu`; ValueError where there are neither one nor C slopes.
    """
    return by_slope(_leaky, x, weight, out)


@_derivative_of(prelu)
def _prelu_derivative(x: Array, weight: float | Array, out: Array | None = None) -> Array:
    """Return 1 above 0, the channel's weight elsewhere (with respect to x)."""
    return by_slope(_leaky_slope, x, weight, out)


@_defined_by(lambda x, alpha: x if x > 0 else alpha * math.expm1(x))
def elu(x: Array, alpha: float = 1.0, out: Array | None = None) -> Array:
    """Return x above 0, alpha·(exp(x) − 1) below: the ELU of Clevert et al. (2016).

    `x`, `out` and errors as in `relu`; `alpha` is any finite number.
    """
    scale = real_number(alpha, "alpha")

    def piece(x: Array, out: Array) -> None:
        above = np.maximum(x, 0)
        np.expm1(np.minimum(x, 0), out=out)
        np.multiply(out, scale, out=out)
        np.add(out, above, out=out)

    return piecewise(piece, x, out)


@_derivative_of(elu)
def _elu_derivative(x: Array, alpha: float = 1.0, out: Array | None = None) -> Array:
    """Return 1 above 0, alpha·exp(x) elsewhere."""
    scale = real_number(alpha, "alpha")

    def piece(x: Array, out: Array) -> None:
        growth = np.exp(np.minimum(x, 0))  # 1 above 0
        _leaky_relu_derivative(x, scale, out=out)
        np.multiply(out, growth, out=out)

    return piecewise(piece, x, out)


def _logistic(x: float) -> float:
    return math.exp(x) / (1 + math.exp(x)) if x < 0 else 1 / (1 + math.exp(-x))


@_defined_by(_logistic)
def sigmoid(x: Array, out: Array | None = None) -> Array:
    """Return 1/(1 + exp(−x)): the logistic function.

    `x`, `out` and errors as in `relu`. No x overflows: at −1000 the result is 0.
    """
    return piecewise(_sigmoid_piece, x, out)


def _sigmoid_piece(x: Array, out: Array) -> None:
    np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.reciprocal(out, out=out)


@_derivative_of(sigmoid)
def _sigmoid_derivative(x: Array, out: Array | None = None) -> Array:
    """Return σ(x)·(1 − σ(x)), at most 1/4."""

    def piece(x: Array, out: Array) -> None:
        # σ(−|x|) for σ(x): the product is the same, and 1 − σ loses no digits.
        _sigmoid_piece(-np.abs(x), out)
        np.multiply(out, 1 - out, out=out)

    return piecewise(piece, x, out)


@_defined_by(math.tanh)
def tanh(x: Array, out: Array | None = None) -> Array:
    """Return the hyperbolic tangent, 2σ(2x) − 1.

    `x`, `out` and errors as in `relu`.
    """

    def piece(x: Array, out: Array) -> None:
        np.tanh(x, out=out)

    return piecewise(piece, x, out)


@_derivative_of(tanh)
def _tanh_derivative(x: Array, out: Array | None = None) -> Array:
    """Return 1 − tanh²(x)."""

    def piece(x: Array, out: Array) -> None:
        np.tanh(x, out=out)
        np.multiply(1 - out, 1 + out, out=out)

    return piecewise(piece, x, out)


@_defined_by(lambda x: 0.0 if x < -40 else x * math.erfc(-x / math.sqrt(2)) / 2)
def gelu(x: Array, out: Array | None = None) -> Array:
    """Return x·Φ(x), Φ the normal distribution: the GELU of Hendrycks & Gimpel (2016).

    `x`, `out` and errors as in `relu`. Exact, as PyTorch's default, without the tanh that some
    libraries put for Φ.
    """
    return piecewise(_gelu, x, out)


@_derivative_of(gelu)
def _gelu_derivative(x: Array, out: Array | None = None) -> Array:
    """Return Φ(x) + x·φ(x), φ the normal density: from −0.13 to 1.13."""
    return piecewise(_gelu_slope, x, out)


_FLAT = 1e4
"""So far from 0 exp(−|x|) is 0: what is multiplied by it need be no larger, and no infinity."""


def _two_sigmoids(x: Array) -> tuple[Array, Array]:
    """Return σ(x) and σ(−x), both to the last digits also where they are small."""
    small = np.exp(-np.abs(x))
    large = 1 / (1 + small)
    small *= large
    return np.where(x < 0, small, large), np.where(x < 0, large, small)


@_defined_by(lambda x: x * _logistic(x) if x > -math.inf else 0.0)
def silu(x: Array, out: Array | None = None) -> Array:
    """Return x·σ(x): the SiLU of Elfwing et al. (2018), or Swish (Ramachandran et al., 2017).

    `x`, `out` and errors as in `relu`.
    """

    def piece(x: Array, out: Array) -> None:
        sigma, _ = _two_sigmoids(x)
        np.multiply(np.maximum(x, -_FLAT), sigma, out=out)

    return piecewise(piece, x, out)


@_derivative_of(silu)
def _silu_derivative(x: Array, out: Array | None = None) -> Array:
    """Return σ(x)·(1 + x·σ(−x)): from −0.1 to 1.1."""

    def piece(x: Array, out: Array) -> None:
        sigma, rest = _two_sigmoids(x)
        np.multiply(np.clip(x, -_FLAT, _FLAT), rest, out=out)
        np.add(out, 1, out=out)
        np.multiply(out, sigma, out=out)

    return piecewise(piece, x, out)


@_defined_by(lambda x: max(0.0, x) + math.log1p(math.exp(-abs(x))))
def softplus(x: Array, out: Array | None = None) -> Array:
    """Return log(1 + exp(x)): a smooth ReLU (Dugas et al., 2001).

    `x`, `out` and errors as in `relu`. PyTorch returns x itself above 20, where the difference is
    below 3e-9.
    """

    def piece(x: Array, out: Array) -> None:
        above = np.maximum(x, 0)
        np.negative(np.abs(x), out=out)
        np.log1p(np.exp(out, out=out), out=out)
        np.add(out, above, out=out)

    return piecewise(piece, x, out)


@_derivative_of(softplus)
def _softplus_derivative(x: Array, out: Array | None = None) -> Array:
    """Return σ(x)."""
    return sigmoid(x, out)


def maxout(x: Array, pieces: int) -> Array:
    """Return the largest of `pieces` neighbouring channels (Goodfellow et al., 2013).

    `x` is N×C or N×C×H×W with C a multiple of `pieces`; the result has C/pieces channels:
    output channel k is the maximum of the inputs k·pieces … k·pieces + pieces − 1.

    Type, `out` and errors as in `relu`; ValueError where `pieces` does not divide C.
    """
    values, grouped = in_groups(x, pieces)
    out = np.empty((len(grouped), grouped.shape[2]), values.dtype)

    def part(start: int, stop: int) -> None:
        _maxout(grouped, out, start, stop)

    threads.split(part, len(grouped), SMALLEST_PART // max(1, grouped[:1].size))
    channels = values.shape[1] // pieces
    return out.reshape(values.shape[0], channels, *values.shape[2:])


@_derivative_of(maxout)
def _maxout_derivative(x: Array, pieces: int, out: Array | None = None) -> Array:
    """Return 1 at the piece that won (the first of equals), 0 at the others.

    In the shape of x.
    """
    _, grouped = in_groups(x, pieces)
    _, result = prepare(x, out)
    target = result.reshape(grouped.shape)

    def part(start: int, stop: int) -> None:
        _maxout_slope(grouped, target, start, stop)

    threads.split(part, len(grouped), SMALLEST_PART // max(1, grouped[:1].size))
    return deliver(result, out)


def definition(name: str) -> Callable[..., float]:
    """Return what the activation `name` *is*: a plain function of one number and its parameters.

    The tests hold the activations to it.
    """
    one_of(name, "name", tuple(_DEFINITIONS))
    return _DEFINITIONS[name]


def derivative(
    name: str, x: Array, *parameters: Any, out: Array | None = None, **named: Any
) -> Array:
    """Return the derivative with respect to x, at every x, of the activation `name`.

    `parameters` are those of the activation itself: `derivative("elu", x, alpha=0.5)`. The result
    has the shape and type of x. The derivative of ReLU at 0, where there is none, is taken as 0.
    """
    one_of(name, "name", tuple(_DERIVATIVES))
    return _DERIVATIVES[name](x, *parameters, out=out, **named)

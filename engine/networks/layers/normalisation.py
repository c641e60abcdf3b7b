"""Normalisation: of each channel over the batch, or of each number by its neighbours."""

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array, read_only, real_number, whole
from engine.kernels import training as kernels
from engine.kernels.readiness import either_shared
from engine.networks.layers.base import (
    Draw,
    Layer,
    Mode,
    ParameterGradients,
    Shape,
    Weights,
    check_maps,
)
from engine.networks.layers.registry import register
from engine.ops.in_numpy import pointwise
from engine.runtime import threads

Numbers = NDArray[np.float64]

_moments = either_shared(kernels.moments, pointwise.moments)
_gradient_sums = either_shared(kernels.gradient_sums, pointwise.gradient_sums)
_normalise = either_shared(kernels.normalise, pointwise.normalise)
_normalise_backward = either_shared(kernels.normalise_backward, pointwise.normalise_backward)


@register("batchnorm", "BATCH NORM", onnx="BatchNormalization", source="Ioffe & Szegedy, 2015")
@dataclass(frozen=True)
class BatchNorm2d(Layer):
    """out = weight · (x − mean)/√(variance + eps) + bias, channel by channel.

    In training, mean and variance are the batch's, and `running_mean` and `running_var` move
    towards them by `momentum` (towards the variance over count − 1, as in PyTorch); otherwise
    those are taken.
    """

    num_features: int
    eps: float = 1e-5
    momentum: float = 0.1

    title = "batch normalisation"

    def __post_init__(self) -> None:
        self._set(
            num_features=whole(self.num_features, "num_features", 1),
            eps=real_number(self.eps, "eps", minimum=0),
            momentum=real_number(self.momentum, "momentum", minimum=0),
        )

    @classmethod
    def for_input(cls, shape: Shape, **settings: Any) -> Self:
        return cls(num_features=shape[0], **settings)

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        if shape[0] != self.num_features:
            raise ValueError(
                f"it is made for {self.num_features} channels, and its input has {shape[0]}"
            )
        return shape

    def parameter_shapes(self) -> dict[str, Shape]:
        return {"weight": (self.num_features,), "bias": (self.num_features,)}

    def multiply_adds(self, shape: Shape) -> int:
        return shape[0] * shape[1] * shape[2]

    def initial_parameters(self, draw: Draw, dtype: np.dtype[Any]) -> dict[str, Array]:
        count = self.num_features
        return {"weight": np.ones(count, dtype), "bias": np.zeros(count, dtype)}

    def initial_buffers(self, dtype: np.dtype[Any]) -> dict[str, Array]:
        count = self.num_features
        return {"running_mean": np.zeros(count, dtype), "running_var": np.ones(count, dtype)}

    def check_weights(self, weights: Weights) -> None:
        least = weights["running_var"].min()
        if least < 0:
            raise ValueError(f"running_var holds {least:g}; a variance is at least 0")

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        if mode.training:
            means, variances = self._statistics(x, weights)
        else:
            means = weights["running_mean"].astype(np.float64)
            variances = weights["running_var"].astype(np.float64)
        steepness = 1 / np.sqrt(variances + self.eps)
        scale = (weights["weight"] * steepness).astype(x.dtype)
        taken = *_parts(means, x.dtype), scale, weights["bias"]
        out = mode.empty(x.shape, x.dtype)
        _normalise(_channels(x), _planes(x), *taken, out.reshape(*x.shape[:2], -1))
        return out, (x, means, steepness, mode.training)

    def _statistics(self, x: Array, weights: Weights) -> tuple[Numbers, Numbers]:
        """Return mean and variance of the batch; the running ones follow."""
        cells = x.size // x.shape[1]
        if cells < 2:
            raise ValueError("batch normalisation needs more than one number in each channel")
        means, variances = np.empty((2, x.shape[1]))
        _moments(_channels(x), _planes(x), means, variances)
        for name, new in (("mean", means), ("var", variances * (cells / (cells - 1)))):
            running = weights[f"running_{name}"]
            running += self.momentum * (new - running)
        return means, variances

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        x, means, steepness, training = saved
        total, products = np.empty((2, x.shape[1]))
        slopes, flat = _planes(grad), _planes(x)
        _gradient_sums(_channels(x), slopes, flat, means, total, products)
        learned = {"weight": (products * steepness).astype(x.dtype), "bias": total.astype(x.dtype)}
        if not needs_input_grad:
            return None, learned
        # In training the mean and the variance depend on x too.
        count = x.size // x.shape[1] if training else np.inf
        scale = weights["weight"] * steepness
        factor = -scale * steepness**2 * products / count
        each = (scale, factor, -scale * total / count)
        taken = *_parts(means, x.dtype), *(numbers.astype(x.dtype) for numbers in each)
        out = mode.empty(x.shape, x.dtype)
        target = out.reshape(*x.shape[:2], -1)
        _normalise_backward(_channels(x), slopes, flat, *taken, target)
        return out, learned


def _parts(means: Numbers, dtype: np.dtype[Any]) -> tuple[Array, Array]:
    """Return numbers of this type whose sum is `means`, nearer than one of them could be."""
    first = means.astype(dtype)
    return first, (means - first).astype(dtype)


def _planes(x: Array) -> Array:
    """Return N×C×H×W as N×C×cells."""
    return read_only(x.reshape(*x.shape[:2], -1))


def _channels(x: Array) -> tuple[int, int, int]:
    """Give whole channels to each thread, so that their number changes no sum."""
    return threads.share(x.shape[1], threads.FEW_NUMBERS / (x.size // x.shape[1]))


@register("lrn", "LOCAL RESPONSE NORM", onnx="LRN", source="Krizhevsky et al., 2012, section 3.3")
@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """out = x / (k + alpha/size · Σ x²)^beta, the sum over `size` neighbours in depth.

    N×C×H×W keeps its shape; beyond the first and the last channel stand zeros. It is AlexNet's NORM
    (Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012,
    section 3.3, with k = 2, size 5, beta 0.75), whose α is not divided by the size: its 10⁻⁴ is an
    `alpha` of 5·10⁻⁴ here, in PyTorch, Caffe and ONNX. `size` is odd, as in Caffe, so that there
    are as many neighbours on either side. Nothing is learned.

    With s = k + alpha/size · Σ x² the gradient of x is
    grad · s^−beta − 2·alpha·beta/size · x · Σ grad · out/s, over the same neighbours.
    """

    size: int = field(default=5, metadata={"always written": True})  # PyTorch has no default
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 1.0

    title = "local response normalisation"

    def __post_init__(self) -> None:
        self._set(size=whole(self.size, "size", 1))
        for name in ("alpha", "beta", "k"):
            self._set(**{name: real_number(getattr(self, name), name, minimum=0)})
        if self.size % 2 == 0:
            raise ValueError(
                f"size is {self.size}; it must be odd, so that there are as many neighbours on"
                " either side"
            )

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        return shape

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        bases = sums_in_depth(x * x, self.size // 2, self.size // 2)
        bases *= self.alpha / self.size
        bases += self.k
        out = mode.empty(x.shape, x.dtype)
        np.multiply(x, bases**-self.beta, out=out)
        return out, (x, bases)

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        x, bases = saved
        scales = bases**-self.beta
        sums = sums_in_depth(grad * x * scales / bases, self.size // 2, self.size // 2)
        return grad * scales - (2 * self.alpha * self.beta / self.size) * x * sums, {}


def sums_in_depth(x: Array, before: int, after: int) -> Array:
    """Return the sum of each number of N×C×… and of so many channels before and after its own."""
    depth, sums = x.shape[1], np.zeros_like(x)
    for step in range(-min(before, depth), min(after, depth) + 1):
        here = slice(max(0, -step), depth - max(0, step))
        there = slice(max(0, step), depth + min(0, step))
        sums[:, here] += x[:, there]
    return sums

"""Activation layers."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.checks import Array, read_only, real_number, whole
from engine.kernels import training as kernels
from engine.networks.layers.base import Draw, Layer, Mode, ParameterGradients, Shape, Weights
from engine.ops import activations
from engine.ops.losses import softmax
from engine.runtime import threads


class _SameShape(Layer):
    def output_shape(self, shape: Shape) -> Shape:
        return shape


class _FromOutput(_SameShape):
    """An activation whose derivative follows from its output, which may stand in its input."""

    gives_output_away = False
    _kind = 0  # in `kernels.activation_backward`

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        result = grad if mode.overwrite else mode.empty(grad.shape, grad.dtype)
        flat, out = read_only(grad.reshape(-1)), read_only(saved.reshape(-1))
        target = result.reshape(-1)
        share = threads.share(flat.size, threads.FEW_NUMBERS)
        kernels.activation_backward(*share, self._kind, flat, out, target)
        return result, {}


@dataclass(frozen=True)
class ReLU(_FromOutput):
    """max(0, x)."""

    _kind = kernels.RELU
    title = "ReLU"

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = activations.relu(x, out=x if mode.overwrite else mode.empty(x.shape, x.dtype))
        return out, out


@dataclass(frozen=True)
class Sigmoid(_FromOutput):
    """1/(1 + exp(−x))."""

    _kind = kernels.SIGMOID
    title = "sigmoid"

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = activations.sigmoid(x, out=x if mode.overwrite else mode.empty(x.shape, x.dtype))
        return out, out


@dataclass(frozen=True)
class Tanh(_FromOutput):
    """Hyperbolic tangent."""

    _kind = kernels.TANH
    title = "tanh"

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = activations.tanh(x, out=x if mode.overwrite else mode.empty(x.shape, x.dtype))
        return out, out


@dataclass(frozen=True)
class LeakyReLU(_SameShape):
    """x above 0, negative_slope·x below."""

    negative_slope: float = 0.01

    title = "leaky ReLU"

    def __post_init__(self) -> None:
        real_number(self.negative_slope, "negative_slope")

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return activations.leaky_relu(x, self.negative_slope), x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        slopes = activations.derivative("leaky_relu", saved, self.negative_slope)
        return np.multiply(grad, slopes, out=slopes), {}


@dataclass(frozen=True)
class ELU(_SameShape):
    """x above 0, alpha·(exp(x) − 1) below."""

    alpha: float = 1.0

    title = "ELU"

    def __post_init__(self) -> None:
        real_number(self.alpha, "alpha")

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return activations.elu(x, self.alpha), x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        slopes = activations.derivative("elu", saved, self.alpha)
        return np.multiply(grad, slopes, out=slopes), {}


@dataclass(frozen=True)
class PReLU(_SameShape):
    """Leaky ReLU whose slope is learned: one for all, or one for each channel."""

    num_parameters: int = 1
    init: float = 0.25

    title = "PReLU"

    def __post_init__(self) -> None:
        whole(self.num_parameters, "num_parameters", 1)
        real_number(self.init, "init")

    def output_shape(self, shape: Shape) -> Shape:
        if self.num_parameters not in (1, shape[0]):
            raise ValueError(
                f"it has {self.num_parameters} slopes; it must have one, or one for each of the"
                f" {shape[0]} channels of its input"
            )
        return shape

    def parameter_shapes(self) -> dict[str, Shape]:
        return {"weight": (self.num_parameters,)}

    def initial_parameters(self, draw: Draw, dtype: np.dtype[Any]) -> dict[str, Array]:
        return {"weight": np.full(self.num_parameters, self.init, dtype)}

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return activations.prelu(x, weights["weight"]), x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        # ∂out/∂slope is x where x is below 0.
        shares = np.minimum(saved, 0) * grad
        rest = tuple(axis for axis in range(shares.ndim) if axis != 1)
        sums = shares.sum(axis=rest)
        learned = {"weight": sums if self.num_parameters > 1 else sums.sum(keepdims=True)}
        if not needs_input_grad:
            return None, learned
        slopes = activations.derivative("prelu", saved, weights["weight"])
        return np.multiply(grad, slopes, out=slopes), learned


@dataclass(frozen=True)
class Maxout(Layer):
    """The largest of `pieces` neighbouring channels (Goodfellow et al., 2013); not in PyTorch."""

    pieces: int

    def __post_init__(self) -> None:
        whole(self.pieces, "pieces", 1)

    @property
    def title(self) -> str:
        return f"maxout of {self.pieces}"

    def output_shape(self, shape: Shape) -> Shape:
        if shape[0] % self.pieces:
            raise ValueError(
                f"the {shape[0]} channels of its input cannot be divided into groups of"
                f" {self.pieces}"
            )
        return (shape[0] // self.pieces, *shape[1:])

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return activations.maxout(x, self.pieces), x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        chosen = activations.derivative("maxout", saved, self.pieces)
        return np.multiply(chosen, np.repeat(grad, self.pieces, axis=1), out=chosen), {}


@dataclass(frozen=True)
class Softmax(_SameShape):
    """Shares of the classes, or of the channels at each place, that sum to 1."""

    dim: int = field(default=1, metadata={"always written": True})  # PyTorch has no default

    title = "softmax"
    gives_output_away = False

    def __post_init__(self) -> None:
        if self.dim != 1:
            raise ValueError(f"dim is {self.dim!r}; it must be 1, the dimension of the classes")

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = softmax(x, axis=1)
        return out, out

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        return saved * (grad - (grad * saved).sum(axis=1, keepdims=True)), {}

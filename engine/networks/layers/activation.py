"""Activation layers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from engine.checks import Array, read_only, real_number, shown, whole
from engine.kernels import training as kernels
from engine.kernels.readiness import either_shared
from engine.networks.layers import registry
from engine.networks.layers.base import Draw, Layer, Mode, ParameterGradients, Shape, Weights
from engine.networks.layers.registry import Setting, register
from engine.ops import activations
from engine.ops.in_numpy import pointwise
from engine.ops.losses import softmax
from engine.runtime import threads

_activation_backward = either_shared(kernels.activation_backward, pointwise.activation_backward)


class Activation(Layer):
    """A function of every number by itself.

    It is `function` of `engine.activations`, which knows its derivative too; its settings are those
    of the layer.
    """

    function: ClassVar[Callable[..., Array]]
    initialisation: ClassVar[str] = "he_uniform"
    """What suits the weights of the layers before it."""
    saturated: ClassVar[tuple[float, float] | None] = None
    """Outputs beyond these lie where the function is nearly flat: its derivative below 1/12."""

    @property
    def title(self) -> str:
        return registry.type_of(self).label

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return self.function(x, *self.settings().values()), x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        slopes = activations.derivative(self.function.__name__, saved, *self.settings().values())
        return np.multiply(grad, slopes, out=slopes), {}


class _FromOutput(Activation):
    """An activation whose derivative follows from its output, which may stand in its input."""

    gives_output_away = False
    _kind = 0  # in `kernels.activation_backward`

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = self.function(x, out=x if mode.overwrite else mode.empty(x.shape, x.dtype))
        return out, out

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        result = grad if mode.overwrite else mode.empty(grad.shape, grad.dtype)
        flat, out = read_only(grad.reshape(-1)), read_only(saved.reshape(-1))
        target = result.reshape(-1)
        share = threads.share(flat.size, threads.FEW_NUMBERS)
        _activation_backward(share, self._kind, flat, out, target)
        return result, {}


@register("relu", "ReLU", onnx="Relu", source="Nair & Hinton, 2010")
@dataclass(frozen=True)
class ReLU(_FromOutput):
    """max(0, x)."""

    function = staticmethod(activations.relu)
    _kind = kernels.RELU

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        passed = np.maximum(grad, 0) if mode.guided else grad
        return super().backward(passed, saved, weights, needs_input_grad, mode)


@register(
    "leaky",
    "leaky ReLU",
    Setting("slope", "negative_slope", 0, 1, 0.01, step=0.01),
    onnx="LeakyRelu",
    source="Maas et al., 2013",
)
@dataclass(frozen=True)
class LeakyReLU(Activation):
    """x above 0, negative_slope·x below."""

    negative_slope: float = 0.01

    function = staticmethod(activations.leaky_relu)

    def __post_init__(self) -> None:
        self._set(negative_slope=real_number(self.negative_slope, "negative_slope"))


@register("prelu", "PReLU", onnx="PRelu", source="He et al., 2015")
@dataclass(frozen=True)
class PReLU(Activation):
    """Leaky ReLU whose slope is learned: one for all, or one for each channel."""

    num_parameters: int = 1
    init: float = 0.25

    function = staticmethod(activations.prelu)

    def __post_init__(self) -> None:
        self._set(
            num_parameters=whole(self.num_parameters, "num_parameters", 1),
            init=real_number(self.init, "init"),
        )

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


@register(
    "elu",
    "ELU",
    Setting("α", "alpha", 0, 10, 1, step=0.1),
    onnx="Elu",
    source="Clevert et al., 2016",
)
@dataclass(frozen=True)
class ELU(Activation):
    """x above 0, alpha·(exp(x) − 1) below."""

    alpha: float = 1.0

    function = staticmethod(activations.elu)

    def __post_init__(self) -> None:
        self._set(alpha=real_number(self.alpha, "alpha"))


@register("sigmoid", "sigmoid", onnx="Sigmoid")
@dataclass(frozen=True)
class Sigmoid(_FromOutput):
    """1/(1 + exp(−x))."""

    function = staticmethod(activations.sigmoid)
    initialisation = "xavier_uniform"
    saturated = (0.02, 0.98)
    _kind = kernels.SIGMOID


@register("tanh", "tanh", onnx="Tanh")
@dataclass(frozen=True)
class Tanh(_FromOutput):
    """Hyperbolic tangent."""

    function = staticmethod(activations.tanh)
    initialisation = "xavier_uniform"
    saturated = (-0.96, 0.96)
    _kind = kernels.TANH


@register("gelu", "GELU", onnx="Gelu", source="Hendrycks & Gimpel, 2016")
@dataclass(frozen=True)
class GELU(Activation):
    """x·Φ(x), Φ the normal distribution."""

    function = staticmethod(activations.gelu)


@register("silu", "SiLU", source="Elfwing et al., 2018")
@dataclass(frozen=True)
class SiLU(Activation):
    """x·σ(x), also called Swish."""

    function = staticmethod(activations.silu)


@register("softplus", "softplus", onnx="Softplus", source="Dugas et al., 2001")
@dataclass(frozen=True)
class Softplus(Activation):
    """log(1 + exp(x))."""

    function = staticmethod(activations.softplus)


@register(
    "maxout", "maxout", Setting("pieces", "pieces", 1, 64, 2), source="Goodfellow et al., 2013"
)
@dataclass(frozen=True)
class Maxout(Layer):
    """The largest of `pieces` neighbouring channels (Goodfellow et al., 2013); not in PyTorch."""

    pieces: int

    pytorch_definition = '''class Maxout(nn.Module):
    """The largest of `pieces` neighbouring channels."""

    def __init__(self, pieces):
        super().__init__()
        self.pieces = pieces

    def forward(self, x):
        return x.unflatten(1, (-1, self.pieces)).amax(dim=2)'''

    def __post_init__(self) -> None:
        self._set(pieces=whole(self.pieces, "pieces", 1))

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


@register("softmax", "softmax", onnx="Softmax")
@dataclass(frozen=True)
class Softmax(Layer):
    """Shares of the classes, or of the channels at each place, that sum to 1."""

    dim: int = field(default=1, metadata={"always written": True})  # PyTorch has no default

    title = "softmax"
    gives_output_away = False

    def __post_init__(self) -> None:
        self._set(dim=whole(self.dim, "dim", 1))
        if self.dim > 1:
            raise ValueError(
                f"dim is {shown(self.dim)}; it must be 1, the dimension of the classes"
            )

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = softmax(x, axis=1)
        return out, out

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        return saved * (grad - (grad * saved).sum(axis=1, keepdims=True)), {}

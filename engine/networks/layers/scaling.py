"""Layers that move or bound numbers, each by itself."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from engine.checks import Array, real_number, whole
from engine.networks.layers.base import Draw, Layer, Mode, ParameterGradients, Shape, Weights
from engine.networks.layers.registry import register


@register("", "SCALE")
@dataclass(frozen=True)
class Scale(Layer):
    """weight · x + bias, one of each for all numbers or for every channel; both are learned.

    What is left of batch normalisation once its statistics are fixed, as in Caffe's layer of this
    name. Its gradient is weight · grad; weight's is Σ grad · x over the channel, bias's Σ grad.
    """

    num_features: int = 1

    title = "scaling"
    pytorch_definition = '''class Scale(nn.Module):
    """weight · x + bias, one of each for all numbers or for every channel."""

    def __init__(self, num_features=1):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))

    def forward(self, x):
        shape = (-1,) + (1,) * (x.dim() - 2)
        return x * self.weight.view(shape) + self.bias.view(shape)'''

    def __post_init__(self) -> None:
        self._set(num_features=whole(self.num_features, "num_features", 1))

    @classmethod
    def for_input(cls, shape: Shape, **settings: Any) -> Self:
        return cls(**{"num_features": shape[0]} | settings)

    def output_shape(self, shape: Shape) -> Shape:
        if self.num_features not in (1, shape[0]):
            raise ValueError(
                f"it is made for {self.num_features} channels, and its input has {shape[0]}"
            )
        return shape

    def parameter_shapes(self) -> dict[str, Shape]:
        return {"weight": (self.num_features,), "bias": (self.num_features,)}

    def multiply_adds(self, shape: Shape) -> int:
        return int(np.prod(shape))

    def initial_parameters(self, draw: Draw, dtype: np.dtype[Any]) -> dict[str, Array]:
        count = self.num_features
        return {"weight": np.ones(count, dtype), "bias": np.zeros(count, dtype)}

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = mode.empty(x.shape, x.dtype)
        np.multiply(x, _along(weights["weight"], x), out=out)
        out += _along(weights["bias"], x)
        return out, x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        rest = tuple(axis for axis in range(grad.ndim) if axis != 1 or self.num_features == 1)
        sums = (grad * saved).sum(axis=rest), grad.sum(axis=rest)
        weight, bias = (np.reshape(one, self.num_features) for one in sums)
        learned = {"weight": weight, "bias": bias}
        return (grad * _along(weights["weight"], grad) if needs_input_grad else None), learned


def _along(numbers: Array, x: Array) -> Array:
    """Return one number for each channel so that it meets N×C×H×W, or N×C."""
    return numbers.reshape(-1, *(1,) * (x.ndim - 2))


@register("", "CLIP", onnx="Clip")
@dataclass(frozen=True)
class Hardtanh(Layer):
    """x between `min_val` and `max_val`, else the nearer of them; from 0 to 6 it is ReLU6.

    Its gradient is 1 between the two, and 0 elsewhere and at them (Howard et al., "MobileNets",
    2017, take ReLU6).
    """

    min_val: float = -1.0
    max_val: float = 1.0

    def __post_init__(self) -> None:
        for name in ("min_val", "max_val"):
            self._set(**{name: real_number(getattr(self, name), name)})
        if self.max_val <= self.min_val:
            raise ValueError(
                f"max_val is {self.max_val:g}; it must be greater than min_val, {self.min_val:g}"
            )

    @property
    def title(self) -> str:
        return f"clipping to {self.min_val:g} … {self.max_val:g}"

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = mode.empty(x.shape, x.dtype)
        np.clip(x, self.min_val, self.max_val, out=out)
        return out, x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        return grad * ((saved > self.min_val) & (saved < self.max_val)), {}

"""Dense (fully connected) layers, and the flattening that leads to them.

Products of matrices are NumPy's, in one thread (`engine.runtime.blas`); large ones are split over
the pool. Where the splits are depends on the sizes alone, so the number of threads changes no bit
of the result.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from engine.checks import Array, flag, times, whole
from engine.networks.layers.base import Draw, Layer, Mode, ParameterGradients, Shape, Weights
from engine.networks.layers.registry import Setting, register
from engine.runtime import blas, threads

_SMALLEST_PART = 1 << 20  # multiply-adds
_MOST_PARTS = 16


@register("flatten", "FLATTEN", onnx="Flatten")
@dataclass(frozen=True)
class Flatten(Layer):
    """The numbers of a sample in a row: channel by channel, row by row."""

    gives_output_away = False  # it is the input, in another shape

    @property
    def title(self) -> str:
        return "flattening"

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return x.reshape(len(x), -1), x.shape

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        return grad.reshape(saved), {}


@register("fc", "FC", Setting("K", "out_features", 1, 4096, 10), onnx="Gemm")
@dataclass(frozen=True)
class Linear(Layer):
    """Neurons that see every number of the input: out = x · weightᵀ + bias."""

    in_features: int
    out_features: int
    bias: bool = True

    sees_everything = True

    def __post_init__(self) -> None:
        for name in ("in_features", "out_features"):
            self._set(**{name: whole(getattr(self, name), name, 1)})
        self._set(bias=flag(self.bias, "bias"))

    @classmethod
    def for_input(cls, shape: Shape, **settings: Any) -> Self:
        return cls(in_features=math.prod(shape), **settings)

    @property
    def title(self) -> str:
        return f"fully connected layer of {self.out_features}"

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ValueError(
                f"its input is {times(shape)}; it needs a row of numbers, so Flatten must come"
                " before it"
            )
        if shape[0] != self.in_features:
            raise ValueError(
                f"its neurons are made for {self.in_features} numbers, and its input has {shape[0]}"
            )
        return (self.out_features,)

    def parameter_shapes(self) -> dict[str, Shape]:
        weight: dict[str, Shape] = {"weight": (self.out_features, self.in_features)}
        return weight | ({"bias": (self.out_features,)} if self.bias else {})

    def multiply_adds(self, shape: Shape) -> int:
        return self.in_features * self.out_features

    def initial_parameters(self, draw: Draw, dtype: np.dtype[Any]) -> dict[str, Array]:
        made = {"weight": draw(self.parameter_shapes()["weight"])}
        return made | ({"bias": np.zeros(self.out_features, dtype)} if self.bias else {})

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = product(x, weights["weight"].T)
        if self.bias:
            out += weights["bias"]
        return out, x

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        learned = {"weight": product(grad.T, saved)}
        if self.bias:
            learned["bias"] = grad.sum(axis=0)
        return product(grad, weights["weight"]) if needs_input_grad else None, learned


def product(a: Array, b: Array) -> Array:
    """Return the product of the matrices a and b, of one type: NumPy's, split over our threads."""
    blas.keep_to_one_thread()
    out = np.empty((a.shape[0], b.shape[1]), a.dtype)
    along = 0 if a.shape[0] >= b.shape[1] else 1
    length = out.shape[along]
    parts = max(1, min(_MOST_PARTS, length, out.size * a.shape[1] // _SMALLEST_PART))

    @np.errstate(all="ignore")  # it runs in other threads too
    def work(first: int, last: int) -> None:
        for part in range(first, last):
            piece = slice(length * part // parts, length * (part + 1) // parts)
            if along == 0:
                np.matmul(a[piece], b, out=out[piece])
            else:
                np.matmul(a, b[:, piece], out=out[:, piece])

    threads.split(work, parts)
    return out

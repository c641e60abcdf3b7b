"""Dropout: in training, each number is left out by chance."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.checks import Array, real_number
from engine.networks.layers.base import Layer, Mode, ParameterGradients, Shape, Weights
from engine.networks.layers.registry import Setting, register


@register(
    "drop",
    "DROPOUT",
    Setting("p", "p", 0, 0.9, 0.5, step=0.05),
    onnx="Dropout",
    source="Srivastava et al., 2014",
)
@dataclass(frozen=True)
class Dropout(Layer):
    """In training, 0 with probability p, else x/(1 − p); otherwise x (Srivastava et al., 2014)."""

    p: float = 0.5

    gives_output_away = False  # where nothing is dropped, the output is the input itself

    def __post_init__(self) -> None:
        self._set(p=real_number(self.p, "p", minimum=0))
        if self.p > 1:
            raise ValueError(f"p is {self.p:g}; it is a probability, at most 1")

    @property
    def title(self) -> str:
        return f"dropout {self.p:g}"

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        if not mode.training or self.p == 0:
            return x, None
        if mode.rng is None:
            raise ValueError("a network with dropout needs rng, a numpy.random.Generator, to train")
        kept = mode.rng.random(x.shape, dtype=np.float32) >= self.p
        factor = kept.astype(x.dtype)
        factor *= 1 / (1 - self.p) if self.p < 1 else 0
        return x * factor, factor

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        return grad if saved is None else grad * saved, {}

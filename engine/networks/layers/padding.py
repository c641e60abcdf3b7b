"""Zeros around maps as a layer of their own, for sides that differ."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.checks import Array, check_memory, shown, whole
from engine.networks.layers.base import (
    Layer,
    Mode,
    ParameterGradients,
    Shape,
    Weights,
    Window,
    check_maps,
)
from engine.networks.layers.registry import Setting, register


@register("", "ZERO PADDING", Setting("P", "padding", 0, 20, 1), onnx="Pad")
@dataclass(frozen=True)
class ZeroPad2d(Layer):
    """Zeros around each map: so many on all sides, or (left, right, top, bottom).

    N×C×H×W becomes N×C×(H + top + bottom)×(W + left + right); its gradient is the middle.
    """

    padding: int | tuple[int, int, int, int]

    title = "padding with zeros"

    def __post_init__(self) -> None:
        sides = self.padding if isinstance(self.padding, tuple | list) else (self.padding,) * 4
        if len(sides) != 4:
            raise ValueError(
                f"padding is {shown(self.padding)}; it must be a whole number or (left, right, top,"
                " bottom)"
            )
        self._set(padding=tuple(whole(one, "padding", 0) for one in sides))

    @property
    def sides(self) -> tuple[int, int, int, int]:
        """Columns at the left and right, rows at the top and bottom."""
        return self.padding if isinstance(self.padding, tuple) else (self.padding,) * 4

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        left, right, top, bottom = self.sides
        larger = (shape[0], shape[1] + top + bottom, shape[2] + left + right)
        check_memory(larger, "its output")
        return larger

    def window(self) -> Window:
        left, _, top, _ = self.sides
        return Window((1, 1), (1, 1), before=(top, left))

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = mode.empty((len(x), *self.output_shape(x.shape[1:])), x.dtype)
        out[...] = 0
        self._middle(out, x.shape)[...] = x
        return out, x.shape

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        return np.ascontiguousarray(self._middle(grad, saved)), {}

    def _middle(self, large: Array, shape: Shape) -> Array:
        left, _, top, _ = self.sides
        return large[:, :, top : top + shape[2], left : left + shape[3]]

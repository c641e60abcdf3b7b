"""Layers that make maps larger: the way up of a U-Net."""

import math
from dataclasses import dataclass, field
from operator import sub
from typing import Any

import numpy as np

from engine.checks import Array, check_memory, pair, times
from engine.networks.layers.base import (
    Layer,
    Mode,
    ParameterGradients,
    Shape,
    Weights,
    Window,
    check_maps,
)
from engine.networks.layers.filters import FilterLayer
from engine.networks.layers.registry import Setting, register
from engine.ops import conv_driver
from engine.ops.transposed_convolution import transposed_plan
from engine.planning.geometry import Plan, covered


@register("", "UPSAMPLE", Setting("×", "scale_factor", 1, 8, 2), onnx="Resize")
@dataclass(frozen=True)
class Upsample(Layer):
    """Every number repeated, downwards and across: the nearest neighbour of each new place.

    N×C×H×W becomes N×C×(k·H)×(k·W) for the whole `scale_factor` k, or a (vertical, horizontal)
    pair; as `torch.nn.Upsample` in its usual mode, "nearest". The gradient of a number is the sum
    over its k² copies.
    """

    scale_factor: int | tuple[int, int] = field(default=2, metadata={"always written": True})

    def __post_init__(self) -> None:
        self._set(scale_factor=self._factors)

    @property
    def _factors(self) -> tuple[int, int]:
        return pair(self.scale_factor, "scale_factor", 1)

    @property
    def title(self) -> str:
        return f"upsampling {times(self._factors)}"

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        down, across = self._factors
        larger = (shape[0], shape[1] * down, shape[2] * across)
        check_memory(larger, "its output")
        return larger

    def window(self) -> Window:
        down, across = self._factors
        return Window(self._factors, (1, 1), self._factors, (down - 1, across - 1))

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out = mode.empty((len(x), *self.output_shape(x.shape[1:])), x.dtype)
        self._copies(out)[...] = x[:, :, :, None, :, None]
        return out, None

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        return (self._copies(grad).sum(axis=(3, 5)) if needs_input_grad else None), {}

    def _copies(self, large: Array) -> Array:
        """Return a view N×C×H×k×W×k: [:, :, y, :, x, :] are the copies of one number."""
        (samples, channels, height, width), (down, across) = large.shape, self._factors
        return large.reshape(samples, channels, height // down, down, width // across, across)


@register(
    "",
    "TRANSPOSED CONV",
    Setting("F", "kernel_size", 1, 15, 2),
    Setting("S", "stride", 1, 8, 2),
    Setting("P", "padding", 0, 20, 0),
    Setting("K", "out_channels", 1, 4096, 16),
    onnx="ConvTranspose",
    source="Dumoulin & Visin, 2016",
)
@dataclass(frozen=True)
class ConvTranspose2d(FilterLayer):
    """Each number adds K filters, weighted by it, to the output, as `engine.conv_transpose2d`.

    N×C×H×W becomes N×K×H2×W2, H2 = (H − 1)·S − 2P + D·(F − 1) + 1 + output padding (Dumoulin &
    Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4). Weights are
    `weight`, C×K/groups×F×F, and `bias`, K; arguments as in `torch.nn.ConvTranspose2d`. Its forward
    way is a convolution's way back, and the other way round.
    """

    in_channels: int
    out_channels: int
    kernel_size: int | tuple[int, int]
    stride: int | tuple[int, int] = 1
    padding: int | tuple[int, int] = 0
    output_padding: int | tuple[int, int] = 0
    groups: int = 1
    bias: bool = True
    dilation: int | tuple[int, int] = 1

    def __post_init__(self) -> None:
        self._check_filters()
        for name in ("padding", "output_padding"):
            self._set(**{name: pair(getattr(self, name), name, 0)})
        self._check_groups()

    @property
    def title(self) -> str:
        return f"transposed convolution {times(self._kernel)}"

    def _plan(self, size: Shape) -> Plan:
        """Return the plan of the convolution that goes the other way."""
        settings = self.stride, self.padding, self.output_padding, self.dilation
        return transposed_plan((size[0], size[1]), self._kernel, *settings)

    def output_shape(self, shape: Shape) -> Shape:
        self._check_input(shape)
        plan = self._plan(shape[1:])
        check_memory((self.out_channels, *plan.padded), "its output")
        return (self.out_channels, *plan.size)

    def parameter_shapes(self) -> dict[str, Shape]:
        return self._named((self.in_channels, self.out_channels // self.groups, *self._kernel))

    def multiply_adds(self, shape: Shape) -> int:
        _, share, height, width = self.parameter_shapes()["weight"]
        return math.prod(shape) * share * height * width

    def window(self) -> Window:
        reach = tuple(map(covered, self._kernel, pair(self.dilation, "dilation", 1)))
        # An input number stands at `stride` times its place; before the first one are reach − 1
        # zeros, of which padding takes as many away.
        down, across = map(sub, reach, pair(self.padding, "padding", 0))
        before = down - 1, across - 1
        return Window((reach[0], reach[1]), (1, 1), pair(self.stride, "stride", 1), before)

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        plan = self._plan(x.shape[2:])
        bias = weights["bias"] if self.bias else np.zeros(self.out_channels, x.dtype)
        out = mode.empty((len(x), self.out_channels, *plan.size), x.dtype)
        made = conv_driver.input_gradient(
            x, weights["weight"], bias, plan, self.groups, out, mode.training
        )
        return made, (x, mode.training)

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        (x, winograd), weight = saved, weights["weight"]
        plan = self._plan(x.shape[2:])
        of_weight, _ = conv_driver.weight_gradient(
            x, grad, plan, weight.shape, self.groups, winograd
        )
        learned = {"weight": of_weight}
        if self.bias:
            learned["bias"] = grad.sum(axis=(0, 2, 3))
        if not needs_input_grad:
            return None, learned
        nothing = np.zeros(self.in_channels, x.dtype)
        out = mode.empty(x.shape, x.dtype)
        of_input = conv_driver.forward(
            grad, weight, nothing, plan, self.groups, "constant", out, winograd
        )
        return of_input, learned

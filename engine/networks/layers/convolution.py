"""The convolution layer."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.checks import Array, one_of, pair, times
from engine.networks.layers.base import (
    Mode,
    ParameterGradients,
    Shape,
    Weights,
    Window,
)
from engine.networks.layers.filters import FilterLayer
from engine.networks.layers.registry import Setting, register
from engine.ops import conv_driver
from engine.planning import geometry


@register(
    "conv",
    "CONV",
    Setting("F", "kernel_size", 1, 15, 3),
    Setting("S", "stride", 1, 8, 1),
    Setting("P", "padding", 0, 20, 1),
    Setting("K", "out_channels", 1, 4096, 16),
    Setting("D", "dilation", 1, 8, 1, optional=True),
    Setting("groups", "groups", 1, 4096, 1, optional=True),
    onnx="Conv",
)
@dataclass(frozen=True)
class Conv2d(FilterLayer):
    """K filters that reach through all channels of their group, as `engine.conv2d`.

    Weights are `weight`, K×C/groups×F×F, and `bias`, K; arguments as in `torch.nn.Conv2d`.
    In training it asks for `algorithm="winograd"`, otherwise for exact sums.
    """

    in_channels: int
    out_channels: int
    kernel_size: int | tuple[int, int]
    stride: int | tuple[int, int] = 1
    padding: int | tuple[int, int] | str = 0
    dilation: int | tuple[int, int] = 1
    groups: int = 1
    bias: bool = True

    def __post_init__(self) -> None:
        self._check_filters()
        if not isinstance(self.padding, str):
            self._set(padding=pair(self.padding, "padding", 0))
        elif one_of(self.padding, "padding", ("valid", "same")) == "same" and self.stride != (1, 1):
            raise ValueError('padding "same" keeps the size, so it needs stride 1')
        self._check_groups()

    @property
    def title(self) -> str:
        return f"convolution {times(self._kernel)}"

    def _plan(self, size: Shape) -> geometry.Plan:
        settings = self.stride, self.padding, self.dilation
        return geometry.plan((size[0], size[1]), self._kernel, *settings)

    def output_shape(self, shape: Shape) -> Shape:
        self._check_input(shape)
        return (self.out_channels, *self._plan(shape[1:]).output)

    def parameter_shapes(self) -> dict[str, Shape]:
        return self._named((self.out_channels, self.in_channels // self.groups, *self._kernel))

    def multiply_adds(self, shape: Shape) -> int:
        _, share, height, width = self.parameter_shapes()["weight"]
        return math.prod(self.output_shape(shape)) * share * height * width

    def window(self) -> Window:
        kernel, dilation = self._kernel, pair(self.dilation, "dilation", 1)
        padding = self.padding
        around = (padding,) * 2 if isinstance(padding, str) else pair(padding, "padding", 0)
        down, across = map(geometry.sides, around, kernel, dilation)
        reach = tuple(map(geometry.covered, kernel, dilation))
        before = down[0], across[0]
        return Window((reach[0], reach[1]), pair(self.stride, "stride", 1), before=before)

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        plan = self._plan(x.shape[2:])
        bias = weights["bias"] if self.bias else np.zeros(self.out_channels, x.dtype)
        out = mode.empty((len(x), self.out_channels, *plan.output), x.dtype)
        conv_driver.forward(
            x, weights["weight"], bias, plan, self.groups, "constant", out, mode.training
        )
        return out, (x, mode.training)

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        (x, winograd), weight = saved, weights["weight"]
        plan = self._plan(x.shape[2:])
        of_weight, of_bias = conv_driver.weight_gradient(
            grad, x, plan, weight.shape, self.groups, winograd
        )
        learned = {"weight": of_weight, "bias": of_bias} if self.bias else {"weight": of_weight}
        if not needs_input_grad:
            return None, learned
        nothing = np.zeros(self.in_channels, x.dtype)
        out = mode.empty(x.shape, x.dtype)
        of_input = conv_driver.input_gradient(
            grad, weight, nothing, plan, self.groups, out, winograd
        )
        return of_input, learned

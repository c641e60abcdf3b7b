"""The convolution layer."""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from engine.checks import Array, flag, one_of, pair, times, whole
from engine.networks.layers.base import (
    Draw,
    Layer,
    Mode,
    ParameterGradients,
    Shape,
    Weights,
    Window,
    check_maps,
)
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
class Conv2d(Layer):
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
        for name in ("in_channels", "out_channels", "groups"):
            self._set(**{name: whole(getattr(self, name), name, 1)})
        for name in ("kernel_size", "stride", "dilation"):
            self._set(**{name: pair(getattr(self, name), name, 1)})
        self._set(bias=flag(self.bias, "bias"))
        if not isinstance(self.padding, str):
            self._set(padding=pair(self.padding, "padding", 0))
        elif one_of(self.padding, "padding", ("valid", "same")) == "same" and self.stride != (1, 1):
            raise ValueError('padding "same" keeps the size, so it needs stride 1')
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"{self.in_channels} input channels and {self.out_channels} filters cannot both be"
                f" divided into {self.groups} groups"
            )

    @classmethod
    def for_input(cls, shape: Shape, **settings: Any) -> Self:
        return cls(in_channels=shape[0], **settings)

    @property
    def title(self) -> str:
        return f"convolution {times(pair(self.kernel_size, 'kernel_size', 1))}"

    def _plan(self, size: Shape) -> geometry.Plan:
        kernel = pair(self.kernel_size, "kernel_size", 1)
        return geometry.plan((size[0], size[1]), kernel, self.stride, self.padding, self.dilation)

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        if shape[0] != self.in_channels:
            raise ValueError(
                f"its filters are made for {self.in_channels} channels, and its input has"
                f" {shape[0]}"
            )
        return (self.out_channels, *self._plan(shape[1:]).output)

    def parameter_shapes(self) -> dict[str, Shape]:
        kernel = pair(self.kernel_size, "kernel_size", 1)
        weight = (self.out_channels, self.in_channels // self.groups, *kernel)
        return {"weight": weight, "bias": (self.out_channels,)} if self.bias else {"weight": weight}

    def multiply_adds(self, shape: Shape) -> int:
        _, share, height, width = self.parameter_shapes()["weight"]
        return math.prod(self.output_shape(shape)) * share * height * width

    def window(self) -> Window:
        kernel, spread = (pair(n, "", 1) for n in (self.kernel_size, self.dilation))
        reach = tuple(map(geometry.covered, kernel, spread))
        return Window((reach[0], reach[1]), pair(self.stride, "stride", 1))

    def initial_parameters(self, draw: Draw, dtype: np.dtype[Any]) -> dict[str, Array]:
        made = {"weight": draw(self.parameter_shapes()["weight"])}
        return made | ({"bias": np.zeros(self.out_channels, dtype)} if self.bias else {})

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

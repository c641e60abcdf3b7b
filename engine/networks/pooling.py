"""Pooling layers."""

from dataclasses import dataclass
from typing import Any

from engine import pooling
from engine.checks import Array, pair, times
from engine.networks.layer import Gradients, Layer, Mode, Shape, Weights, Window, check_maps


@dataclass(frozen=True)
class _Pool2d(Layer):
    kernel_size: int | tuple[int, int]
    stride: int | tuple[int, int] | None = None
    padding: int | tuple[int, int] = 0

    def __post_init__(self) -> None:
        kernel = pair(self.kernel_size, "kernel_size", 1)
        stride = kernel if self.stride is None else pair(self.stride, "stride", 1)
        around = pair(self.padding, "padding", 0)
        for name, value in (("kernel_size", kernel), ("stride", stride), ("padding", around)):
            object.__setattr__(self, name, value)

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        plan = pooling.pooling_plan(shape[1:], self.kernel_size, self.stride, self.padding)
        return (shape[0], *plan.output)

    def window(self) -> Window:
        return Window(pair(self.kernel_size, "kernel_size", 1), pair(self.stride, "stride", 1))


class MaxPool2d(_Pool2d):
    """The largest number under each window."""

    @property
    def title(self) -> str:
        return f"max pooling {times(pair(self.kernel_size, 'kernel_size', 1))}"

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        out, winners = pooling.max_pool2d(x, *self.settings().values())
        return out, (winners, x.shape)

    def backward(
        self, grad: Array, saved: Any, weights: Weights, wanted: bool, overwrite: bool
    ) -> tuple[Array | None, Gradients]:
        winners, shape = saved
        return pooling.max_pool2d_backward(grad, winners, shape) if wanted else None, {}


class AvgPool2d(_Pool2d):
    """The mean under each window; padding counts as zeros."""

    @property
    def title(self) -> str:
        return f"average pooling {times(pair(self.kernel_size, 'kernel_size', 1))}"

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return pooling.avg_pool2d(x, *self.settings().values()), x.shape

    def backward(
        self, grad: Array, saved: Any, weights: Weights, wanted: bool, overwrite: bool
    ) -> tuple[Array | None, Gradients]:
        if not wanted:
            return None, {}
        return pooling.avg_pool2d_backward(grad, saved, *self.settings().values()), {}

"""Pooling layers."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.checks import Array, flag, pair, read_only, shown, times, whole
from engine.kernels import pooling as kernels
from engine.kernels.readiness import lets_numpy_stand_in
from engine.networks.layers.base import (
    Empty,
    Layer,
    Mode,
    ParameterGradients,
    Shape,
    Weights,
    Window,
    check_maps,
)
from engine.networks.layers.registry import Setting, register
from engine.ops import pooling
from engine.ops.in_numpy import pooling as in_numpy
from engine.runtime import threads

_WINDOW = (
    Setting("F", "kernel_size", 1, 15, 2),
    Setting("S", "stride", 1, 8, 2),
    Setting("P", "padding", 0, 20, 0),
)


@dataclass(frozen=True)
class WindowPooling(Layer):
    """What layers have in common that pool each map under a moving window."""

    kernel_size: int | tuple[int, int]
    stride: int | tuple[int, int] | None = None
    padding: int | tuple[int, int] = 0
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        kernel = pair(self.kernel_size, "kernel_size", 1)
        stride = kernel if self.stride is None else pair(self.stride, "stride", 1)
        around = pair(self.padding, "padding", 0)
        self._set(kernel_size=kernel, stride=stride, padding=around)
        self._set(ceil_mode=flag(self.ceil_mode, "ceil_mode"))

    @property
    def _window(self) -> tuple[Any, Any, Any]:
        return self.kernel_size, self.stride, self.padding

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        plan = pooling.pooling_plan(shape[1:], *self._window, self.ceil_mode)
        return (shape[0], *plan.output)

    def window(self) -> Window:
        kernel, stride = pair(self.kernel_size, "kernel_size", 1), pair(self.stride, "stride", 1)
        return Window(kernel, stride, before=pair(self.padding, "padding", 0))


@register("max", "MAX POOL", *_WINDOW, onnx="MaxPool")
class MaxPool2d(WindowPooling):
    """The largest number under each window.

    N×C×H×W becomes N×C×H2×W2, as `engine.max_pool2d`.
    """

    @property
    def title(self) -> str:
        return f"max pooling {times(pair(self.kernel_size, 'kernel_size', 1))}"

    @property
    def _is_2x2(self) -> bool:
        """Whether it is 2×2 at stride 2, for which there is a shorter way."""
        is_plain = self.padding == (0, 0) and not self.ceil_mode
        return self.kernel_size == self.stride == (2, 2) and is_plain

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        if self._is_2x2:
            out, winners = _max_pool_2x2(x, mode.empty)
        else:
            out, winners = pooling.max_pool2d(x, *self._window, ceil_mode=self.ceil_mode)
        return out, (winners, x.shape)

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        winners, shape = saved
        if not needs_input_grad:
            return None, {}
        if self._is_2x2:
            return _max_pool_2x2_backward(grad, winners, shape, mode.empty), {}
        return pooling.max_pool2d_backward(grad, winners, shape), {}


@register("average", "AVERAGE POOL", *_WINDOW, onnx="AveragePool")
@dataclass(frozen=True)
class AvgPool2d(WindowPooling):
    """The mean under each window; padding counts as zeros, or not at all.

    N×C×H×W becomes N×C×H2×W2, as `engine.avg_pool2d`.
    """

    count_include_pad: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self._set(count_include_pad=flag(self.count_include_pad, "count_include_pad"))

    @property
    def title(self) -> str:
        return f"average pooling {times(pair(self.kernel_size, 'kernel_size', 1))}"

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return pooling.avg_pool2d(x, *self.settings().values()), x.shape

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        return pooling.avg_pool2d_backward(grad, saved, *self.settings().values()), {}


@register("mean", "GLOBAL AVERAGE POOL", onnx="GlobalAveragePool", source="Lin et al., 2014")
@dataclass(frozen=True)
class AdaptiveAvgPool2d(Layer):
    """The mean of each map, whatever its size: one number for each channel."""

    output_size: int = field(default=1, metadata={"always written": True})  # PyTorch has no default

    title = "global average pooling"
    sees_everything = True

    def __post_init__(self) -> None:
        self._set(output_size=whole(self.output_size, "output_size", 1))
        if self.output_size > 1:
            raise ValueError(
                f"output_size is {shown(self.output_size)}; it must be 1, the mean of the whole map"
            )

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        return (shape[0], 1, 1)

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return x.reshape(*x.shape[:2], -1).mean(axis=2)[..., None, None], x.shape

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        if not needs_input_grad:
            return None, {}
        out = mode.empty(saved, grad.dtype)
        np.divide(grad, saved[2] * saved[3], out=out)
        return out, {}


def _max_pool_2x2(x: Array, empty: Empty) -> tuple[Array, Array]:
    """Pool as `engine.max_pool2d(x, 2)`, but tell the winner by its place in the window."""
    (height, width), planes = x.shape[2:], x.shape[0] * x.shape[1]
    out = empty((*x.shape[:2], height // 2, width // 2), x.dtype)
    places = empty(out.shape, np.dtype(np.uint8))
    if lets_numpy_stand_in():
        in_numpy.max_pool_2x2(x, out, places)
        return out, places
    cells, best, where = read_only(x.reshape(-1)), out.reshape(-1), places.reshape(-1)
    share = threads.share(planes * (height // 2), threads.FEW_NUMBERS / (2 * width))
    kernels.max_pool_2x2(*share, cells, height, width, best, where, 0, 2, False)
    return out, places


def _max_pool_2x2_backward(grad: Array, places: Array, shape: Shape, empty: Empty) -> Array:
    """Return the gradient of `_max_pool_2x2`."""
    planes, (height, width) = shape[0] * shape[1], shape[2:]
    out = empty(shape, grad.dtype)
    if lets_numpy_stand_in():
        in_numpy.max_pool_2x2_backward(grad, places, out)
        return out
    slopes, where = (read_only(array.reshape(planes, -1)) for array in (grad, places))
    target = out.reshape(planes, -1)
    share = threads.share(planes, threads.FEW_NUMBERS / (height * width))
    kernels.max_pool_2x2_backward(*share, slopes, where, height, width, target)
    return out

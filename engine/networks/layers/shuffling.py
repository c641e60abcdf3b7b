"""Channels in another order."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.checks import Array, whole
from engine.networks.layers.base import (
    Layer,
    Mode,
    ParameterGradients,
    Shape,
    Weights,
    check_maps,
)
from engine.networks.layers.registry import register


@register("", "CHANNEL SHUFFLE", source="Zhang et al., 2018")
@dataclass(frozen=True)
class ChannelShuffle(Layer):
    """The first channel of each group, then the second of each, and so on.

    N×C×H×W keeps its shape: channel i of group g, g·C/groups + i, comes to i·groups + g. So what
    follows a grouped convolution reads all of its groups (Zhang et al., "ShuffleNet: an extremely
    efficient convolutional neural network for mobile devices", 2018, section 3.1). Its gradient is
    put back in order. Nothing is learned.
    """

    groups: int = field(default=2, metadata={"always written": True})  # PyTorch has no default

    def __post_init__(self) -> None:
        self._set(groups=whole(self.groups, "groups", 1))

    @property
    def title(self) -> str:
        return f"channel shuffle, {self.groups} groups"

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        if shape[0] % self.groups:
            raise ValueError(f"{shape[0]} channels cannot be divided into {self.groups} groups")
        return shape

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return _dealt(x, self.groups), None

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        return (_dealt(grad, grad.shape[1] // self.groups) if needs_input_grad else None), {}


def _dealt(x: Array, groups: int) -> Array:
    """Return the channels as a matrix of so many rows, read column by column."""
    matrix = x.reshape(len(x), groups, -1, *x.shape[2:])
    return np.ascontiguousarray(matrix.swapaxes(1, 2)).reshape(x.shape)

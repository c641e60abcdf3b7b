"""What layers of learned filters have in common: groups, weights and biases."""

from typing import Any, Self

import numpy as np

from engine.checks import Array, flag, pair, whole
from engine.networks.layers.base import Draw, Layer, Shape, check_maps


class FilterLayer(Layer):
    """K filters of F×F, in groups, each with a bias; which way they go, the layer says itself."""

    in_channels: int
    out_channels: int
    kernel_size: int | tuple[int, int]
    stride: int | tuple[int, int]
    dilation: int | tuple[int, int]
    groups: int
    bias: bool

    def _check_filters(self) -> None:
        """Take what can be said in several ways in one; ValueError or TypeError, one sentence."""
        for name in ("in_channels", "out_channels", "groups"):
            self._set(**{name: whole(getattr(self, name), name, 1)})
        for name in ("kernel_size", "stride", "dilation"):
            self._set(**{name: pair(getattr(self, name), name, 1)})
        self._set(bias=flag(self.bias, "bias"))

    def _check_groups(self) -> None:
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"{self.in_channels} input channels and {self.out_channels} filters cannot both be"
                f" divided into {self.groups} groups"
            )

    def _check_input(self, shape: Shape) -> None:
        check_maps(shape)
        if shape[0] != self.in_channels:
            raise ValueError(
                f"its filters are made for {self.in_channels} channels, and its input has"
                f" {shape[0]}"
            )

    @classmethod
    def for_input(cls, shape: Shape, **settings: Any) -> Self:
        return cls(**settings | {"in_channels": shape[0]})

    @property
    def _kernel(self) -> tuple[int, int]:
        return pair(self.kernel_size, "kernel_size", 1)

    def _named(self, weight: Shape) -> dict[str, Shape]:
        """Return the shapes of the parameters, `weight` being that of the filters."""
        return {"weight": weight, "bias": (self.out_channels,)} if self.bias else {"weight": weight}

    def initial_parameters(self, draw: Draw, dtype: np.dtype[Any]) -> dict[str, Array]:
        made = {"weight": draw(self.parameter_shapes()["weight"])}
        return made | ({"bias": np.zeros(self.out_channels, dtype)} if self.bias else {})

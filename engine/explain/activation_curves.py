"""Activation functions as curves: values, slopes, where they saturate, and how far from 0 they are.

A function is one of `engine.ops.activations` with its parameters. Maxout, which takes several
numbers, becomes one of a single number by the lines that it chooses among: its pieces are
slope·x + offset (Goodfellow et al., 2013).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array, one_of, real_array
from engine.ops import activations

Floats = NDArray[np.float64]
Stretch = tuple[float, float]

REACH, PER_UNIT = 10, 100
"""Curves go from −10 to 10, with so many points from one whole number to the next."""

FLAT = 1 / 12
"""A saturated unit hands back less than this share of the gradient: a third of sigmoid's most."""

_FAR = 1e3  # in place of infinity, where a slope or a difference below _NOTHING is none
_NOTHING = 1e-9

NAMES: tuple[str, ...] = ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "maxout", "elu")
NAMES += ("gelu", "silu", "softplus")
"""Of `engine.ops.activations`."""


@dataclass(frozen=True)
class Function:
    """An activation function of one number.

    `parameters` are those of `engine.ops.activations`; of maxout the (slope, offset) of each line.
    """

    name: str
    parameters: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        one_of(self.name, "name", NAMES)

    def __call__(self, x: object) -> Array:
        """Return the value at every x, an array of any shape."""
        x = real_array(x, "x")
        if self.name == "maxout":
            lines, _ = self._lines(x)
            return activations.maxout(lines, len(self.parameters)).reshape(x.shape)
        function = getattr(activations, self.name)
        result: Array = function(x, *self.parameters)
        return result

    def slope(self, x: object) -> Array:
        """Return the derivative at every x."""
        x = real_array(x, "x")
        if self.name == "maxout":
            lines, slopes = self._lines(x)
            chosen = activations.derivative("maxout", lines, len(self.parameters))
            picked: Array = (chosen * slopes).sum(axis=1).astype(lines.dtype).reshape(x.shape)
            return picked
        return activations.derivative(self.name, x, *self.parameters)

    def lines(self, x: object) -> Array:
        """Return what every line of maxout makes of x: lines × the shape of x."""
        x = real_array(x, "x")
        return self._lines(x)[0].reshape(len(self.parameters), *x.shape)

    def _lines(self, x: Array) -> tuple[Array, Array]:
        slopes, offsets = (
            np.array(column)[None, :, None] for column in zip(*self.parameters, strict=True)
        )
        return slopes * x.reshape(1, 1, -1) + offsets, slopes


@dataclass(frozen=True)
class Curve:
    """A function between −`REACH` and `REACH`, and what it does beyond.

    `saturated` are the stretches at the ends where |slope| < `FLAT` and, further out, goes to 0; an
    end of −∞ or ∞ says that it goes on. `lowest` and `highest` bound the values. `mean` is the mean
    output for inputs from the normal distribution N(0, 1).
    """

    x: Floats
    values: Floats
    slopes: Floats
    saturated: tuple[Stretch, ...]
    lowest: float
    highest: float
    mean: float

    @property
    def is_zero_centred(self) -> bool:
        """Whether inputs about 0 give outputs about 0."""
        return abs(self.mean) < 0.01

    @property
    def ends_in_zero_slope(self) -> bool:
        """Whether the slope is exactly 0 in all of a saturated stretch, as ReLU's."""
        return any(
            not self.slopes[(self.x >= low) & (self.x <= high)].any()
            for low, high in self.saturated
        )


def grid() -> Floats:
    """Return the places where curves are computed: −10, −9.99, … 10, each the nearest float."""
    count = REACH * PER_UNIT
    return np.arange(-count, count + 1) / PER_UNIT


def draw(function: Function) -> Curve:
    """Compute the curve of a function."""
    x = grid()
    values, slopes = function(x).astype(np.float64), function.slope(x).astype(np.float64)
    ends = np.array([-_FAR, _FAR])
    far, far_slopes = function(ends), function.slope(ends)
    limits = [
        _limit(side, value, slope)
        for side, value, slope in zip((-1, 1), far, far_slopes, strict=True)
    ]
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return Curve(
        x,
        values,
        slopes,
        _stretches(x, slopes, far_slopes),
        min(*limits, float(values.min())),
        max(*limits, float(values.max())),
        float((values * density).sum() / PER_UNIT),
    )


def _limit(side: int, value: float, slope: float) -> float:
    """Return what the values go to on this side: ±∞ where they do not level off."""
    if abs(slope) < _NOTHING:
        return 0.0 if abs(value) < _NOTHING else float(value)
    return math.inf if slope * side > 0 else -math.inf


def _stretches(x: Floats, slopes: Floats, far: Array) -> tuple[Stretch, ...]:
    """Return the flat stretches of both ends; `far` are the slopes that they end in."""
    if not slopes.any() and not far.any():
        return ((-math.inf, math.inf),)
    ends = [side for side, slope in zip((-1, 1), far, strict=True) if abs(slope) < _NOTHING]
    found = (_saturated(x, slopes, side) for side in ends)
    return tuple(stretch for stretch in found if stretch is not None)


def _saturated(x: Floats, slopes: Floats, side: int) -> Stretch | None:
    """Return how far the flat stretch reaches in from this end."""
    inward = np.abs(slopes if side < 0 else slopes[::-1]) < FLAT
    count = len(inward) if inward.all() else int(inward.argmin())
    if count == 0:
        return None
    inner = float(x[count - 1] if side < 0 else x[-count])
    return (-math.inf, inner) if side < 0 else (inner, math.inf)

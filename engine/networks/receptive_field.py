"""How much of a network's input one number of an array inside it depends on, along one axis."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Self


@dataclass(frozen=True)
class Seen:
    """What neighbouring numbers of an array depend on, through all layers since the input.

    A window over an array that was drawn out `growth` times makes n neighbours depend on
    ⌊((n − 1)·stride + reach − 1)/growth⌋ + 1 of the numbers before. Windows without growth become
    one level (jump, extent, growth): n depend on ⌊((n − 1)·jump + extent)/growth⌋ + 1. See Dumoulin
    & Visin, "A guide to convolution arithmetic for deep learning" (2016), chapters 2 and 4.
    """

    levels: tuple[tuple[int, int, int], ...] = ((1, 0, 1),)

    def through(self, reach: int, stride: int = 1, growth: int = 1) -> Self:
        """Return what the numbers behind such a window depend on."""
        if growth > 1:
            return type(self)((*self.levels, (stride, reach - 1, growth)))
        *before, (jump, extent, grown) = self.levels
        return type(self)((*before, (jump * stride, extent + jump * (reach - 1), grown)))

    @property
    def field(self) -> int:
        """How many neighbours in the input one number depends on, padding included, at most."""
        steps = 0
        for jump, extent, growth in reversed(self.levels):
            steps = (steps * jump + extent) // growth
        return steps + 1

    @property
    def jump(self) -> int | Fraction:
        """How far apart two neighbours are in the input; a fraction where the array is larger."""
        length = Fraction(1)
        for jump, _, growth in self.levels:
            length *= Fraction(jump, growth)
        return int(length) if length.denominator == 1 else length

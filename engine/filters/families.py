"""Filters that are made from numbers, by a text that holds them: "gaussian-1.5", "box-7"."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.filters.makers import (
    Kernel,
    box,
    gabor,
    gaussian,
    laplacian_of_gaussian,
    motion_blur,
    unsharp,
    zero_sum,
)

LARGEST = 15
"""Rows and columns of the largest kernel that a family makes."""

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Parameter:
    """A number from `lowest` to `highest` in steps; `usual` is what to begin with."""

    name: str
    label: str
    lowest: float
    highest: float
    step: float
    usual: float

    @property
    def last(self) -> int:
        """Steps from the lowest to the highest."""
        return round((self.highest - self.lowest) / self.step)

    def number(self, steps: int) -> float:
        """Return the number so many steps above the lowest."""
        return round(self.lowest + self.step * steps, 6)

    def steps(self, number: float) -> int:
        """Count the steps from the lowest number to this one; ValueError between two."""
        found = round((number - self.lowest) / self.step)
        if not 0 <= found <= self.last or self.number(found) != number:
            raise ValueError(
                f"{self.label} goes from {self.lowest:g} to {self.highest:g}"
                f" in steps of {self.step:g}"
            )
        return found


@dataclass(frozen=True)
class Family:
    """Filters of one kind: `make` takes one number for each parameter and gives the kernel.

    Where `size` is given, a last parameter, the size, may be left out: it then follows from the
    others by `size`. `kin` is the filter of the bank that is one of them.
    """

    name: str
    title: str
    shows: str
    kin: str
    given: tuple[Parameter, ...]
    make: Callable[..., Kernel]
    size: Callable[..., float] | None = None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All numbers that can be chosen."""
        return (*self.given, _SIZE) if self.size else self.given


@dataclass(frozen=True)
class Made:
    """One filter of a family; `numbers` are those that were chosen."""

    family: Family
    numbers: Numbers

    @property
    def text(self) -> str:
        """What `read` takes: "gaussian-1.5"."""
        return "-".join([self.family.name, *(f"{number:g}" for number in self.numbers)])

    @property
    def all_numbers(self) -> Numbers:
        """The numbers, with the size that follows from them."""
        if self.follows:
            return (*self.numbers, min(self.wanted, LARGEST))
        return self.numbers

    @property
    def follows(self) -> bool:
        """Whether the size follows from the other numbers."""
        return len(self.numbers) < len(self.family.parameters)

    @property
    def wanted(self) -> float:
        """The size at which nothing that counts is cut off; 0 where that is of no interest."""
        return self.family.size(*self.numbers[: len(self.family.given)]) if self.family.size else 0

    @property
    def kernel(self) -> Kernel:
        """The weights."""
        return self.family.make(*self.all_numbers)


def usual(name: str) -> Made:
    """Return the filter of a family to begin with."""
    family = FAMILIES[name]
    return Made(family, tuple(parameter.usual for parameter in family.given))


def read(text: str) -> Made:
    """Return the filter of a text; ValueError, half a sentence, where it means none."""
    name, *parts = text.split("-")
    family = FAMILIES.get(name)
    if family is None:
        raise ValueError("there is no filter of that name")
    if len(parts) not in (len(family.given), len(family.parameters)):
        names = ", ".join(parameter.label for parameter in family.parameters)
        raise ValueError(f"this filter has other parameters: {names}")
    return Made(family, tuple(_numbers(family, parts)))


def _numbers(family: Family, parts: list[str]) -> Iterator[float]:
    for parameter, part in zip(family.parameters, parts, strict=False):
        try:
            number = float(part) if len(part) <= 8 else math.nan
        except ValueError:
            number = math.nan
        yield parameter.number(parameter.steps(number if math.isfinite(number) else -1e9))


def _three_sigma(sigma: float, *_others: float) -> float:
    """Return an odd size that reaches to 3σ on both sides: all but 0.3 % of a bell."""
    return 2 * math.ceil(3 * sigma) + 1


def _gabor(wavelength: float, angle: float, size: float) -> Kernel:
    return zero_sum(gabor(int(size), wavelength, angle))


_SIZE = Parameter("size", "Size", 1, LARGEST, 2, 9)
_SIGMA = Parameter("sigma", "σ in pixels", 0.3, 5, 0.1, 1.5)
_ANGLE = Parameter("angle", "Angle in degrees", 0, 175, 5, 30)
_FAMILIES = (
    Family(
        "box",
        "Box n×n …",
        "The mean of n×n pixels: the larger n, the stronger the blur, with square artefacts.",
        "box_5x5",
        (Parameter("n", "n", 1, LARGEST, 1, 7),),
        lambda n: box(int(n)),
    ),
    Family(
        "gaussian",
        "Gaussian by σ …",
        "A bell of width σ: the larger σ, the stronger the blur and the larger the kernel.",
        "gaussian_5x5",
        (_SIGMA,),
        lambda sigma, size: gaussian(int(size), sigma),
        _three_sigma,
    ),
    Family(
        "motion",
        "Motion blur by length and angle …",
        "The mean along a line: as if the camera had moved that far in that direction.",
        "motion_blur",
        (Parameter("length", "Length in pixels", 1, LARGEST, 1, 11), _ANGLE),
        lambda length, angle: motion_blur(int(length), angle),
    ),
    Family(
        "unsharp",
        "Unsharp mask by σ and amount …",
        "Adds back the detail that a blur of width σ removes, multiplied by the amount.",
        "unsharp",
        (_SIGMA, Parameter("amount", "Amount", 0.1, 5, 0.1, 1)),
        lambda sigma, amount, size: unsharp(int(size), sigma, amount),
        _three_sigma,
    ),
    Family(
        "log",
        "Laplacian of Gaussian by σ …",
        "Responds to blobs of radius 1.4 σ or so, and to edges; 0 where nothing changes.",
        "log",
        (_SIGMA,),
        lambda sigma, size: laplacian_of_gaussian(int(size), sigma),
        lambda sigma: 2 * math.ceil(4 * sigma) + 1,  # its tail is longer than a bell's
    ),
    Family(
        "gabor",
        "Gabor by wavelength and angle …",
        "Responds to stripes of that wavelength and direction, as early layers learn to do.",
        "gabor",
        (Parameter("wavelength", "Wavelength in pixels", 2, 12, 1, 6), _ANGLE),
        _gabor,
        lambda wavelength, _angle: 2 * math.ceil(1.2 * wavelength) + 1,
    ),
)
FAMILIES = {family.name: family for family in _FAMILIES}
"""By name: no filter of the bank has a name of these with numbers after it."""

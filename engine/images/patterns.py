"""The patterns among the pictures, drawn by rules: small, so that every number can be followed."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.int64]


def _step_edge() -> Values:
    return np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)


def _small_numbers() -> Values:
    """Draw red on the left, green below, blue in the middle."""
    red = ["998110", "989201", "899112", "998021", "899100", "989211"]
    green = ["101210", "012101", "210112", "898998", "989989", "998899"]
    blue = ["010101", "102110", "029810", "118921", "012101", "101010"]
    return np.dstack([[[int(one) for one in row] for row in rows] for rows in (red, green, blue)])


def _impulse() -> Values:
    values = np.zeros((15, 15), np.int64)
    values[7, 7] = 255
    return values


def _bands(vertical: int, horizontal: int) -> Values:
    """Draw white and black bands 4 pixels wide, down and across as the arguments say."""
    row, column = np.mgrid[:64, :64]
    return np.where((vertical * row + horizontal * column) // 4 % 2 == 0, 255, 0)


def _checkerboard() -> Values:
    row, column = np.mgrid[:64, :64] // 8
    return np.where((row + column) % 2 == 0, 255, 0)


def _ramp() -> Values:
    return np.arange(256)[np.newaxis].repeat(64, axis=0)


PATTERNS: dict[str, tuple[str, str, Callable[[], Values]]] = {
    "step_edge": (
        "Step edge, 6×6",
        "Six by six pixels: 10 in the left half, 0 in the right.",
        _step_edge,
    ),
    "small_numbers": (
        "Small RGB values, 6×6",
        "Six by six pixels of 0 to 9: red at the left, green below, blue in the middle.",
        _small_numbers,
    ),
    "impulse": (
        "One bright pixel, 15×15",
        "Fifteen by fifteen black pixels, the one in the middle white.",
        _impulse,
    ),
    "checkerboard": (
        "Checkerboard, 64×64",
        "Eight by eight squares, alternating white and black.",
        _checkerboard,
    ),
    "vertical_stripes": (
        "Vertical stripes, 64×64",
        "Eight white and eight black vertical stripes.",
        lambda: _bands(0, 1),
    ),
    "horizontal_stripes": (
        "Horizontal stripes, 64×64",
        "Eight white and eight black horizontal stripes.",
        lambda: _bands(1, 0),
    ),
    "diagonal_stripes": (
        "Diagonal stripes, 64×64",
        "White and black stripes that rise from left to right.",
        lambda: _bands(1, 1),
    ),
    "ramp": (
        "Grey ramp, 256×64",
        "From black at the left to white at the right, one step per column.",
        _ramp,
    ),
}
"""Title, alternative text and values of each."""

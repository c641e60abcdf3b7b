"""Pictures changed a little, so that a network sees each of them in many ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.checks import flag, real_array, real_number, times, whole
from engine.datasets.data_set import Pixels, check_pixels

_FURTHEST = 10_000  # pixels


@dataclass(frozen=True)
class Augmentation:
    """What may happen to a picture; without arguments nothing.

    `shift`: up to so many pixels down or up and right or left. `flip`: left and right exchanged,
    every second time. `brightness`: up to this share of 255 darker or brighter.
    """

    shift: int = 0
    flip: bool = False
    brightness: float = 0.0

    def __post_init__(self) -> None:
        whole(self.shift, "shift", 0, _FURTHEST)
        flag(self.flip, "flip")
        if real_number(self.brightness, "brightness", 0) > 1:
            raise ValueError(f"brightness is {self.brightness:g}; it must be from 0 to 1")

    def apply(self, pictures: Pixels, rng: np.random.Generator) -> Pixels:
        """Return N×C×H×W, each picture changed at random; the same `rng`, the same changes."""
        count = len(pictures)
        if self.shift:
            moves = rng.integers(-self.shift, self.shift, (count, 2), endpoint=True)
            pictures = shifted(pictures, moves.tolist())
        if self.flip:
            turned = np.flatnonzero(rng.integers(0, 2, count))
            pictures = pictures.copy()
            pictures[turned] = pictures[turned, :, :, ::-1]
        if self.brightness:
            added = rng.uniform(-self.brightness, self.brightness, (count, 1, 1, 1)) * 255
            changed = pictures.astype(np.int16) + np.rint(added).astype(np.int16)
            pictures = changed.clip(0, 255).astype(np.uint8)
        return pictures


def shifted(pictures: Pixels, moves: Sequence[Sequence[int]]) -> Pixels:
    """Return N×C×H×W, each moved by its own [down, right] pixels; edge pixels are repeated."""
    check_pixels(pictures)
    steps = real_array(moves, "moves")
    if steps.shape != (len(pictures), 2):
        raise ValueError(
            f"moves is {times(steps.shape)}; it must be {len(pictures)}×2, rows down and columns"
            " right for each picture"
        )
    moves = [[whole(step, "a move", -_FURTHEST, _FURTHEST) for step in move] for move in steps]
    most = max((abs(step) for move in moves for step in move), default=0)
    padded = np.pad(pictures, ((0, 0), (0, 0), (most, most), (most, most)), "edge")
    height, width = pictures.shape[2:]
    result = np.empty_like(pictures)
    for picture, source, (down, right) in zip(result, padded, moves, strict=True):
        top, left = most - down, most - right
        picture[...] = source[:, top : top + height, left : left + width]
    return result

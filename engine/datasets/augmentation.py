"""Pictures changed a little, so that a network sees each of them in many ways."""

from dataclasses import dataclass

import numpy as np

from engine.checks import real_number, whole
from engine.datasets.data_set import Pixels


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
        whole(self.shift, "shift", 0)
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


def shifted(pictures: Pixels, moves: list[list[int]]) -> Pixels:
    """Return N×C×H×W, each moved by its own [down, right] pixels; edge pixels are repeated."""
    most = max((abs(step) for move in moves for step in move), default=0)
    padded = np.pad(pictures, ((0, 0), (0, 0), (most, most), (most, most)), "edge")
    height, width = pictures.shape[2:]
    result = np.empty_like(pictures)
    for picture, source, (down, right) in zip(result, padded, moves, strict=True):
        top, left = most - down, most - right
        picture[...] = source[:, top : top + height, left : left + width]
    return result

"""Raw pixels by HTTP: what is in a rectangle, what is refused, and for how long."""

import gc
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from app import raw_pixels


@dataclass
class Held:
    pixels: NDArray[np.uint8]


def test_a_rectangle_is_its_rows_one_after_the_other() -> None:
    grey = np.arange(20, dtype=np.uint8).reshape(4, 5)
    assert raw_pixels.rectangle(grey, 1, 2, 3, 5) == bytes([7, 8, 9, 12, 13, 14])
    colour = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert raw_pixels.rectangle(colour, 0, 3, 2, 4) == bytes([9, 10, 11, 21, 22, 23])


@pytest.mark.parametrize(
    "sides", [(0, 0, 5, 5), (2, 0, 2, 5), (3, 0, 1, 5), (-1, 0, 2, 5), (0, 3, 4, 6)]
)
def test_what_is_not_in_the_picture_is_refused(sides: tuple[int, int, int, int]) -> None:
    assert raw_pixels.rectangle(np.zeros((4, 5), np.uint8), *sides) is None


def test_more_than_a_megapixel_is_not_handed_out_at_once() -> None:
    picture = np.zeros((1025, 1024), np.uint8)
    assert raw_pixels.rectangle(picture, 0, 0, 1024, 1024) is not None
    assert raw_pixels.rectangle(picture, 0, 0, 1025, 1024) is None


def test_a_picture_is_there_as_long_as_anyone_holds_it() -> None:
    one, other = Held(np.zeros((2, 2), np.uint8)), Held(np.zeros((2, 2), np.uint8))
    raw_pixels.offer("twice", one)
    raw_pixels.offer("twice", other)
    assert raw_pixels.find("twice") is not None
    del one
    gc.collect()
    assert raw_pixels.find("twice") is other.pixels
    del other
    gc.collect()
    assert raw_pixels.find("twice") is None
    assert raw_pixels.find("never") is None

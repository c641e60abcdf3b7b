"""The pictures that are searched: those of the app, whole and in part, and the learner's set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.picture_tiles import png_address
from app.trained_networks import catalogue, subjects
from engine.datasets.digits import digits, like_mnist
from engine.datasets.fitting import fit_picture
from engine.images import gallery

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Top, left, height and width in pixels of a whole picture."""

DIGITS = 500
_DIGIT = (1, 28, 28)
_LARGE = 64  # pixels of a side; for larger inputs there are no parts, which would fill the memory
_PIXELS = 32_768  # of pictures that go through a network together
_ACROSS = 3  # parts of a picture in a row, each of half its side
_LONGEST = 192  # pixels of a whole picture as it is sent


@dataclass(frozen=True)
class Whole:
    """A picture before it is resized, H×W×3; `label` is its true class, where that is known."""

    title: str
    pixels: Pixels = field(repr=False)
    label: str | None = None

    @property
    def address(self) -> str:
        """The picture, reduced, as an address that holds it."""
        return _address(self.pixels.tobytes(), self.pixels.shape)


@dataclass(frozen=True)
class Exhibit:
    """A picture of a set, C×H×W in the network's size: the part `box` of a whole one."""

    whole: Whole = field(repr=False)
    box: Box
    pixels: Pixels = field(repr=False)

    @property
    def is_part(self) -> bool:
        """Whether much of the whole picture is left out."""
        height, width = self.whole.pixels.shape[:2]
        return bool(max(self.box[2:]) < min(height, width))

    @property
    def title(self) -> str:
        """What the picture is called, and which part it is."""
        if not self.is_part:
            return self.whole.title
        top, left, height, width = self.box
        return (
            f"{self.whole.title}, rows {top}–{top + height - 1}, columns {left}–{left + width - 1}"
        )


@lru_cache(256)
def _address(content: bytes, shape: tuple[int, ...]) -> str:
    pixels = np.frombuffer(content, np.uint8).reshape(shape)
    factor = max(1, -(-max(shape[:2]) // _LONGEST))
    height, width = max(1, shape[0] // factor), max(1, shape[1] // factor)
    small = pixels if factor == 1 else fit_picture(pixels, (3, height, width)).transpose(1, 2, 0)
    return png_address(np.ascontiguousarray(small))


def of_the_app(network: str) -> tuple[Exhibit, ...]:
    """Return all pictures of the app that fit a network: digits; or all others, and their parts."""
    if subjects.reads_digits(network) and subjects.input_shape(network) == _DIGIT:
        return _digits()
    return _gallery(subjects.input_shape(network), catalogue.card(network).classes)


@cache
def _digits() -> tuple[Exhibit, ...]:
    found = like_mnist(digits().pictures[:DIGITS])
    return tuple(
        _digit(number, one, str(label))
        for number, (one, label) in enumerate(zip(found, digits().labels, strict=False))
    )


@lru_cache(4)
def _gallery(shape: tuple[int, int, int], classes: tuple[str, ...]) -> tuple[Exhibit, ...]:
    wholes = [
        Whole(
            gallery.describe(name).title, gallery.load(name).pixels, subjects.drawn(name, classes)
        )
        for name in (*gallery.drawings(), *gallery.names())
    ]
    return tuple(one for whole in wholes for one in _parts(whole, shape))


def shown(picture: str, network: str) -> Exhibit:
    """Return the chosen picture of the page."""
    subject = subjects.subject(picture, network)
    whole = Whole(subject.title, subjects.whole(picture), subject.truth)
    return Exhibit(whole, _middle(whole.pixels.shape[:2], subject.pixels.shape), subject.pixels)


def of_whole(whole: Whole, shape: Sequence[int]) -> Exhibit:
    """Return the middle of a picture, as large as fits, in a network's size."""
    return _part(whole, _middle(whole.pixels.shape[:2], shape), shape)


def at_once(shape: Sequence[int]) -> int:
    """Return how many pictures go through a network between two looks at the learner."""
    return max(1, _PIXELS // (shape[1] * shape[2]))


def stacked(exhibits: Sequence[Exhibit]) -> Pixels:
    """Return the pictures of a set as a batch."""
    return np.stack([one.pixels for one in exhibits])


def _digit(number: int, pixels: Pixels, label: str) -> Exhibit:
    colours = np.repeat(pixels[0][..., np.newaxis], 3, axis=2)
    whole = Whole(f"Digit {label}, number {number}", colours, label)
    return Exhibit(whole, (0, 0, *pixels.shape[1:]), pixels)


def _parts(whole: Whole, shape: Sequence[int]) -> Iterator[Exhibit]:
    """Yield the middle of a picture, and parts of half its side where they have enough pixels."""
    middle = _middle(whole.pixels.shape[:2], shape)
    yield _part(whole, middle, shape)
    height, width = middle[2] // 2, middle[3] // 2
    if height < shape[1] or width < shape[2] or max(shape[1:]) > _LARGE:
        return
    rows, columns = whole.pixels.shape[:2]
    for top in np.linspace(0, rows - height, _ACROSS).astype(int).tolist():
        for left in np.linspace(0, columns - width, _ACROSS).astype(int).tolist():
            yield _part(whole, (top, left, height, width), shape)


def _part(whole: Whole, box: Box, shape: Sequence[int]) -> Exhibit:
    top, left, height, width = box
    pixels = np.ascontiguousarray(whole.pixels[top : top + height, left : left + width])
    return Exhibit(whole, box, fit_picture(pixels, (shape[0], shape[1], shape[2])))


def _middle(size: Sequence[int], shape: Sequence[int]) -> Box:
    """Return the part of a picture that `fit_picture` takes."""
    (rows, columns), (height, width) = size, shape[1:]
    scale = min(rows / height, columns / width)
    down, across = max(1, round(scale * height)), max(1, round(scale * width))
    return (rows - down) // 2, (columns - across) // 2, down, across

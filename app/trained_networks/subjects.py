"""What a trained network is shown: pictures of its classes, and the learner's own."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app import pictures
from app.pictures import OWN
from app.trained_networks import catalogue
from app.trained_networks.own_network import OWN as OWN_NETWORK
from engine.datasets.digits import LICENCE, digits, like_mnist
from engine.datasets.fitting import fit_picture
from engine.explain import translation
from engine.images import gallery

Pixels = NDArray[np.uint8]

_DIGIT, _DRAWN = "digit_", "_drawing"
_DIGITS = tuple(f"{_DIGIT}{number}" for number in range(20))  # twice 0 to 9; four are misread
_FIRST_DIGIT = f"{_DIGIT}14"  # a 4 that can be taken for a 9
_FIRST_DRAWING, _FIRST_PHOTOGRAPH = "cat_drawing", "chelsea"
_SMALL = 64  # pixels, in which drawings suffice


@dataclass(frozen=True)
class Subject:
    """A picture in a network's size, C×H×W; `truth` is its true class, where that is known."""

    key: str
    title: str
    pixels: Pixels
    truth: str | None


def every() -> tuple[str, ...]:
    """Name all pictures that come with the app, whatever network takes them."""
    return (*_DIGITS, *gallery.drawings(), *gallery.names())


def names(network: str) -> tuple[str, ...]:
    """Name the pictures that come with the app for a network."""
    if reads_digits(network):
        return _DIGITS
    every = (*gallery.drawings(), *gallery.names())
    is_grey = network == OWN_NETWORK and input_shape(network)[0] == 1
    return (*_DIGITS, *every) if is_grey else every


def first(network: str) -> str:
    """Name the picture that a network is shown at first."""
    if reads_digits(network):
        return _FIRST_DIGIT
    return _FIRST_PHOTOGRAPH if is_large(network) else _FIRST_DRAWING


def is_large(network: str) -> bool:
    """Tell whether it is the learner's own, and takes pictures larger than those that ship do."""
    return network == OWN_NETWORK and max(input_shape(network)) > _SMALL


def titles(network: str) -> dict[str, str]:
    """Return what the menu calls the pictures for a network, the learner's own first."""
    own = {OWN: pictures.title(OWN)} if pictures.has_own() else {}
    return own | {name: _title(name) for name in names(network)}


def about(name: str) -> str:
    """Return where a picture comes from."""
    if name in _DIGITS:
        return f"Picture: UCI handwritten digits, enlarged from 8×8 ({LICENCE})"
    return pictures.about(name)


def subject(name: str, network: str) -> Subject:
    """Return a picture as a network takes it."""
    shape, classes = input_shape(network), catalogue.card(network).classes
    if name in _DIGITS:
        number = _number(name)
        pixels, label = _digits()[number], _labels()[number]
        if pixels.shape != shape:
            pixels = fit_picture(np.repeat(pixels.transpose(1, 2, 0), 3, axis=2), shape)
        return Subject(name, _title(name), pixels, label if label in classes else None)
    source = pictures.source(name, "colour")
    fitted = fit_picture(source.pixels, shape)
    return Subject(source.head.digest, source.title, fitted, drawn(name, classes))


def shifted(subject: Subject, pixels: int) -> Subject:
    """Return a picture moved so many pixels to the right; what leaves comes in at the left."""
    moved = translation.shifted(subject.pixels.transpose(1, 2, 0), (0, pixels)).transpose(2, 0, 1)
    title = f"{subject.title}, shifted by {pixels} pixel{'s' if pixels > 1 else ''}"
    key = f"{subject.key} shifted {pixels}"
    return Subject(key, title, np.ascontiguousarray(moved), subject.truth)


def drawn(name: str, classes: Collection[str]) -> str | None:
    """Return which of these classes a picture is a drawing of, if it is one."""
    label = name.removesuffix(_DRAWN) if name in gallery.drawings() else None
    return label if label in classes else None


def enlarged(name: str, network: str, times: int) -> Pixels:
    """Return a picture so many times as large as a network takes it, C×H×W."""
    channels, height, width = input_shape(network)
    return fit_picture(whole(name), (channels, times * height, times * width))


def whole(name: str) -> Pixels:
    """Return a picture before it is resized, H×W×3."""
    if name in _DIGITS:
        return np.repeat(_digits()[_number(name)][0][..., np.newaxis], 3, axis=2)
    return pictures.source(name, "colour").pixels


def input_shape(network: str) -> tuple[int, int, int]:
    """Return the (channels, height, width) that a network takes."""
    channels, height, width = catalogue.network(network).input_shape
    return channels, height, width


def reads_digits(network: str) -> bool:
    """Tell whether a network takes handwritten digits."""
    return catalogue.card(network).classes == tuple("0123456789")


def _title(name: str) -> str:
    if name not in _DIGITS:
        return gallery.describe(name).title
    number = _number(name)
    return f"Digit {_labels()[number]}, {'first' if number < len(_DIGITS) // 2 else 'second'}"


def _number(name: str) -> int:
    return int(name.removeprefix(_DIGIT))


@cache
def _digits() -> Pixels:
    return like_mnist(digits().pictures[: len(_DIGITS)])


@cache
def _labels() -> tuple[str, ...]:
    return tuple(str(label) for label in digits().labels[: len(_DIGITS)])

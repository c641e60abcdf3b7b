"""What a trained network is shown: pictures of its classes, and the learner's own."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app import pictures
from app.pictures import OWN
from engine import networks
from engine.datasets.digits import LICENCE, digits, like_mnist
from engine.datasets.fitting import fit_picture
from engine.images import gallery

Pixels = NDArray[np.uint8]

_DIGIT, _DRAWN = "digit_", "_drawing"
_DIGITS = tuple(f"{_DIGIT}{number}" for number in range(20))  # twice 0 to 9; four are misread
_FIRST_DIGIT = f"{_DIGIT}14"  # a 4 that can be taken for a 9
_FIRST_DRAWING = "cat_drawing"


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
    return _DIGITS if _reads_digits(network) else (*gallery.drawings(), *gallery.names())


def first(network: str) -> str:
    """Name the picture that a network is shown at first."""
    return _FIRST_DIGIT if _reads_digits(network) else _FIRST_DRAWING


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
    if name in _DIGITS:
        number = _number(name)
        return Subject(name, _title(name), _digits()[number], _labels()[number])
    source = pictures.source(name, "colour")
    channels, height, width = networks.trained(network).input_shape
    fitted = fit_picture(source.pixels, (channels, height, width))
    drawn = name.removesuffix(_DRAWN) if name in gallery.drawings() else None
    truth = drawn if drawn in networks.card(network).classes else None
    return Subject(source.head.digest, source.title, fitted, truth)


def _reads_digits(network: str) -> bool:
    return networks.card(network).classes == tuple("0123456789")


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

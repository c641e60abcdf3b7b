"""The pictures that come with the app: photographs in the public domain and patterns made here.

The photographs are files in `assets/pictures`, whose README says where they are from and under
which terms. The patterns are small, so that each number in them can be followed by hand.
"""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.images import pictures
from engine.images.pictures import Picture

Values = NDArray[np.int64]

_FOLDER = Path(__file__).parents[2] / "assets" / "pictures"


@dataclass(frozen=True)
class Description:
    """What goes with a picture: `title` for a menu, `alt` for a reader who cannot see it."""

    title: str
    alt: str
    credit: str
    licence: str
    source: str


def names() -> tuple[str, ...]:
    """Return the names of the pictures: the default one, photographs, then patterns."""
    return (*_PHOTOGRAPHS, *_PATTERNS)


def describe(name: str) -> Description:
    """Return title, alternative text, credit, licence and source of a picture."""
    _check(name)
    if name in _PHOTOGRAPHS:
        return _PHOTOGRAPHS[name]
    title, alt, _ = _PATTERNS[name]
    return Description(title, alt, "Convoscope", "MIT", "made by engine/images/gallery.py")


def load(name: str) -> Picture:
    """Return the picture `name`, decoded once and kept; its pixels are read-only."""
    _check(name)
    return _load(name)


def _check(name: str) -> None:
    if name not in _PHOTOGRAPHS and name not in _PATTERNS:
        raise ValueError(f"there is no picture {name!r}; there are {', '.join(names())}")


@functools.cache
def _load(name: str) -> Picture:
    if name in _PHOTOGRAPHS:
        file = _FOLDER / f"{name}.webp"
        return pictures.decode(file.read_bytes(), file.name)
    made = _PATTERNS[name][2]().astype(np.uint8)
    pixels = np.repeat(made[:, :, np.newaxis], 3, axis=2) if made.ndim == 2 else made
    pixels.flags.writeable = False
    digest = hashlib.sha256(f"{name} {pixels.shape}".encode() + pixels.tobytes()).hexdigest()
    return Picture(pixels, (made.shape[1], made.shape[0]), "pattern", (), digest)


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


_PATTERNS: dict[str, tuple[str, str, Callable[[], Values]]] = {
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

_PHOTOGRAPHS = {
    "astronaut": Description(
        "Astronaut",
        "The astronaut Eileen Collins, smiling, in an orange suit, a flag and a model of the "
        "space shuttle behind her.",
        "NASA",
        "public domain",
        "NASA Great Images, https://flic.kr/p/r9qvLn",
    ),
    "camera": Description(
        "Photographer",
        "A man in a dark coat looks through a camera on a tripod, in grey, low buildings behind "
        "a lawn.",
        "Lav Varshney",
        "CC0 1.0",
        "scikit-image, skimage.data.camera",
    ),
    "chelsea": Description(
        "Cat",
        "The face of a striped cat from the front, ears cut off, with long whiskers.",
        "Stéfan van der Walt",
        "CC0 1.0",
        "scikit-image, skimage.data.chelsea",
    ),
    "coffee": Description(
        "Cup of coffee",
        "A cup of coffee on a red saucer with a spoon, on a wooden table.",
        "Rachel Michetti, Pikolo Espresso Bar",
        "CC0 1.0",
        "scikit-image, skimage.data.coffee",
    ),
    "rocket": Description(
        "Rocket",
        "A white rocket stands on its launch pad at dusk between lattice masts and lamps.",
        "SpaceX",
        "public domain",
        "https://www.flickr.com/photos/spacexphotos/16511594820",
    ),
    "hubble_deep_field": Description(
        "Hubble deep field",
        "Galaxies of all sizes and colours and one star with four spikes on black sky.",
        "NASA, ESA, G. Illingworth, D. Magee, P. Oesch, R. Bouwens and the HUDF09 team",
        "public domain",
        "https://hubblesite.org/newscenter/archive/releases/2012/37/image/a/",
    ),
    "retina": Description(
        "Retina",
        "The back of a human eye, a red disc on black: branching vessels leave a bright spot.",
        "Mikael Häggström",
        "CC0 1.0",
        "https://commons.wikimedia.org/wiki/File:Fundus_photograph_of_normal_left_eye.jpg",
    ),
    "brick": Description(
        "Brick wall",
        "Bricks in upright rows with light joints, in grey, seen at an angle.",
        "CC0Textures, Bricks25",
        "CC0 1.0",
        "https://cc0textures.com/view.php?tex=Bricks25",
    ),
    "grass": Description(
        "Grass",
        "Blades of grass in all directions fill the picture, in grey.",
        "linolafett",
        "CC0 1.0",
        "https://www.deviantart.com/linolafett/art/Grass-01-434853879",
    ),
    "gravel": Description(
        "Gravel",
        "Small angular stones fill the picture, in grey.",
        "CC0Textures, Gravel04",
        "CC0 1.0",
        "https://cc0textures.com/view.php?tex=Gravel04",
    ),
    "text": Description(
        "Handwritten formulas",
        "Letters and formulas written by hand on lined paper, in grey, seen at an angle.",
        "Wikipedia",
        "public domain",
        "https://en.wikipedia.org/wiki/File:Corner.png",
    ),
    "horse": Description(
        "Horse silhouette",
        "A horse from the side, black on white.",
        "Andreas Preuss (marauder)",
        "CC0 1.0",
        "https://openclipart.org/detail/158377/horse-by-marauder",
    ),
}

"""The pictures that come with the app: photographs and drawings in the public domain, and patterns.

The photographs are files in `assets/pictures`, the drawings in its folder `classes`; a README in
each says where they are from and under which terms. The patterns are made here; they are small, so
that each number in them can be followed by hand.
"""

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.images import pictures
from engine.images.patterns import PATTERNS
from engine.images.pictures import Picture

_FOLDER = Path(__file__).parents[2] / "assets" / "pictures"
_DRAWN = "_drawing"  # "horse" is a photograph's name already


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
    return (*_PHOTOGRAPHS, *PATTERNS)


def drawings() -> tuple[str, ...]:
    """Return the names of ten more pictures: one of each class of CIFAR-10, in their order."""
    return tuple(_DRAWINGS)


def describe(name: str) -> Description:
    """Return title, alternative text, credit, licence and source of a picture."""
    _check(name)
    if name in _PHOTOGRAPHS:
        return _PHOTOGRAPHS[name]
    if name in _DRAWINGS:
        title, alt, author, drawing = _DRAWINGS[name]
        source = f"Open Clip Art Library, {drawing}, before two plain bands"
        return Description(title, alt, author, "public domain", source)
    title, alt, _ = PATTERNS[name]
    return Description(title, alt, "Convoscope", "MIT", "made by engine/images/patterns.py")


def load(name: str) -> Picture:
    """Return the picture `name`, decoded once and kept; its pixels are read-only."""
    _check(name)
    return _load(name)


def _check(name: str) -> None:
    if name not in _PHOTOGRAPHS | PATTERNS | _DRAWINGS:
        known = ", ".join((*names(), *drawings()))
        raise ValueError(f"there is no picture {name!r}; there are {known}")


@functools.cache
def _load(name: str) -> Picture:
    if name not in PATTERNS:
        folder = _FOLDER if name in _PHOTOGRAPHS else _FOLDER / "classes"
        file = folder / f"{name.removesuffix(_DRAWN)}.webp"
        return pictures.decode(file.read_bytes(), file.name)
    made = PATTERNS[name][2]().astype(np.uint8)
    pixels = np.repeat(made[:, :, np.newaxis], 3, axis=2) if made.ndim == 2 else made
    pixels.flags.writeable = False
    digest = hashlib.sha256(f"{name} {pixels.shape}".encode() + pixels.tobytes()).hexdigest()
    return Picture(pixels, (made.shape[1], made.shape[0]), "pattern", (), digest)


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

_DRAWINGS = {
    "airplane_drawing": (
        "Airplane",
        "A silver passenger plane from the side on blue sky.",
        "Jarno Vasamaa",
        "Aircraft3",
    ),
    "automobile_drawing": (
        "Automobile",
        "A brown car with two doors on a grey road.",
        "Gerald G. (Ganson)",
        "Road Runner",
    ),
    "bird_drawing": (
        "Bird",
        "A white gull with grey wings stands on sand.",
        "Marcelo Staudt",
        "Gull",
    ),
    "cat_drawing": (
        "Cat, drawn",
        "A black and white cat lies on a brown floor.",
        "Architetto Francesco Rollandin",
        "Gatto Cat",
    ),
    "deer_drawing": (
        "Deer",
        "A fawn, black, stands on grass at dusk.",
        "mo",
        "Fawn",
    ),
    "dog_drawing": (
        "Dog",
        "A beagle in brown, black and white stands on grass.",
        "Gerald G. (Ganson)",
        "Copper the Beagle",
    ),
    "frog_drawing": (
        "Frog",
        "A green frog sits on a brown floor.",
        "Architetto Francesco Rollandin",
        "Rana02",
    ),
    "horse_drawing": (
        "Horse, drawn",
        "A brown horse gallops over grass.",
        "Architetto Francesco Rollandin",
        "Cavallo",
    ),
    "ship_drawing": (
        "Ship",
        "A ship with two masts and white sails on the sea.",
        "Jarno Vasamaa",
        "boat2",
    ),
    "truck_drawing": (
        "Truck",
        "A blue dump truck on a grey road.",
        "Jarno Vasamaa",
        "Truck2",
    ),
}

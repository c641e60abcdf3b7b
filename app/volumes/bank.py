"""Filters on red, green and blue, and the sets of them that a visit can begin with."""

from dataclasses import dataclass
from random import Random

from app import cells
from app.cells import Texts
from app.state.matrix_text import matrix
from app.step_by_step.examples import FOUR_FILTERS
from engine import filters

Filter = tuple[Texts, ...]
"""A matrix of cell texts for each of the three channels."""

CHANNELS = 3
RANDOM = "random"
"""Name of the set that is drawn by a seed."""
RANDOM_TITLE = "Random weights"


def _even(text: str) -> Texts:
    """3×3 times the same weight."""
    return ((text,) * 3,) * 3


_SOBEL_X, _SOBEL_Y, _DIAGONAL, _LAPLACE, _CENTRE = (
    filters.describe(name).matrix
    for name in ("sobel_x", "sobel_y", "sobel_diagonal", "laplacian", "identity")
)
_AROUND = matrix("-1/8 -1/8 -1/8 / -1/8 0 -1/8 / -1/8 -1/8 -1/8")
_MEAN, _LESS, _NONE, _HALF, _THIRD = map(_even, ("1/9", "-1/9", "0", "-1/18", "1/27"))

BANK: dict[str, Filter] = {
    "Vertical edges": (_SOBEL_X,) * 3,
    "Horizontal edges": (_SOBEL_Y,) * 3,
    "Red vs green": (_MEAN, _LESS, _NONE),
    "Blue vs yellow": (_HALF, _HALF, _MEAN),
    "Blurred brightness": (_THIRD,) * 3,
    "Green spot on red": (_AROUND, _CENTRE, _NONE),
    "Diagonal edges": (_DIAGONAL,) * 3,
    "Spots and lines": (_LAPLACE,) * 3,
}

_MIXED: dict[str, Filter] = {
    name: tuple(((weight,),) for weight in weights.split())
    for name, weights in {
        "Brightness": "0.299 0.587 0.114",
        "Red minus green": "1 -1 0",
        "Blue minus yellow": "-1/2 -1/2 1",
        "Red only": "1 0 0",
    }.items()
}

_WIDE = matrix(" / ".join(["-1 -2 0 2 1"] * 5))
_TALL = matrix(" / ".join(" ".join([weight] * 5) for weight in ("-1", "-2", "0", "2", "1")))
_RING = matrix("0 0 -1 0 0 / 0 -1 -2 -1 0 / -1 -2 16 -2 -1 / 0 -1 -2 -1 0 / 0 0 -1 0 0")


def _flat(*weights: str) -> Filter:
    """For each channel 5×5 times the same weight."""
    return tuple(((weight,) * 5,) * 5 for weight in weights)


_LARGE: dict[str, Filter] = {
    "Vertical edges, 5×5": (_WIDE,) * 3,
    "Red vs green, 5×5": _flat("1/25", "-1/25", "0"),
    "Blue vs yellow, 5×5": _flat("-1/50", "-1/50", "1/25"),
    "Horizontal edges, 5×5": (_TALL,) * 3,
    "Blurred brightness, 5×5": _flat("1/75", "1/75", "1/75"),
    "Spots, 5×5": (_RING,) * 3,
}
_FOUR = ("Left minus right", "Top minus bottom", "Red minus green, a pixel", "Blue spot")
_SMALL: dict[str, Filter] = dict(zip(_FOUR, FOUR_FILTERS, strict=True))
SMALL_PICTURE = "small_numbers"


@dataclass(frozen=True)
class FilterSet:
    """Filters to begin with; `shows` says what to look at.

    `side` is the longest side of the picture, `picture` the one that it is made for, if any.
    """

    title: str
    shows: str
    filters: tuple[Filter, ...]
    padding: int = 1
    side: int = 128
    picture: str = ""


SETS = {
    "colours": FilterSet(
        "Edges and colours",
        "Six filters, six questions: where is an edge, where is red next to green, where is blue? "
        "Each has its own weights for each channel and gives one feature map.",
        tuple(BANK.values())[:6],
    ),
    RANDOM: FilterSet(
        "Untrained: random weights",
        "Why design filters by hand? Let the network learn them: it starts from random weights "
        "like these, and training changes them until the maps are useful.",
        (),
    ),
    "mix": FilterSet(
        "1×1 convolution: mix the channels",
        "A 1×1 filter sees a single pixel: a weighted sum of its channels, without neighbours.",
        tuple(_MIXED.values()),
        padding=0,
    ),
    "small": FilterSet(
        "6×6×3, four filters → 4×4×4",
        "Four 3×3×3 filters on small numbers, all of them shown below, cell by cell. One filter "
        "gives one feature map; four are stacked into a volume of depth 4.",
        tuple(_SMALL.values()),
        padding=0,
        picture=SMALL_PICTURE,
    ),
    "valid": FilterSet(
        "32×32×3, three filters of 5×5×3 → 28×28×3",
        "Without padding, a 5×5 window fits 28 positions along 32 pixels: 32 − 5 + 1.",
        tuple(_LARGE.values())[:3],
        padding=0,
        side=32,
    ),
    "same": FilterSet(
        "32×32×3, three filters of 5×5×3, padding 2 → 32×32×3",
        "Zero padding of 2 gives 36×36×3, so the maps keep the picture's size.",
        tuple(_LARGE.values())[:3],
        padding=2,
        side=32,
    ),
    "six": FilterSet(
        "32×32×3, six filters of 5×5×3 → 28×28×6",
        "One filter gives one feature map of 28×28; six are stacked into a volume of depth 6, "
        "a new image with six channels.",
        tuple(_LARGE.values()),
        padding=0,
        side=32,
    ),
    "one": FilterSet(
        "One filter",
        "One filter spans all channels and gives one feature map: the sum of three product maps.",
        (BANK["Vertical edges"],),
    ),
}


def random_filter(seed: int, number: int, side: int = 3) -> Filter:
    """Random integers; the same for everyone who has the seed."""
    random = Random(f"{seed} {number} {side}")
    return tuple(
        tuple(tuple(str(random.randint(-2, 2)) for _ in range(side)) for _ in range(side))
        for _ in range(CHANNELS)
    )


def initial_filters(name: str, seed: int) -> tuple[Filter, ...]:
    """Return the filters of a set."""
    if name == RANDOM:
        return tuple(random_filter(seed, number) for number in range(6))
    return SETS[name].filters


def next_filter(there: tuple[Filter, ...], name: str, seed: int) -> Filter:
    """One more filter: the next of the bank that is not there, or the next random one."""
    side = len(there[0][0])
    left = [found for found in BANK.values() if found not in there]
    if name == RANDOM or side != 3 or not left:
        return random_filter(seed, len(there), side)
    return left[0]


def resized(one: Filter, side: int) -> Filter:
    """Give the filter another side, centre on centre."""
    return tuple(cells.resize(matrix, side, side) for matrix in one)


def title(one: Filter, seed: int, number: int) -> str:
    """Return what filter `number` is called: by its name if it has one, else by what it is."""
    names = {found: name for name, found in (BANK | _MIXED | _LARGE | _SMALL).items()}
    random = one == random_filter(seed, number, len(one[0]))
    return names.get(one, RANDOM_TITLE if random else "Your own weights")

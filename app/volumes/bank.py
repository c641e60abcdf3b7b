"""Filters on red, green and blue, and the sets of them that a visit can begin with."""

from dataclasses import dataclass
from random import Random

from app import cells
from app.cells import Texts
from app.matrix_text import matrix
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
    "Red against green": (_MEAN, _LESS, _NONE),
    "Blue against yellow": (_HALF, _HALF, _MEAN),
    "Blurred brightness": (_THIRD,) * 3,
    "Green spot, red around": (_AROUND, _CENTRE, _NONE),
    "Diagonal edges": (_DIAGONAL,) * 3,
    "Spots and lines": (_LAPLACE,) * 3,
}

_MIXED: dict[str, Filter] = {
    name: tuple(((weight,),) for weight in weights.split())
    for name, weights in {
        "Brightness": "0.299 0.587 0.114",
        "Red minus green": "1 -1 0",
        "Blue minus yellow": "-1/2 -1/2 1",
        "Only red": "1 0 0",
    }.items()
}


@dataclass(frozen=True)
class Set:
    """Filters to begin with; `shows` says what to look at."""

    title: str
    shows: str
    filters: tuple[Filter, ...]
    padding: int = 1


SETS = {
    "colours": Set(
        "Edges and colours",
        "Six filters, six questions: where is an edge, where is red beside green, where is blue? "
        "Each has its own weights for each colour, and answers with one map.",
        tuple(BANK.values())[:6],
    ),
    RANDOM: Set(
        "Untrained: random weights",
        "What a network begins with. Nothing is designed here: training changes the weights until "
        "the maps are of use.",
        (),
    ),
    "mix": Set(
        "1×1 convolution: mix the channels",
        "A 1×1 filter sees a single pixel: it weighs its colours and looks at no neighbour.",
        tuple(_MIXED.values()),
        padding=0,
    ),
    "one": Set(
        "One filter",
        "One filter reaches through all channels and makes one map: three maps of products, added "
        "up.",
        (BANK["Vertical edges"],),
    ),
}


def drawn(seed: int, number: int, side: int = 3) -> Filter:
    """Random integers; the same for everyone who has the seed."""
    random = Random(f"{seed} {number} {side}")
    return tuple(
        tuple(tuple(str(random.randint(-2, 2)) for _ in range(side)) for _ in range(side))
        for _ in range(CHANNELS)
    )


def begun(name: str, seed: int) -> tuple[Filter, ...]:
    """The filters of a set."""
    if name == RANDOM:
        return tuple(drawn(seed, number) for number in range(6))
    return SETS[name].filters


def another(there: tuple[Filter, ...], name: str, seed: int) -> Filter:
    """One more filter: the next of the bank that is not there, or the next random one."""
    side = len(there[0][0])
    left = [found for found in BANK.values() if found not in there]
    if name == RANDOM or side != 3 or not left:
        return drawn(seed, len(there), side)
    return left[0]


def resized(one: Filter, side: int) -> Filter:
    """The same filter with another side, centre on centre."""
    return tuple(cells.resize(matrix, side, side) for matrix in one)


def title(one: Filter, seed: int, number: int) -> str:
    """What filter `number` is called: by its name if it has one, else by what it is."""
    names = {found: name for name, found in (BANK | _MIXED).items()}
    random = one == drawn(seed, number, len(one[0]))
    return names.get(one, RANDOM_TITLE if random else "Own weights")

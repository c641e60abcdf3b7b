"""Filters with a name: those of the bank, and those that are made from numbers."""

from app import cells
from engine import filters
from engine.filters import families
from engine.filters.families import FAMILIES, Made

_OPEN = "-"
"""Ends a family's entry in the menu: the numbers are still to come."""

_LONGEST = 6  # characters of a weight that is written exactly


def menu() -> list[str]:
    """Return what a menu offers: the bank, and each family after its kin."""
    kin = {family.kin: name + _OPEN for name, family in FAMILIES.items()}
    return [entry for name in filters.names() for entry in (name, kin.get(name)) if entry]


def entry(name: str) -> str:
    """Which entry of the menu a filter stands under."""
    made = made_of(name)
    return made.family.name + _OPEN if made else name


def title(entry: str) -> str:
    """Return the title of an entry of the menu."""
    if entry.endswith(_OPEN):
        return FAMILIES[entry.removesuffix(_OPEN)].title
    return filters.describe(entry).title


def label(kernel: str | cells.Texts) -> str:
    """Return what a picture under this kernel is called."""
    if not isinstance(kernel, str):
        return "your own"
    return title(entry(kernel)).partition(" (")[0].removesuffix(" …")


def first(entry: str) -> str:
    """Return the filter that an entry of the menu begins with."""
    if entry.endswith(_OPEN):
        return families.usual(entry.removesuffix(_OPEN)).text
    return entry


def is_name(text: str) -> bool:
    """Whether a text is meant as a filter's name, be its numbers right or not."""
    return text in filters.names() or text.partition("-")[0] in FAMILIES


def read(text: str) -> str:
    """Read a filter's name; raise ValueError with half a sentence where it is none."""
    if text in filters.names():
        return text
    return families.read(text).text


def made_of(name: str) -> Made | None:
    """Return the filter of that name with its numbers; None where it has none."""
    return None if name in filters.names() else families.read(name)


def shows(name: str) -> str:
    """Say what the result shows, and what a small size cuts off."""
    made = made_of(name)
    if made is None:
        return filters.describe(name).shows
    size = made.all_numbers[-1]
    if size >= made.wanted:
        return made.family.shows
    return (
        f"{made.family.shows} Truncated at this size: the full kernel needs "
        f"{made.wanted:g}×{made.wanted:g}."
    )


def texts(name: str) -> cells.Texts:
    """Return the weights as they are written into cells: made ones to four digits."""
    made = made_of(name)
    if made is None:
        return filters.describe(name).matrix
    return tuple(tuple(_short(float(weight)) for weight in row) for row in made.kernel)


def _short(weight: float) -> str:
    exact = cells.format_number(weight)
    if len(exact) <= _LONGEST:
        return exact
    # No power of ten: of 7.654e-05 a narrow cell would show 7.654.
    decimals = f"{float(f'{weight:.4g}'):.8f}".rstrip("0").rstrip(".")
    return "0" if decimals == "-0" else decimals


def weights(name: str) -> cells.Numbers:
    """Return the weights themselves."""
    made = made_of(name)
    if made is None:
        return cells.parse_matrix(texts(name), ())[0]
    return tuple(tuple(map(float, row)) for row in made.kernel)

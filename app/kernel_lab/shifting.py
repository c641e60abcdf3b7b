"""What a shift of the picture does to every map, in plain sentences."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from engine.explain.translation import Moved

NAMES = {"convolution": "The response", "activation": "ReLU", "pooling": "Pooling"}
_PARTS = {2: "½", 3: "⅓", 4: "¼"}


def sentences(moved: Sequence[Moved]) -> list[str]:
    """One for the response, and one for pooling; ReLU does to a map what it does without."""
    return [_sentence(each) for each in moved if each.name != "activation"]


def _sentence(moved: Moved) -> str:
    name = NAMES[moved.name]
    if moved.same is None:
        return f"{name}: the map is too small to tell; the border plays into all of it."
    cells = _cells(moved.cells)
    if moved.is_whole and moved.same == 1:
        return f"{name} shifts along by {cells}, every number as before: it is equivariant."
    share = f"{floor(100 * moved.same)} % of its numbers are as before"
    if moved.is_whole:
        return f"{name} shifts along by {cells}; {share}."
    steps = " and ".join(dict.fromkeys(str(step) for step in moved.step))
    small = all(abs(cell) < 1 for cell in moved.cells)
    only = "it is invariant only roughly" if small else "it shifts along only roughly"
    return f"{name} has one number every {steps} pixels, the shift is {cells}: {share}, so {only}."


def _cells(cells: tuple[Fraction, Fraction]) -> str:
    """As "1½ cells right and 2 down"."""
    down, right = cells
    ways = [(right, "right" if right > 0 else "left"), (down, "down" if down > 0 else "up")]
    parts = []
    for count, way in ways:
        if count:
            unit = "" if parts else f" cell{'s' * (abs(count) > 1)}"
            parts.append(f"{_number(abs(count))}{unit} {way}")
    return " and ".join(parts)


def _number(cells: Fraction) -> str:
    whole, rest = divmod(cells.numerator, cells.denominator)
    if rest == 0:
        return str(whole)
    part = _PARTS.get(cells.denominator, "") if rest == 1 else ""
    return f"{whole or ''}{part}" if part else f"{float(cells):.3g}"

"""What a shift of the picture does to every map, in plain sentences."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from engine.explain.translation import Moved

NAMES = {"convolution": "Convolution", "activation": "ReLU", "pooling": "Pooling"}
_PARTS = {2: "½", 3: "⅓", 4: "¼"}


def sentences(moved: Sequence[Moved]) -> list[str]:
    """One for the response, and one for pooling; ReLU does to a map what it does without."""
    return [_sentence(each) for each in moved if each.name != "activation"]


def _sentence(moved: Moved) -> str:
    name = NAMES[moved.name]
    if moved.same is None:
        return f"{name}: the map is too small to tell; border effects reach every cell."
    cells = _cells(moved.cells)
    if moved.is_whole and moved.same == 1:
        return f"{name}: the map shifts by {cells}, every value unchanged: equivariant."
    share = f"{floor(100 * moved.same)}% of the values are unchanged"
    if moved.is_whole:
        return f"{name}: the map shifts by {cells}; {share}."
    steps = " and ".join(dict.fromkeys(str(step) for step in moved.step))
    small = all(abs(cell) < 1 for cell in moved.cells)
    only = "only approximately " + ("invariant" if small else "equivariant")
    return f"{name}: one value every {steps} pixels, so a shift of {cells}; {share}: {only}."


def _cells(cells: tuple[Fraction, Fraction]) -> str:
    """As "1½ cells right and 2 down"."""
    down, right = cells
    ways = [(right, "right" if right > 0 else "left"), (down, "down" if down > 0 else "up")]
    parts: list[str] = []
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

"""The text of a kernel's cells, and the numbers that it means."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Texts = tuple[tuple[str, ...], ...]
Numbers = tuple[tuple[float, ...], ...]

MAX_SIDE = 15
MAX_VALUE = 1e6

# How numbers are written; app/components/shared/numbers.js reads the same ones.
_PART = r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?)"
_NUMBER = re.compile(rf"{_PART}(?:/{_PART})?", re.IGNORECASE)
_VULGAR = re.compile("([+-]?)([\u00bc-\u00be\u2150-\u215e\u2189])")  # ¼ ½ ¾ ⅓ …
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")  # of decimals, or of thousands
_SPACE = "[ \t\r\n\u00a0\u2009\u202f]*"
_SPACES = re.compile(f"^{_SPACE}|{_SPACE}\\Z|{_SPACE}(/){_SPACE}")


@dataclass(frozen=True)
class Problem:
    """A cell that holds no number, and why, in plain words."""

    row: int
    column: int
    sentence: str


def parse_cell(text: str) -> float:
    """Read the number that a learner wrote: 3, −0.5, 1,5 (decimal comma), 1/9, 2/1e1 or ½.

    Raises ValueError with one plain sentence otherwise.
    """
    plain = _SPACES.sub(lambda found: found[1] or "", text.replace("−", "-"))
    shown = text if len(text) <= 20 else text[:20] + "…"
    if not plain:
        raise ValueError("The cell is empty; write 0 if it should not count.")
    if any(_GROUPED.fullmatch(part) for part in plain.split("/")):
        # 1,000 is a thousand to some, and 1 to others.
        readings = " or ".join(plain.replace(",", mark) for mark in ("", "."))
        raise ValueError(f"“{shown}” is ambiguous; write {readings}.")
    try:
        number = _number(plain.replace(",", "."))
    except ZeroDivisionError:
        raise ValueError(f"“{shown}” divides by zero.") from None
    if math.isnan(number):
        raise ValueError(f"“{shown}” is not a number; write, for example, 3, -0.5 or 1/9.")
    if abs(number) > MAX_VALUE:
        raise ValueError(f"“{shown}” is too large; values range from -1000000 to 1000000.")
    return number


def _number(plain: str) -> float:
    """Read a number without spaces and commas; what is none is NaN."""
    if vulgar := _VULGAR.fullmatch(plain):
        return float(f"{vulgar[1]}1") * unicodedata.numeric(vulgar[2])
    if not (found := _NUMBER.fullmatch(plain)):
        return math.nan
    above, below = float(found[1]), float(found[2] or 1)
    return above / below if math.isfinite(below) else math.nan


def format_number(value: float) -> str:
    """Return the shortest text that means this weight to twelve digits: 3, 0.25, 1/9, 0.1234567."""
    if value == int(value):
        return str(int(value))
    short = repr(value)
    fraction = Fraction(value).limit_denominator(999)
    if abs(float(fraction) - value) <= 1e-12 * abs(value) and len(str(fraction)) < len(short):
        return str(fraction)
    return short


def format_matrix(values: Iterable[Iterable[float]]) -> Texts:
    """Texts of a whole matrix."""
    return tuple(tuple(format_number(float(value)) for value in row) for row in values)


def parse_matrix(texts: Texts, previous: Numbers) -> tuple[Numbers, tuple[Problem, ...]]:
    """Numbers of all cells.

    A cell that holds no number keeps the value it had in `previous` (0 where there was none), and
    is told as a problem.
    """
    problems: list[Problem] = []
    rows: list[tuple[float, ...]] = []
    for i, row in enumerate(texts):
        numbers: list[float] = []
        for j, text in enumerate(row):
            try:
                numbers.append(parse_cell(text))
            except ValueError as error:
                known = i < len(previous) and j < len(previous[i])
                numbers.append(previous[i][j] if known else 0.0)
                problems.append(Problem(i, j, str(error)))
        rows.append(tuple(numbers))
    return tuple(rows), tuple(problems)


def resize(texts: Texts, rows: int, columns: int) -> Texts:
    """Cut a matrix to other sides, or fill it with zeros, evenly on all sides."""
    top = (rows - len(texts)) // 2
    left = (columns - len(texts[0])) // 2
    return tuple(
        tuple(
            texts[i - top][j - left]
            if 0 <= i - top < len(texts) and 0 <= j - left < len(texts[0])
            else "0"
            for j in range(columns)
        )
        for i in range(rows)
    )

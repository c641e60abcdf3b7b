"""The text of a kernel's cells, and the numbers that it means."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Texts = tuple[tuple[str, ...], ...]
Numbers = tuple[tuple[float, ...], ...]

MAX_SIDE = 15
MAX_VALUE = 1e6

# A comma before three digits: of decimals, or of thousands.
_GROUPED = re.compile(r"-?[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True)
class Problem:
    """A cell that holds no number, and why, in plain words."""

    row: int
    column: int
    sentence: str


def parse_cell(text: str) -> float:
    """The number that a learner wrote: 3, −0.5, 1,5 (decimal comma), 1/9 or ½.

    Raises ValueError with one plain sentence otherwise.
    """
    plain = text.strip().replace("−", "-")
    shown = text if len(text) <= 20 else text[:20] + "…"
    if not plain:
        raise ValueError("The cell is empty; write 0 if it should not count.")
    if _GROUPED.fullmatch(plain):
        raise ValueError(f"“{shown}” is ambiguous; write {_both_readings(plain)}.")
    try:
        number = _number(plain.replace(",", "."))
    except ZeroDivisionError:
        raise ValueError(f"“{shown}” divides by zero.") from None
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise ValueError(f"“{shown}” is not a number; write, for example, 3, -0.5 or 1/9.")
    if abs(number) > MAX_VALUE:
        raise ValueError(f"“{shown}” is too large; values range from -1000000 to 1000000.")
    return number


def _number(plain: str) -> float:
    sign, digits = (-1, plain[1:]) if plain.startswith("-") else (1, plain)
    if len(digits) == 1 and unicodedata.decomposition(digits).startswith("<fraction>"):
        return sign * unicodedata.numeric(digits)
    if not plain.isascii() or "_" in plain:
        raise ValueError(plain)
    above, slash, below = plain.partition("/")
    if not slash:
        return float(plain)
    return float(above) / float(below) if math.isfinite(float(below)) else math.nan


def _both_readings(plain: str) -> str:
    """1,000 is a thousand to some, and 1 to others."""
    whole, _, rest = plain.partition(",")
    return f"{whole}{rest} or {whole}.{rest}"


def format_number(value: float) -> str:
    """The shortest text that means this weight to twelve digits: 3, 0.25, 1/9, 0.1234567."""
    if value == int(value):
        return str(int(value))
    short = repr(value)
    fraction = Fraction(value).limit_denominator(999)
    if abs(float(fraction) - value) <= 1e-12 * abs(value) and len(str(fraction)) < len(short):
        return str(fraction)
    return short


def format_matrix(values: Sequence[Sequence[float]]) -> Texts:
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
    """The same matrix with other sides: cut or filled with zeros evenly, centre on centre."""
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

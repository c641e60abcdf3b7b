"""What a matrix's editor asks for: other cell texts, other sides, or a matrix operation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app import cells
from engine import filters

_OPERATIONS: dict[str, Callable[[Any], Any]] = {
    "normalise": filters.normalise,
    "zero-sum": filters.zero_sum,
    "rotate-90": filters.rotate,
    "rotate-180": filters.flip,
}


def apply(
    asked: object, texts: cells.Texts, weights: cells.Numbers, most: int = cells.MAX_SIDE
) -> cells.Texts:
    """Return the cells after a request of the browser; what it sends is trusted for nothing.

    `asked` is ``{"texts": …}``, ``{"sides": [rows, columns]}`` or ``{"operation": name}``; `most`
    is the largest side. Raises ValueError with one plain sentence where it cannot be done.
    """
    match asked:
        case {"texts": [[_, *_], *_] as rows} if _is_matrix(rows, most):
            return tuple(tuple(row) for row in rows)
        case {"sides": [int(rows), int(columns)]} if _fit(rows, columns, most):
            return cells.resize(texts, rows, columns)
        case {"operation": str(name)} if name in _OPERATIONS:
            return cells.format_matrix(_OPERATIONS[name](weights))
    raise ValueError(f"It must have 1 to {most} rows and columns.")


def _fit(rows: int, columns: int, most: int) -> bool:
    return 1 <= rows <= most and 1 <= columns <= most


def _is_matrix(rows: list[Any], most: int) -> bool:
    width = len(rows[0])
    return (
        _fit(len(rows), width, most)
        and all(isinstance(row, list) and len(row) == width for row in rows)
        and all(isinstance(text, str) and len(text) <= 100 for row in rows for text in row)
    )


@dataclass(frozen=True)
class Draft:
    """A matrix as `typed`, with its `problems`; `kept` has the last numbers in those cells."""

    typed: cells.Texts
    problems: tuple[cells.Problem, ...]
    kept: cells.Texts


def edited(asked: object, shown: cells.Texts, known: cells.Numbers, most: int) -> Draft:
    """Return what becomes of the texts `shown` by a request, where the numbers were `known`.

    Raises ValueError as `apply`.
    """
    texts = apply(asked, shown, known, most)
    numbers, problems = cells.parse_matrix(texts, known)
    wrong = {(one.row, one.column) for one in problems}
    kept = tuple(
        tuple(
            cells.format_number(numbers[i][j]) if (i, j) in wrong else text
            for j, text in enumerate(row)
        )
        for i, row in enumerate(texts)
    )
    return Draft(texts, problems, kept)

"""What the kernel's editor asks for: other cell texts, other sides, or a matrix operation."""

from collections.abc import Callable
from typing import Any

from app import cells
from engine import filters

_OPERATIONS: dict[str, Callable[[Any], Any]] = {
    "normalise": filters.normalise,
    "zero-sum": filters.zero_sum,
    "rotate": filters.rotate,
    "flip": filters.flip,
}


def apply(asked: object, texts: cells.Texts, weights: cells.Numbers) -> cells.Texts:
    """The cells after a request of the browser; what it sends is trusted for nothing.

    `asked` is ``{"texts": …}``, ``{"sides": [rows, columns]}`` or ``{"operation": name}``. Raises
    ValueError with one plain sentence where it cannot be done.
    """
    match asked:
        case {"texts": [[_, *_], *_] as rows} if _is_matrix(rows):
            return tuple(tuple(row) for row in rows)
        case {"sides": [int(rows), int(columns)]} if _is_side(rows) and _is_side(columns):
            return cells.resize(texts, rows, columns)
        case {"operation": str(name)} if name in _OPERATIONS:
            return cells.format_matrix(_OPERATIONS[name](weights))
    raise ValueError(f"A kernel has 1 to {cells.MAX_SIDE} rows and columns.")


def _is_side(number: int) -> bool:
    return 1 <= number <= cells.MAX_SIDE


def _is_matrix(rows: list[Any]) -> bool:
    width = len(rows[0])
    return (
        _is_side(len(rows))
        and _is_side(width)
        and all(isinstance(row, list) and len(row) == width for row in rows)
        and all(isinstance(text, str) and len(text) <= 100 for row in rows for text in row)
    )

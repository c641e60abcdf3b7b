"""Matrices of cell texts written in one line: in the app's own tables, and in links."""

from app import cells
from app.cells import Texts


def matrix(text: str) -> Texts:
    """Rows parted by " /", cells by spaces: "0 1/2 / 1 0"."""
    return tuple(tuple(row.split()) for row in text.split(" /"))


def from_link(text: str, rows: int, columns: int) -> Texts:
    """Read the matrix of a link, cells parted by "_" and rows by "~", of at most so many sides.

    Raises ValueError with half a sentence.
    """
    texts = tuple(tuple(row.split("_")) for row in text[:5000].split("~"))
    if len(texts) > rows or any(len(row) > columns for row in texts):
        many = "rows and columns" if rows == columns else f"rows and {columns} columns"
        raise ValueError(f"it may have at most {rows} {many}")
    if len({len(row) for row in texts}) > 1:
        raise ValueError("all rows of a matrix must have the same length")
    if problems := cells.parse_matrix(texts, ())[1]:
        sentence = problems[0].sentence.removesuffix(".")
        raise ValueError(sentence[:1].lower() + sentence[1:])
    return texts

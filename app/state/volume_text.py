"""Numbers of volumes and of filters as a link writes them: a matrix for every channel."""

from collections.abc import Callable

from app import cells
from app.cells import Texts
from app.state.matrix_text import from_link

Volume = tuple[Texts, ...]
"""A matrix for every channel."""


def volume(most_side: int, most_depth: int) -> Callable[[str], Volume]:
    """Make a reader of matrices of one size, parted by "~~"."""

    def reader(text: str) -> Volume:
        parts = text.split("~~")[: most_depth + 1]
        matrices = tuple(from_link(part, most_side, most_side) for part in parts)
        if len(matrices) > most_depth:
            raise ValueError(f"there are at most {most_depth} channels")
        if len({(len(one), len(one[0])) for one in matrices}) > 1:
            raise ValueError("all its matrices must have the same size")
        return matrices

    return reader


def filters(most_side: int, most_depth: int) -> Callable[[str], tuple[Volume, ...]]:
    """Make a reader of as many volumes as there are filters, parted by "~~~"."""
    one_filter = volume(most_side, most_depth)

    def reader(text: str) -> tuple[Volume, ...]:
        kernels = tuple(one_filter(part) for part in text.split("~~~")[: most_depth + 1])
        if len(kernels) > most_depth:
            raise ValueError(f"there are at most {most_depth} filters")
        if len({(len(one[0]), len(one[0][0])) for one in kernels}) > 1:
            raise ValueError("all kernels must have the same size")
        return kernels

    return reader


def row(most: int) -> Callable[[str], tuple[str, ...]]:
    """Make a reader of one row of numbers, or of none."""
    return lambda text: from_link(text, 1, most)[0] if text else ()


def side_lengths(matrix: Texts) -> tuple[int, int]:
    """Count rows and columns of a matrix."""
    return len(matrix), len(matrix[0])


def replaced(matrices: Volume, texts: Texts, here: int | None) -> Volume:
    """Put another matrix in a place (None: in none); all others get its size."""
    return tuple(
        texts if i == here else cells.resize(one, *side_lengths(texts))
        for i, one in enumerate(matrices)
    )

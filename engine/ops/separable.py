"""Kernels that are the product of a column and a row: two short passes do the work of a long one.

A kernel of rank 1 is K[i, j] = column[i] · row[j]: filtering with `row` along the rows, and the
result with `column` along the columns, takes F + F multiplications for a pixel instead of F·F.
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np

from engine.checks import Array, read_only

# Far from these the factors of a kernel would leave the range of float32.
_FEWEST, _MOST = 1e-30, 1e30
_MOST_REMEMBERED = 1 << 10  # weights of a kernel


def factors(kernel: Array, dtype: np.dtype[Any]) -> tuple[Array, Array] | None:
    """Return (column, row), of that type, whose product is `kernel`, or None.

    Every entry of the product is its entry to within 3 eps of itself (one below the smallest
    normal number may be lost), a zero exactly zero: the two passes that follow then keep the bound
    of one. The column's weights are whole numbers times a power of two where the kernel's are whole
    numbers, so that what was exact stays exact, and their magnitudes sum up to at most 1, so that
    the first pass, down the columns, overflows nowhere.
    """
    exact = kernel.astype(np.float64, order="C")
    if exact.size > _MOST_REMEMBERED:
        return _factors(exact, dtype)
    return _remembered(exact.tobytes(), exact.shape, dtype)


@lru_cache(maxsize=64)
def _remembered(
    weights: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]
) -> tuple[Array, Array] | None:
    """Remember factors: to find them takes as long as a small picture, and kernels return."""
    return _factors(np.frombuffer(weights).reshape(shape), dtype)


def _factors(exact: Array, dtype: np.dtype[Any]) -> tuple[Array, Array] | None:
    top, left = divmod(int(np.abs(exact).argmax()), exact.shape[1])
    pivot, limits = float(exact[top, left]), np.finfo(dtype)
    rounding = float(limits.eps)
    if not _FEWEST < abs(pivot) < _MOST or not _minor_vanishes(exact, top, left, rounding):
        return None
    weights = exact[:, left].tolist()
    common = 1
    if all(abs(weight) < 2**53 and weight.is_integer() for weight in weights):
        common = math.gcd(*map(int, weights))
    size = math.fsum(map(abs, weights)) / common
    down = exact[:, left] / common * 2.0 ** -math.ceil(math.log2(size))
    column, row = down.astype(dtype), (exact[top] / down[top]).astype(dtype)
    product = column[:, None].astype(np.float64) * row
    sizes = np.abs(exact)
    tolerance = sizes * np.where(sizes < limits.tiny, 1, 3 * rounding)
    close = np.abs(product - exact) <= tolerance
    return (read_only(column), read_only(row)) if close.all() else None


def _minor_vanishes(kernel: Array, top: int, left: int, rounding: float) -> bool:
    """Look at four entries, which settles it for most kernels that are no product."""
    below, beside = top - 1, left - 1  # the last row and column where there is none before
    product = kernel.item(top, left) * kernel.item(below, beside)
    other = kernel.item(top, beside) * kernel.item(below, left)
    return bool(abs(product - other) <= 4 * rounding * abs(product))

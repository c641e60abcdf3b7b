"""Pictures and kernels of whole numbers: their sums of products are exact, and must stay so.

Sums of whole numbers below 2^24 are exact in float32 in whatever order they are added. A Fourier
transform multiplies by roots of unity, and makes −3.99988 of −4.
"""

import numpy as np

from engine.checks import Array

LARGEST = 1 << 24  # up to here float32 holds every whole number
_ROWS = 64  # looked at together: most pictures of fractions show one in their first rows


def has_exact_sums(picture: Array, kernel: Array) -> bool:
    """Tell whether every sum of products is a whole number, partial sums at most LARGEST."""
    if not (np.isfinite(kernel).all() and _is_whole(kernel)):
        return False
    # Not of the picture, which may be all fractions: there the first rows settle it.
    most = LARGEST / max(1.0, float(np.abs(kernel).sum()))
    if picture.dtype == np.uint8:
        return most >= np.iinfo(np.uint8).max
    parts = (picture[top : top + _ROWS] for top in range(0, len(picture), _ROWS))
    return all(_is_whole(part) and float(np.abs(part).max()) <= most for part in parts)


def _is_whole(values: Array) -> bool:
    return values.dtype.kind in "ui" or bool((values == np.rint(values)).all())

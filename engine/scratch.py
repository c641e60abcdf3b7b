"""Room for what a call computes on the way."""

from typing import Any

import numpy as np

from engine.checks import Array
from engine.kernels.vectors import VECTOR_BYTES


def aligned(count: int, dtype: np.dtype[Any]) -> Array:
    """So many numbers, whatever they are, in which no vector crosses a border of cache lines."""
    room = np.empty(count * dtype.itemsize + VECTOR_BYTES, np.uint8)
    first = -room.ctypes.data % VECTOR_BYTES
    return room[first : first + count * dtype.itemsize].view(dtype)

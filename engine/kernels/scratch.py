"""Room for what is computed on the way."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kernels.compiled import compiled_inside
from engine.kernels.vectors import VECTOR_BYTES


def aligned(count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return so many uninitialised numbers in which no vector crosses a cache line's border."""
    room = np.empty(count + VECTOR_BYTES, dtype)
    first = -room.ctypes.data % VECTOR_BYTES // room.itemsize
    return room[first : first + count]


compiled_aligned = compiled_inside(aligned)

"""Room for what is computed on the way, from Python and within compiled code."""

import numpy as np
import pytest

from engine.kernels.scratch import aligned, compiled_aligned
from engine.kernels.vectors import VECTOR_BYTES


@pytest.mark.parametrize("make", [aligned, compiled_aligned], ids=["plain", "compiled"])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("count", [1, 1000])
def test_no_vector_crosses_a_border_of_cache_lines(make, kind, count):
    rooms = [make(count, np.dtype(kind)) for _ in range(5)]
    assert all(room.shape == (count,) and room.dtype == kind for room in rooms)
    assert all(room.ctypes.data % VECTOR_BYTES == 0 for room in rooms)

"""Arrays of a training step, of which the next step takes over the memory.

Large arrays come from the system page by page, each filled with zeros first, and go back to it
when nobody holds them any more. A step of training needs the same ones as the step before.
"""

import sys
from threading import Lock
from typing import Any, Self

import numpy as np

from engine.checks import Array

# Bytes below which an array costs nothing, and that are kept at most: many networks may wait, in
# as many browser sessions.
_SMALLEST, _MOST = 1 << 16, 1 << 26


def _holders(arrays: list[Array], place: int) -> int:
    """Count who holds an array of the list, with the list and those who count."""
    return sys.getrefcount(arrays[place])


_NOBODY_ELSE = _holders([np.empty(0)], 0)


class Memory:
    """Hands out arrays; one that nobody holds any more, nor a view of it, is handed out again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._samples = self._bytes = 0
        self._arrays: dict[tuple[tuple[int, ...], np.dtype[Any]], list[Array]] = {}

    def __reduce__(self) -> tuple[type[Self], tuple[()]]:
        return type(self), ()  # a copy begins with nothing

    def begin(self, samples: int) -> None:
        """Begin a step with a batch of so many: give back the memory for other batches."""
        with self._lock:
            if samples != self._samples:
                self._samples, self._bytes, self._arrays = samples, 0, {}

    def empty(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return an array, as `numpy.empty`."""
        with self._lock:
            known = self._arrays.setdefault((shape, np.dtype(dtype)), [])
            for place in range(len(known)):
                if _holders(known, place) == _NOBODY_ELSE:
                    return known[place].view()
            array = np.empty(shape, dtype)
            if array.nbytes >= _SMALLEST and self._bytes + array.nbytes <= _MOST:
                self._bytes += array.nbytes
                known.append(array)
            return array.view()

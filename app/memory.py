"""What many sessions keep ready, within one budget for the whole process."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray


class HasPixels(Protocol):
    """Whatever is kept: its size is that of its pixels, beside which the rest is small."""

    @property
    def pixels(self) -> NDArray[np.uint8]: ...


Kept = TypeVar("Kept", bound=HasPixels)


class Budget(Generic[Kept]):
    """Keeps results until together they need more than `most` bytes; the longest unused go first.

    What is gone is made again when it is asked for. The newest stays, however large it is.
    """

    def __init__(self, most: int) -> None:
        self._most, self._used = most, 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under `key`, or else what `make` gives."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()  # outside of the lock: others need not wait for it
        with self._lock:
            if key not in self._kept:  # nobody else was faster
                self._kept[key] = made
                self._used += made.pixels.nbytes
            while self._used > self._most and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._used -= oldest.pixels.nbytes
        return made

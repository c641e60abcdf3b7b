"""Keeping the pool's threads off the core of the thread that asks for work.

Linux often wakes a thread on the core of whoever wakes it, though another one idles. Both then
take turns on it, and work that was split over two cores takes as long as on one.
"""

import ctypes
import os
from contextlib import suppress

# With more cores than these the scheduler finds an idle one by itself.
_FEW = 8


class Cores:
    """The cores of a few threads, which follow those of the caller without the caller's own."""

    def __init__(self) -> None:
        self._threads: list[int] = []
        self._left_out = -1

    def add(self, thread: int) -> None:
        """Add a thread, by its native id."""
        self._threads = [*self._threads, thread]
        self._left_out = -1

    def leave(self) -> None:
        """Leave the core that this runs on to the calling thread."""
        if _this_core is None or len(self._threads) >= _FEW:
            return
        core = _this_core()
        if core != self._left_out:
            self._left_out = core
            others = os.sched_getaffinity(0) - {core}
            for thread in self._threads if others else ():
                with suppress(OSError):  # the thread has ended, or its cores have been taken away
                    os.sched_setaffinity(thread, others)


def _find_this_core() -> "ctypes._NamedFuncPointer | None":
    """Return the C library's function that tells the calling core; none outside Linux."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    # A call that keeps the GIL: it takes less time than to let go of it.
    return getattr(ctypes.PyDLL(None), "sched_getcpu", None)


_this_core = _find_this_core()

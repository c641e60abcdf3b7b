"""Waiting a moment without the GIL, instead of falling asleep and being woken.

To be woken costs a thread 20 to 50 µs, as much as a small convolution.
"""

import time
from collections.abc import Callable
from functools import cache

import numba
import numpy as np
from numpy.typing import NDArray

from engine.kernels.atomics import look, pause
from engine.kernels.compiled import compiled

LOOKS = 4000  # at a flag: 100 to 200 µs, longer than it takes to wake another thread
# Seconds to pause afterwards, until whoever set the flag has let go of the GIL: to queue for it is
# to sleep. Who offers work first calls a kernel of its own, who is done only waits again.
AFTER_OFFER, AFTER_DONE = 3.7e-6, 1.2e-6


@compiled
def _wait_for(flag, known, pauses):
    """Return so many pauses after flag[0] is no longer `known`, or when that takes too long."""
    address = flag.ctypes.data
    for _ in range(LOOKS):
        if look(address, 0) != known:
            for _ in range(pauses):
                pause()
            return
        pause()


def _do_not_wait(flag, known, pauses):
    """Return at once in plain Python: looking would hold the GIL of the other thread."""


wait_for: Callable[[NDArray[np.int64], int, int], None] = (
    _do_not_wait if numba.config.DISABLE_JIT else _wait_for
)


@cache
def pauses_in(seconds: float) -> int:
    """Return how many pauses take so long: one is 10 to 50 ns, by the processor's maker."""
    flag, many, fastest = np.zeros(1, np.int64), 400, np.inf
    for _ in range(5):
        start = time.perf_counter()
        wait_for(flag, 1, many)
        fastest = min(fastest, time.perf_counter() - start)
    return max(1, round(many * seconds / fastest))

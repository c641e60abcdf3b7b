"""One pool of threads for the whole process.

Kernels are serial and release the GIL; an operation splits its rows (or planes) over this pool.
That is safe under every Numba threading layer, from any number of threads at once, and thirty
browser sessions do not start thirty teams of threads.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

_lock = threading.Lock()
_size = max(
    1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
)
_pool: ThreadPoolExecutor | None = None
_inside = threading.local()


def get_num_threads() -> int:
    """Number of threads that one operation is split over, the caller's included."""
    return _size


def set_num_threads(number: int) -> None:
    """Set the number of threads that one operation is split over (1: everything in the caller)."""
    global _size, _pool
    if number < 1:
        raise ValueError(f"the number of threads is {number}; it must be at least 1")
    with _lock:
        old, _pool, _size = _pool, None, number
    if old is not None:
        old.shutdown(wait=False)


def split(work: Callable[[int, int], object], total: int, smallest: int = 1) -> None:
    """Call ``work(start, stop)`` over disjoint ranges that cover ``0 … total``.

    Each range but the last holds at least `smallest` items, so small work stays in the calling
    thread. Returns when all of it is done; the first exception of any part is raised here.
    """
    parts = min(_size, max(1, total // max(1, smallest)))
    if parts == 1 or getattr(_inside, "pool", False):
        work(0, total)
        return
    bounds = [total * part // parts for part in range(parts + 1)]
    others = list(zip(_submit(work, bounds), bounds[1:], bounds[2:], strict=False))
    try:
        work(bounds[0], bounds[1])
        for part, start, stop in others:
            if part.cancel():  # the pool has not come to it: it is busy for other callers
                work(start, stop)
    finally:
        failures = [
            error
            for part, _, _ in others
            if not part.cancel() and (error := part.exception()) is not None
        ]
    if failures:
        raise failures[0]


def _submit(work: Callable[[int, int], object], bounds: list[int]) -> list[Future[None]]:
    """Hand all ranges but the first to the pool."""
    global _pool
    with _lock:  # held until the last is handed over: `set_num_threads` may close this pool
        if _pool is None:
            _pool = ThreadPoolExecutor(max(1, _size - 1), thread_name_prefix="engine")
        return [_pool.submit(_in_pool, work, *bounds[i : i + 2]) for i in range(1, len(bounds) - 1)]


def _in_pool(work: Callable[[int, int], object], start: int, stop: int) -> None:
    _inside.pool = True  # work that splits again must not wait for the pool it occupies
    work(start, stop)

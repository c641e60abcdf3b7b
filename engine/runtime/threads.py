"""One pool of threads for the whole process.

Kernels are serial and release the GIL; an operation splits its rows (or planes) over this pool.
That is safe under every Numba threading layer, from any number of threads at once, and thirty
browser sessions do not start thirty teams of threads.

A compiled kernel hands out its range itself, without the GIL (`share`, and
`engine.kernels.work_board`). Work that Python does piece by piece, such as calls to NumPy, is
`split`: a `_Job` is a list of ranges from which every thread takes the next until none is left, the
caller at once, the pool's threads as soon as they have woken up and have nothing else to do. So a
result never depends on the pool: where it is busy, shut down or lost in a fork, the caller does all
of it. (`concurrent.futures` does the same with a future for each range; its queue, conditions
and callbacks, and the sleep of the caller, cost 25 to 40 µs more a call.) A thread that has done
its part looks out for the next for a moment before it falls asleep, to be there at once.
"""

import atexit
import math
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Literal

import numpy as np

from engine.kernels.readiness import compile_here, lets_numpy_stand_in
from engine.kernels.waiting import AFTER_DONE, AFTER_OFFER, pauses_in, wait_for
from engine.kernels.work_board import AWAKE, CALLS, PLACES, look_out
from engine.planning.values import whole
from engine.runtime.cores import Cores

Work = Callable[[int, int], object]

_LAST_PATIENCE = 1.0  # s, when the interpreter ends
# Numbers to be read and written once that are worth a thread which is awake: see `share`.
FEW_NUMBERS = 1 << 15
# Parts for every thread where there is much to do, as much as so many of the smallest part: beside
# another busy process that takes a third off the time. Fewer keep more in the cores' own caches.
PARTS_PER_THREAD, _MUCH = 4, 512
# So many of the smallest part are worth it to wake up a thread, which costs 25 µs; or fewer, in the
# last of some calls in a row, each so many seconds after the one before: more will come, before
# the thread has fallen asleep again.
_WORTH_WAKING, _IN_A_ROW, _SOON = 16, 4, 1e-4

_MOST = 1024  # threads

_lock = threading.Lock()


def cores() -> int:
    """Return the number of cores that this process may use."""
    many = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, many or 1)


_size = cores()
_pool: "_Pool | None" = None
# One for all pools that there ever are: what was handed out may be at it when its pool ends.
_board = np.zeros(PLACES, np.int64)
_address = _board.ctypes.data


class _Inside(threading.local):
    pool = False  # whether this thread is the pool's, or stays alone as if it were


_inside = _Inside()


def get_num_threads() -> int:
    """Return the number of threads that one operation is split over, with the caller's."""
    return _size


def set_num_threads(number: int) -> None:
    """Set the number of threads that one operation is split over (1: everything in the caller).

    It counts from the next operation on, in the whole process. Raises ValueError below 1, TypeError
    for what is no whole number.
    """
    global _size, _pool
    number = whole(number, "the number of threads", 1, _MOST)
    with _lock:
        if _pool is not None:
            _pool.end()
        _pool, _size = None, number


def stay_in_this_thread() -> None:
    """Leave the pool to others: from now on the calling thread works alone."""
    _inside.pool = True


def split(work: Work, total: int, smallest: int = 1) -> None:
    """Call ``work(start, stop)`` over disjoint ranges that cover ``0 … total``.

    Each range but the last holds at least `smallest` items, so small work stays in the calling
    thread. Returns when all of it is done; the first exception of any part is raised here.
    """
    parts = _parts(total, smallest)
    if parts == 1:
        work(0, total)
        return
    job = _Job(work, total, parts)
    (_pool or _start()).offer(job, parts - 1)
    job.take_part()
    job.wait()


def share(
    total: int, smallest: float = 1, parts_per_thread: int = PARTS_PER_THREAD
) -> tuple[int, int, int]:
    """Return what a kernel that hands out its range takes first: the board, parts, `total`.

    `smallest` items, which may be less than one, are worth a thread that is awake, so small work
    stays in the calling one. Where there is much to do, every thread gets `parts_per_thread` parts:
    then nobody waits long for a thread whose core somebody else uses too.
    """
    parts, worth = _parts(total, math.ceil(smallest)), total / smallest
    if parts == 1 or not (_pool or _start()).call(parts - 1, worth >= _WORTH_WAKING):
        return 0, 1, total
    if worth >= _MUCH * parts and total >= parts_per_thread * parts:
        parts *= parts_per_thread
    return _address, parts, total


def _parts(total: int, smallest: int) -> int:
    if _inside.pool or lets_numpy_stand_in():  # a thread of the pool never waits for it
        return 1
    return min(_size, max(1, total // max(1, smallest)))


class _Job:
    """Ranges to be worked on, and who is still at it."""

    def __init__(self, work: Work, total: int, parts: int) -> None:
        bounds = [total * part // parts for part in range(parts, -1, -1)]
        self._work: Work | None = work
        self._ranges = list(zip(bounds[1:], bounds, strict=False))  # taken from the end
        self._left = parts
        self._counting = threading.Lock()
        self._all_done = threading.Lock()
        self._all_done.acquire()
        self._flag = np.zeros(1, np.int64)  # set after `_all_done`, for who looks without the GIL
        self._errors: list[BaseException] = []

    def take_part(self) -> None:
        """Work on the next range until none is left."""
        while (work := self._work) is not None:
            try:
                start, stop = self._ranges.pop()
            except IndexError:
                return
            try:
                work(start, stop)
            except BaseException as error:
                self._errors.append(error)
            with self._counting:
                self._left -= 1
                last = self._left == 0
            if last:
                self._work = None  # a ticket that nobody has taken yet keeps no arrays alive
                self._all_done.release()
                self._flag[0] = 1

    def wait(self) -> None:
        """Wait for the other threads' ranges; raise what the first that failed has raised."""
        if not self._all_done.acquire(blocking=False):
            wait_for(self._flag, 0, pauses_in(AFTER_DONE))
            self._all_done.acquire()
        if self._errors:
            raise self._errors[0]


class _Pool:
    """Threads that take tickets, each for a part in a job, until there is None.

    Between tickets they look out for kernels' parts; an empty ticket only wakes them up to that.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._tickets: SimpleQueue[_Job | Literal["wake up"] | None] = SimpleQueue()
        self._cores = Cores()
        self._called, self._in_a_row = 0.0, 0  # when threads were wanted that were asleep
        self._pauses = pauses_in(AFTER_OFFER)
        pauses_in(AFTER_DONE)  # measured now, not while somebody waits
        # Compiled in the caller: who forks while another thread compiles gets a broken child.
        self._look_out = look_out
        look_out(_address, int(_board[CALLS]) + 1, 0)
        self._threads: list[threading.Thread] = []
        with suppress(RuntimeError):  # no more threads to be had: the caller does their part
            for _ in range(number):
                thread = threading.Thread(target=self._serve, name="engine", daemon=True)
                thread.start()
                self._threads.append(thread)

    def offer(self, job: _Job, tickets: int) -> None:
        """Ask so many threads to take part."""
        self._cores.leave()
        for _ in range(tickets):
            self._tickets.put(job)
        _board[CALLS] += 1

    def call(self, threads: int, wake: bool) -> bool:
        """Tell whether so many look out at the board, or will soon; wake them up if need be."""
        self._cores.leave()
        asleep = threads - int(_board[AWAKE])
        if asleep > 0:
            now = time.perf_counter()
            self._in_a_row = self._in_a_row + 1 if now - self._called < _SOON else 1
            self._called = now
            wake = wake or self._in_a_row >= _IN_A_ROW
            if wake and self._tickets.empty():
                for _ in range(asleep):
                    self._tickets.put("wake up")
        return asleep <= 0 or wake

    def end(self) -> None:
        """Let the threads end when they have done what was asked before."""
        for _ in range(self._number):
            self._tickets.put(None)
        _board[CALLS] += 1

    def join(self, patience: float) -> None:
        """Wait until the threads have ended, so many seconds for each at most."""
        for thread in self._threads:
            thread.join(patience)

    def _serve(self) -> None:
        """Work as a thread of the pool, until it ends."""
        _inside.pool = True
        compile_here()
        self._cores.add(threading.get_native_id())
        while (ticket := self._tickets.get()) is not None:
            if isinstance(ticket, _Job):
                ticket.take_part()
            del ticket  # while it waits for the next, it keeps nothing of this one
            known = int(_board[CALLS])
            # The ticket may have been for a job that was done without this thread; it must not
            # wait then for the next offer while the ticket of the last one lies there.
            if self._tickets.empty():
                self._look_out(_address, known, self._pauses)


def _start() -> _Pool:
    """Return the running pool; start it if there is none."""
    global _pool
    with _lock:
        if _pool is None:
            _pool = _Pool(_size - 1)
        return _pool


def _end_pool() -> None:
    """End the pool: compiled code goes with the interpreter, and no thread may be in it then."""
    if _pool is not None:
        _pool.end()
        _pool.join(_LAST_PATIENCE)


def _forget_pool() -> None:
    """Forget the pool in the child of a fork: it has no threads, and the lock may be held."""
    global _lock, _pool
    _lock, _pool = threading.Lock(), None
    _board[:] = 0


atexit.register(_end_pool)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_pool)

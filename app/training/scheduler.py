"""Who of all browser sessions is trained next: one thread, or few, for the whole process.

A slice is a fixed piece of work (`run.SLICE`), or several small ones for about `SLICE_TIME`. After
each the turn goes to the job that has used the least processor time, so all of them advance
equally fast, whatever their networks. Who comes, or comes back, starts with what the others have
used by then: nobody can save up turns.

The pages come first: a slice waits, though not for ever, until no page is being run; there are half
as many threads as cores, a slice keeps to its own thread, its kernels let go of the GIL, and on
Linux the thread has a lower priority than those of the pages.
"""

import os
import sys
import threading
import time
import weakref
from collections.abc import Callable
from typing import Protocol

from app.state import streamlit_internals
from engine.runtime import threads

SLICE_TIME = 0.006  # s
LONGEST_YIELD = 0.03  # s that a slice waits at most for pages that are being run
_MOMENT = 0.002
LONGEST_WAIT = 1.0  # s until it is looked again whether a browser session is still there
_NICE = 5
"""On Linux; 19, the lowest priority, would be worse: where other programs keep all cores busy, such
a thread may wait for a core while it holds the interpreter's lock, and every page with it (a
slider's p95 209 instead of 32 ms)."""


class Job(Protocol):
    """One browser session, as the scheduler knows it."""

    cpu_time: float

    def wait(self, now: float) -> float:
        """Seconds until it has something to do; infinity: not before it is woken."""

    def work(self) -> None:
        """Do a slice."""


class Scheduler:
    """Shares threads among jobs. A job is known for as long as somebody else holds it.

    `should_yield` tells whether there is something more urgent to do.
    """

    def __init__(self, workers: int, should_yield: Callable[[], bool] = lambda: False) -> None:
        self._workers, self._should_yield = workers, should_yield
        self._jobs: weakref.WeakSet[Job] = weakref.WeakSet()
        self._changed = threading.Condition()
        self._busy: set[int] = set()
        self._active: set[int] = set()
        self._clock = 0.0
        self._started = self._ended = False

    def add(self, job: Job) -> None:
        """Let a job take part, and start the threads if it is the first."""
        with self._changed:
            self._jobs.add(job)
            if not self._started:
                self._started = True
                for _ in range(self._workers):
                    threading.Thread(target=self._serve, name="training", daemon=True).start()
            self._changed.notify()

    def wake(self) -> None:
        """Look again which jobs have something to do."""
        with self._changed:
            self._changed.notify_all()

    def end(self) -> None:
        """Let the threads end."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _serve(self) -> None:
        threads.stay_in_this_thread()
        _lower_priority()
        while (job := self._next()) is not None:
            self._yield_to_pages()
            start = time.thread_time()
            try:
                job.work()
            except Exception as error:  # one job's fault is not the others'
                sys.excepthook(type(error), error, error.__traceback__)
            job.cpu_time += time.thread_time() - start
            with self._changed:
                self._busy.discard(id(job))
            del job  # while it waits for the next, it keeps nothing of this one

    def _yield_to_pages(self) -> None:
        end = time.monotonic() + LONGEST_YIELD
        while self._should_yield() and time.monotonic() < end:
            time.sleep(_MOMENT)

    def _next(self) -> Job | None:
        """Wait for work; None when it is over."""
        with self._changed:
            while not self._ended:
                job, wait = self._choose()
                if job is not None:
                    self._busy.add(id(job))
                    return job
                self._changed.wait(wait)
        return None

    def _choose(self) -> tuple[Job | None, float | None]:
        """Choose the job whose turn it is, or how long to wait."""
        now = time.monotonic()
        chosen, shortest, active = None, float("inf"), set()
        for job in list(self._jobs):
            wait = job.wait(now)
            if wait > 0:
                shortest = min(shortest, wait)
                continue
            active.add(id(job))
            if id(job) not in self._active:
                job.cpu_time = max(job.cpu_time, self._clock)
            if id(job) not in self._busy and (chosen is None or job.cpu_time < chosen.cpu_time):
                chosen = job
        self._active = active | self._busy
        if chosen is not None:
            self._clock = chosen.cpu_time
        return chosen, None if shortest == float("inf") else shortest


def _lower_priority() -> None:
    """Let any other thread of this machine go first; on Linux a thread has its own priority."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


scheduler = Scheduler(max(1, threads.cores() // 2), streamlit_internals.script_is_running)
"""The one of this process."""

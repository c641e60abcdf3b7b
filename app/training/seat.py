"""One browser session's place in the training: its runs, and who looks at them."""

import math
import secrets
import time
import weakref
from collections.abc import Callable, Sequence

from app.training.close_look import LookedAt
from app.training.payload import build
from app.training.run import SLOW, Run
from app.training.scheduler import LONGEST_WAIT, SLICE_TIME
from app.training.stopped import Count
from engine.datasets import Split

LOOKING = 3.0  # s for which a frame is kept up to date after the browser has asked for one
LOOKED_AFTER = 20.0  # s between two looks whether the browser of an idle seat is still there
GIVEN_UP = 90.0  # s without its browser; Streamlit lets one come back for sixty
LEAST_PAUSE = 0.2  # s between two frames
SHARE_OF_LOOKS = 0.1  # of the seat's processor time may go into frames while it is trained

COMMANDS = ("run", "pause", "step", "epoch", "rewind", "slow", "fast")


class Seat:
    """Up to two runs side by side, which take the same number of steps; commands go to both.

    `connected` tells whether the browser is there: without it nothing is trained, and after a while
    the runs are given up. They are at once when whoever holds the seat lets go of it.
    """

    def __init__(self, runs: Sequence[Run], connected: Callable[[], bool] = lambda: True) -> None:
        self.token = secrets.token_urlsafe(18)
        """Whoever knows it may look and command: it must not be guessed."""
        self.used = 0.0
        self.frame = b""
        self.looked_at = LookedAt()
        self._connected = connected
        self._checked, self._there, self._seen = -math.inf, True, time.monotonic()
        self._watched = self._built = -math.inf
        self._shown: object = None
        self._count: Count | None = None
        self._has_counted = True  # since the last frame
        self._cost = self._trained = 0.0  # of the last frame and of counting; for training since
        self._next_step = -math.inf
        self.runs: list[Run] = []
        weakref.finalize(self, _give_up, self.runs)
        self.take(runs)

    def take(self, runs: Sequence[Run]) -> None:
        """Other runs take the place of those that were here."""
        _give_up([run for run in self.runs if run not in runs])
        self.runs[:] = runs
        self.looked_at = LookedAt()
        self.frame, self._count = b"", None

    def rename(self, data: Split) -> None:
        """Go on with the same pictures, in classes that are called something else."""
        for run in self.runs:
            with run.lock:
                run.data = data

    def command(self, name: str) -> None:
        """Do one of `COMMANDS` with all runs; ValueError for any other."""
        if name not in COMMANDS:
            raise ValueError(f"there is no command {name!r}")
        for run in self.runs:
            if name in ("slow", "fast"):
                run.slow = name == "slow"
            else:
                getattr(run, name)()
        self._next_step = -math.inf

    def begin(self, steps: int) -> None:
        """Train all runs for so many steps, then pause."""
        for run in self.runs:
            run.steps(steps)

    def watch(self) -> None:
        """Somebody is looking: keep the frame up to date for a while."""
        self._watched = time.monotonic()

    def wait(self, now: float) -> float:
        """Seconds until there is something to do."""
        if not self.runs:
            return math.inf
        if not self._is_there(now):
            return LONGEST_WAIT
        waits = self._wait_for_run(now), self._wait_for_frame(now), self._wait_for_count(now)
        return min(*waits, LOOKED_AFTER)

    def work(self) -> None:
        """What is shown, if it is time for it; otherwise slices of the run that is behind."""
        now = time.monotonic()
        to_count = self._wait_for_count(now) <= 0
        if self._wait_for_frame(now) <= 0 and not (to_count and self._wait_for_run(now) <= 0):
            self._build()
            return
        if to_count:
            self._go_on_counting(now + SLICE_TIME)
            return
        end, start = now + SLICE_TIME, time.thread_time()
        while self._wait_for_run(now) <= 0 and now < end:
            waiting = [one for one in self.runs if one.has_work]
            if not waiting:  # paused, or given up, just now
                break
            run = min(waiting, key=lambda one: one.progress)
            if run.work() and run.slow:
                self._next_step = time.monotonic() + SLOW / len(self.runs)
            now = time.monotonic()
        self._trained += time.thread_time() - start

    def _wait_for_run(self, now: float) -> float:
        if not any(run.has_work for run in self.runs):
            return math.inf
        return max(0.0, self._next_step - now)

    def _wait_for_frame(self, now: float) -> float:
        if now - self._watched > LOOKING or self._state() == self._shown:
            return math.inf
        is_dear = self._cost > SHARE_OF_LOOKS * self._trained
        if is_dear and self._wait_for_run(now) <= 0:
            return math.inf
        return max(0.0, self._built + LEAST_PAUSE - now)

    def _wait_for_count(self, now: float) -> float:
        """While a run is trained, a slice before every frame; else all that frames leave."""
        if now - self._watched > LOOKING or not self.frame or self._counting().is_done:
            return math.inf
        if self._wait_for_run(now) > 0:
            return 0.0
        return math.inf if self._has_counted else self._wait_for_frame(now)

    def _counting(self) -> Count:
        run = self.runs[self.looked_at.run]
        if self._count is None or self._count.run is not run:
            self._count = Count(run)
        return self._count

    def _go_on_counting(self, end: float) -> None:
        start, count = time.thread_time(), self._counting()
        while not count.is_done and time.monotonic() < end:
            count.work()
        self._has_counted = True
        self._cost += time.thread_time() - start

    def _is_there(self, now: float) -> bool:
        if now - self._checked >= LONGEST_WAIT:
            self._checked, self._there = now, self._connected()
            if self._there:
                self._seen = now
            elif now - self._seen > GIVEN_UP:
                self.take([])
        return self._there

    def _state(self) -> object:
        """What a frame depends on."""
        versions = tuple((run.version, run.data) for run in self.runs)
        return self.looked_at, versions, self._counting().notes

    def _build(self) -> None:
        start, self._shown = time.thread_time(), self._state()
        self.frame = build(self.runs, self.looked_at, self._counting().notes)
        self._has_counted = False
        self._built = time.monotonic()
        self._cost, self._trained = time.thread_time() - start, 0.0


def _give_up(runs: Sequence[Run]) -> None:
    for run in runs:
        run.close()

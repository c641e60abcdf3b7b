"""One browser session's place in the training: its runs, and who looks at them."""

import math
import secrets
import time
import weakref
from collections.abc import Callable, Sequence

from app.training import route
from app.training.dead_units import DeadUnitCounter
from app.training.inspector import Selection
from app.training.payload import build
from app.training.run import Run
from app.training.scheduler import LONGEST_WAIT, SLICE_TIME
from engine.datasets import Split

WATCH_TIME = 3.0  # s for which a frame is kept up to date after the browser has asked for one
CHECK_INTERVAL = 20.0  # s between two looks whether the browser of an idle session is still there
ABANDONED_AFTER = 90.0  # s without its browser; Streamlit lets one come back for sixty
LEAST_FRAME_INTERVAL = 0.2  # s between two frames
SLOW = 0.6  # s between two steps in slow motion
FRAME_TIME_SHARE = 0.1  # of the session's processor time may go into frames while it is trained

COMMANDS = ("run", "pause", "step", "epoch", "rewind", "slow", "fast")


class TrainingSession:
    """Up to two runs side by side, which take the same number of steps; commands go to both.

    `connected` tells whether the browser is there: without it nothing is trained, and after a while
    the runs are given up. They are at once when whoever holds the session lets go of it.
    """

    def __init__(self, runs: Sequence[Run], connected: Callable[[], bool] = lambda: True) -> None:
        self.token = f"{route.PROCESS}{secrets.token_urlsafe(18)}"
        """Whoever knows it may look and command: it must not be guessed."""
        self.cpu_time = 0.0
        self.frame = b""
        self.selection = Selection()
        self._connected = connected
        self._checked_at, self._was_connected = -math.inf, True
        self._connected_at = time.monotonic()
        self._watched_at = self._built_at = -math.inf
        self._shown_state: object = None
        self._counter: DeadUnitCounter | None = None
        self._has_counted = True  # since the last frame
        self._frame_cost = 0.0  # processor time of the last frame and of counting
        self._training_time = 0.0  # since then
        self._next_step_at = -math.inf
        self.runs: list[Run] = []
        weakref.finalize(self, _close_all, self.runs)
        self.replace_runs(runs)

    def replace_runs(self, runs: Sequence[Run]) -> None:
        """Replace the runs that were here."""
        _close_all([run for run in self.runs if run not in runs])
        self.runs[:] = runs
        self.selection = Selection()
        self.frame, self._counter = b"", None

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
        self._next_step_at = -math.inf

    def watch(self) -> None:
        """Somebody is looking: keep the frame up to date for a while."""
        self._watched_at = time.monotonic()

    def wait(self, now: float) -> float:
        """Seconds until there is something to do."""
        if not self.runs:
            return math.inf
        if not self._is_connected(now):
            return LONGEST_WAIT
        waits = self._wait_for_run(now), self._wait_for_frame(now), self._wait_for_count(now)
        return min(*waits, CHECK_INTERVAL)

    def work(self) -> None:
        """Build the frame, if it is time for it; otherwise work on the run that is behind."""
        now = time.monotonic()
        to_count = self._wait_for_count(now) <= 0
        if self._wait_for_frame(now) <= 0 and not (to_count and self._wait_for_run(now) <= 0):
            self._build_frame()
            return
        if to_count:
            self._count_dead_units(now + SLICE_TIME)
            return
        end, start = now + SLICE_TIME, time.thread_time()
        while self._wait_for_run(now) <= 0 and now < end:
            waiting = [one for one in self.runs if one.has_work]
            if not waiting:  # paused, or given up, just now
                break
            run = min(waiting, key=lambda one: one.history.steps)
            if run.work() and run.slow:
                self._next_step_at = time.monotonic() + SLOW / len(self.runs)
            now = time.monotonic()
        self._training_time += time.thread_time() - start

    def _wait_for_run(self, now: float) -> float:
        if not any(run.has_work for run in self.runs):
            return math.inf
        return max(0.0, self._next_step_at - now)

    def _wait_for_frame(self, now: float) -> float:
        if now - self._watched_at > WATCH_TIME or self._state() == self._shown_state:
            return math.inf
        is_dear = self._frame_cost > FRAME_TIME_SHARE * self._training_time
        if is_dear and self._wait_for_run(now) <= 0:
            return math.inf
        return max(0.0, self._built_at + LEAST_FRAME_INTERVAL - now)

    def _wait_for_count(self, now: float) -> float:
        """While a run is trained, a slice before every frame; else all that frames leave."""
        if now - self._watched_at > WATCH_TIME or not self.frame or self._current_counter().is_done:
            return math.inf
        if self._wait_for_run(now) > 0:
            return 0.0
        return math.inf if self._has_counted else self._wait_for_frame(now)

    def _current_counter(self) -> DeadUnitCounter:
        run = self.runs[self.selection.run]
        if self._counter is None or self._counter.run is not run:
            self._counter = DeadUnitCounter(run)
        return self._counter

    def _count_dead_units(self, end: float) -> None:
        start, counter = time.thread_time(), self._current_counter()
        while not counter.is_done and time.monotonic() < end:
            counter.work()
        self._has_counted = True
        self._frame_cost += time.thread_time() - start

    def _is_connected(self, now: float) -> bool:
        if now - self._checked_at >= LONGEST_WAIT:
            self._checked_at, self._was_connected = now, self._connected()
            if self._was_connected:
                self._connected_at = now
            elif now - self._connected_at > ABANDONED_AFTER:
                self.replace_runs([])
        return self._was_connected

    def _state(self) -> object:
        """Return what a frame depends on."""
        versions = tuple((run.version, run.data) for run in self.runs)
        return self.selection, versions, self._current_counter().notes

    def _build_frame(self) -> None:
        start, self._shown_state = time.thread_time(), self._state()
        self.frame = build(self.runs, self.selection, self._current_counter().notes)
        self._has_counted = False
        self._built_at = time.monotonic()
        self._frame_cost, self._training_time = time.thread_time() - start, 0.0


def _close_all(runs: Sequence[Run]) -> None:
    for run in runs:
        run.close()

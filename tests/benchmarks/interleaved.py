"""Timing of several calls that do the same work: in turns, in one process, median of many.

Before a call is timed it runs for some milliseconds: a library's threads go on looking for work
long after a call (those of OpenMP for about 5 ms) and so take a core from whatever comes next.
"""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

FEWEST, MOST = 5, 400
WARM = 0.010  # seconds in which a call runs before it is timed
SERIES = 10  # timed calls in a row, as many as fit into that time


@dataclass(frozen=True)
class Times:
    """Seconds of every round (the median of its series), one column for each call."""

    seconds: np.ndarray

    def median(self, call: int) -> float:
        return float(np.median(self.seconds[:, call]))

    def ratio(self, call: int, against: int = 0) -> float:
        """How many times longer `call` takes, from the medians."""
        return self.median(call) / self.median(against)

    def paired_ratio(self, call: int, against: int = 0) -> float:
        """The median of the ratios within each round."""
        return float(np.median(self.seconds[:, call] / self.seconds[:, against]))

    @property
    def rounds(self) -> int:
        return len(self.seconds)


def time_calls(
    calls: Sequence[Callable[[], object]],
    budget: float,
    rounds: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Times:
    """Call each in turn, forwards and backwards alternately, until `budget` seconds are used.

    `clock` tells the seconds of a call: `time.thread_time` those that its thread was at work.
    """
    for call in calls:  # compiles, allocates, fills the caches
        call()
    taken: list[list[float]] = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        begin = time.perf_counter()
        while not _enough(len(taken), time.perf_counter() - begin, budget, rounds):
            order = range(len(calls)) if len(taken) % 2 == 0 else range(len(calls))[::-1]
            row = [0.0] * len(calls)
            for index in order:
                _warm(calls[index])
                row[index] = _series(calls[index], clock)
            taken.append(row)
    finally:
        if collecting:
            gc.enable()
    return Times(np.array(taken))


def _warm(call: Callable[[], object]) -> None:
    begin = time.perf_counter()
    while time.perf_counter() - begin < WARM:
        call()


def _series(call: Callable[[], object], clock: Callable[[], float]) -> float:
    """Seconds that one call takes: the median of a few."""
    taken: list[float] = []
    while len(taken) < SERIES and sum(taken) < WARM:
        start = clock()
        result = call()
        taken.append(clock() - start)
        del result
    return float(np.median(taken))


def _enough(done: int, used: float, budget: float, rounds: int | None) -> bool:
    if rounds is not None:
        return done >= rounds
    return done >= MOST or (done >= FEWEST and used >= budget)

"""Who is trained next: equal shares, whoever has gone is forgotten, nobody saves up turns."""

import gc
import math
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from app.training import scheduler as scheduling
from app.training import seat as seats
from app.training.run import SLOW, Run
from app.training.scheduler import Scheduler
from app.training.seat import Seat
from app.training.settings import Settings
from engine.networks import pattern
from tests.app.training.bars import bars


class Counted:
    """A seat that only counts; each of its slices takes `cost` seconds of processor time."""

    def __init__(self, cost: float = 0.0005) -> None:
        self.used, self.cost, self.slices, self.idle = 0.0, cost, 0, False
        self.threads: set[int] = set()

    def wait(self, now: float) -> float:
        return math.inf if self.idle else 0.0

    def work(self) -> None:
        self.slices += 1
        self.threads.add(threading.get_ident())
        end = time.thread_time() + self.cost
        while time.thread_time() < end:
            pass


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    one = Scheduler(1)
    yield one
    one.end()


def until(condition, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


def test_time_is_shared_equally_whatever_a_slice_costs(scheduler):
    small, large = Counted(0.0005), Counted(0.005)
    for one in (small, large):
        scheduler.add(one)
    until(lambda: large.slices > 20)
    small.idle = large.idle = True
    # They take turns by time used: neither is ever more than a slice ahead.
    assert small.used == pytest.approx(large.used, abs=2 * large.cost)
    assert small.slices > 5 * large.slices


def test_who_was_idle_has_saved_nothing_up(scheduler):
    early, late = Counted(), Counted()
    late.idle = True
    for one in (early, late):
        scheduler.add(one)
    until(lambda: early.slices > 50)
    late.idle = False
    before = early.slices
    scheduler.wake()
    until(lambda: late.slices > 30)
    assert early.slices - before > 10


def test_an_idle_scheduler_waits_and_a_wake_starts_it(scheduler):
    one = Counted()
    one.idle = True
    scheduler.add(one)
    time.sleep(0.05)
    assert one.slices == 0
    one.idle = False
    scheduler.wake()
    until(lambda: one.slices > 3)


def test_a_seat_that_nobody_holds_is_forgotten(scheduler):
    seats, other = [Counted()], Counted()
    scheduler.add(seats[0])
    scheduler.add(other)
    until(lambda: seats[0].slices > 3)
    gone = weakref.ref(seats.pop())
    until(lambda: gc.collect() >= 0 and gone() is None)
    before = other.slices
    until(lambda: other.slices > before + 3)


def test_no_more_threads_than_workers_and_a_seat_in_one_at_a_time():
    two = Scheduler(2)
    three = [Counted(), Counted(), Counted()]
    for one in three:
        two.add(one)
    until(lambda: min(one.slices for one in three) > 20)
    two.end()
    assert len(set.union(*(one.threads for one in three))) <= 2


def test_a_fault_in_one_seat_is_not_the_others(scheduler, monkeypatch):
    told = []
    monkeypatch.setattr("sys.excepthook", lambda *error: told.append(error[1]))
    broken, sound = Counted(), Counted()

    def fail() -> None:
        broken.idle = True
        raise RuntimeError("broken")

    broken.work = fail
    for one in (broken, sound):
        scheduler.add(one)
    until(lambda: sound.slices > 5 and told)
    assert str(told[0]) == "broken"


def seat_of(connected=lambda: True, count: int = 1) -> Seat:
    data = bars()
    layers = pattern(data.train.shape, 2, 1, 1, 0, 4)
    settings = Settings(batch=8, shift=0)
    return Seat([Run(data, layers, settings, f"Bars {n}") for n in range(count)], connected)


def test_a_seat_trains_while_its_browser_is_there(scheduler, monkeypatch):
    monkeypatch.setattr(seats, "LONGEST_WAIT", 0.02)
    there = [True]
    seat = seat_of(lambda: there[0])
    scheduler.add(seat)
    seat.command("run")
    scheduler.wake()
    run = seat.runs[0]
    until(lambda: run.history.steps > 10)

    def stands() -> bool:
        before = run.history.steps
        time.sleep(0.1)
        return run.history.steps == before

    there[0] = False
    until(stands)
    stopped = run.history.steps
    there[0] = True
    until(lambda: run.history.steps > stopped + 10)
    seat.command("pause")


def test_a_seat_asks_for_its_browser_again_only_after_a_while():
    asked = []
    seat = seat_of(lambda: bool(asked.append(0)) or True)
    # Seconds of a clock of our own: late, and in steps that binary numbers hold exactly.
    for now in (4096.0, 4096.5, 4096.0 + seats.LONGEST_WAIT - 0.25):
        assert seat._is_there(now)
        assert len(asked) == 1
    assert seat._is_there(4096.0 + seats.LONGEST_WAIT)
    assert len(asked) == 2


def test_runs_of_a_browser_that_is_gone_for_long_are_given_up(scheduler, monkeypatch):
    monkeypatch.setattr(seats, "LONGEST_WAIT", 0.02)
    monkeypatch.setattr(seats, "LOOKED_AFTER", 0.02)
    monkeypatch.setattr(seats, "GIVEN_UP", 0.2)
    there = [True]
    seat = seat_of(lambda: there[0])
    while seat.runs[0].has_work:
        seat.work()
    scheduler.add(seat)
    network = weakref.ref(seat.runs[0].network)
    time.sleep(0.3)
    assert len(seat.runs) == 1
    there[0] = False
    scheduler.wake()
    until(lambda: seat.runs == [] and gc.collect() >= 0 and network() is None)
    assert seat.wait(time.monotonic()) == math.inf


def test_with_its_holder_the_runs_and_their_memory_go(scheduler):
    held = [seat_of()]
    scheduler.add(held[0])
    held[0].command("run")
    scheduler.wake()
    until(lambda: held[0].runs[0].history.steps > 10)
    run, network = (weakref.ref(each) for each in (held[0].runs[0], held[0].runs[0].network))
    held.clear()
    until(lambda: gc.collect() >= 0 and run() is None and network() is None)


def test_two_runs_keep_the_same_step(scheduler):
    seat = seat_of(count=2)
    scheduler.add(seat)
    seat.command("run")
    scheduler.wake()
    until(lambda: min(run.history.steps for run in seat.runs) > 30)
    one, other = (run.history.steps for run in seat.runs)
    assert abs(one - other) <= 2
    seat.command("pause")


def test_slow_motion_takes_a_step_now_and_then():
    seat = seat_of()
    while seat.runs[0].has_work:
        seat.work()
    seat.command("slow")
    seat.command("run")
    before = time.monotonic()
    seat.work()
    assert seat.runs[0].history.steps == 1
    assert 0 <= seat.wait(time.monotonic()) <= SLOW <= seat.wait(before)
    seat.command("fast")
    assert seat.wait(time.monotonic()) == 0


def test_frames_are_made_for_who_looks_only():
    seat = seat_of()
    while seat.runs[0].has_work:
        seat.work()
    assert seat.frame == b""
    assert seat.wait(time.monotonic()) == seats.LOOKED_AFTER
    seat.watch()
    assert seat.wait(time.monotonic()) == 0
    seat.work()
    assert len(seat.frame) > 100
    until(lambda: seat.work() or seat.wait(time.monotonic()) == seats.LOOKED_AFTER)
    with pytest.raises(ValueError, match="no command"):
        seat.command("close")


def test_a_slice_waits_for_what_is_more_urgent_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(scheduling, "COURTESY", 0.05)
    urgent = [True]
    polite = Scheduler(1, lambda: urgent[0])
    one, start = Counted(), time.monotonic()
    polite.add(one)
    until(lambda: one.slices > 5)
    waited, seconds = one.slices, time.monotonic() - start
    urgent[0] = False
    until(lambda: one.slices > waited + 100)
    polite.end()
    assert waited <= seconds / scheduling.COURTESY

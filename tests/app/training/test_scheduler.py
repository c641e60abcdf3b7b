"""Who is trained next: equal shares, whoever has gone is forgotten, nobody saves up turns."""

import gc
import math
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from app.training import scheduler as scheduling
from app.training import session as training_session
from app.training.run import Run
from app.training.scheduler import Scheduler
from app.training.session import SLOW, TrainingSession
from app.training.settings import Settings
from engine.networks import pattern
from tests.app.training.bars import bars


class CountedJob:
    """A job that only counts; each of its slices takes `cost` seconds of processor time."""

    def __init__(self, cost: float = 0.0005) -> None:
        self.cpu_time, self.cost, self.slices, self.idle = 0.0, cost, 0, False
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
    small, large = CountedJob(0.0005), CountedJob(0.005)
    for one in (small, large):
        scheduler.add(one)
    until(lambda: large.slices > 20)
    small.idle = large.idle = True
    # They take turns by time used: neither is ever more than a slice ahead.
    assert small.cpu_time == pytest.approx(large.cpu_time, abs=2 * large.cost)
    assert small.slices > 5 * large.slices


def test_who_was_idle_has_saved_nothing_up(scheduler):
    early, late = CountedJob(), CountedJob()
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
    one = CountedJob()
    one.idle = True
    scheduler.add(one)
    time.sleep(0.05)
    assert one.slices == 0
    one.idle = False
    scheduler.wake()
    until(lambda: one.slices > 3)


def test_a_job_that_nobody_holds_is_forgotten(scheduler):
    jobs, other = [CountedJob()], CountedJob()
    scheduler.add(jobs[0])
    scheduler.add(other)
    until(lambda: jobs[0].slices > 3)
    gone = weakref.ref(jobs.pop())
    until(lambda: gc.collect() >= 0 and gone() is None)
    before = other.slices
    until(lambda: other.slices > before + 3)


def test_no_more_threads_than_workers_and_a_job_in_one_at_a_time():
    two = Scheduler(2)
    three = [CountedJob(), CountedJob(), CountedJob()]
    for one in three:
        two.add(one)
    until(lambda: min(one.slices for one in three) > 20)
    two.end()
    assert len(set.union(*(one.threads for one in three))) <= 2


def test_a_fault_in_one_job_is_not_the_others(scheduler, monkeypatch):
    reported = []
    monkeypatch.setattr("sys.excepthook", lambda *error: reported.append(error[1]))
    broken, sound = CountedJob(), CountedJob()

    def fail() -> None:
        broken.idle = True
        raise RuntimeError("broken")

    broken.work = fail
    for one in (broken, sound):
        scheduler.add(one)
    until(lambda: sound.slices > 5 and reported)
    assert str(reported[0]) == "broken"


def session_of(connected=lambda: True, count: int = 1) -> TrainingSession:
    data = bars()
    layers = pattern(data.train.shape, 2, 1, 1, 0, 4)
    settings = Settings(batch=8, shift=0)
    runs = [Run(data, layers, settings, f"Bars {n}") for n in range(count)]
    return TrainingSession(runs, connected)


def test_a_session_trains_while_its_browser_is_there(scheduler, monkeypatch):
    monkeypatch.setattr(training_session, "LONGEST_WAIT", 0.02)
    there = [True]
    session = session_of(lambda: there[0])
    scheduler.add(session)
    session.command("run")
    scheduler.wake()
    run = session.runs[0]
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
    session.command("pause")


def test_a_session_asks_for_its_browser_again_only_after_a_while():
    asked = []
    session = session_of(lambda: bool(asked.append(0)) or True)
    # Seconds of a clock of our own: late, and in steps that binary numbers hold exactly.
    for now in (4096.0, 4096.5, 4096.0 + training_session.LONGEST_WAIT - 0.25):
        assert session._is_connected(now)
        assert len(asked) == 1
    assert session._is_connected(4096.0 + training_session.LONGEST_WAIT)
    assert len(asked) == 2


def test_runs_of_a_browser_that_is_gone_for_long_are_given_up(scheduler, monkeypatch):
    monkeypatch.setattr(training_session, "LONGEST_WAIT", 0.02)
    monkeypatch.setattr(training_session, "CHECK_INTERVAL", 0.02)
    monkeypatch.setattr(training_session, "ABANDONED_AFTER", 0.2)
    there = [True]
    session = session_of(lambda: there[0])
    while session.runs[0].has_work:
        session.work()
    scheduler.add(session)
    network = weakref.ref(session.runs[0].network)
    time.sleep(0.3)
    assert len(session.runs) == 1
    there[0] = False
    scheduler.wake()
    until(lambda: session.runs == [] and gc.collect() >= 0 and network() is None)
    assert session.wait(time.monotonic()) == math.inf


def test_with_its_holder_the_runs_and_their_memory_go(scheduler):
    held = [session_of()]
    scheduler.add(held[0])
    held[0].command("run")
    scheduler.wake()
    until(lambda: held[0].runs[0].history.steps > 10)
    run, network = (weakref.ref(each) for each in (held[0].runs[0], held[0].runs[0].network))
    held.clear()
    until(lambda: gc.collect() >= 0 and run() is None and network() is None)


def test_two_runs_keep_the_same_step(scheduler):
    session = session_of(count=2)
    scheduler.add(session)
    session.command("run")
    scheduler.wake()
    until(lambda: min(run.history.steps for run in session.runs) > 30)
    one, other = (run.history.steps for run in session.runs)
    assert abs(one - other) <= 2
    session.command("pause")


def test_slow_motion_takes_a_step_now_and_then():
    session = session_of()
    while session.runs[0].has_work:
        session.work()
    session.command("slow")
    session.command("run")
    before = time.monotonic()
    session.work()
    assert session.runs[0].history.steps == 1
    assert 0 <= session.wait(time.monotonic()) <= SLOW <= session.wait(before)
    session.command("fast")
    assert session.wait(time.monotonic()) == 0


def test_frames_are_made_for_who_looks_only():
    session = session_of()
    while session.runs[0].has_work:
        session.work()
    assert session.frame == b""
    assert session.wait(time.monotonic()) == training_session.CHECK_INTERVAL
    session.watch()
    assert session.wait(time.monotonic()) == 0
    session.work()
    assert len(session.frame) > 100
    idle = training_session.CHECK_INTERVAL
    until(lambda: session.work() or session.wait(time.monotonic()) == idle)
    with pytest.raises(ValueError, match="no command"):
        session.command("close")


def test_a_slice_waits_for_what_is_more_urgent_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(scheduling, "LONGEST_YIELD", 0.05)
    urgent = [True]
    polite = Scheduler(1, lambda: urgent[0])
    one, start = CountedJob(), time.monotonic()
    polite.add(one)
    until(lambda: one.slices > 5)
    waited, seconds = one.slices, time.monotonic() - start
    urgent[0] = False
    until(lambda: one.slices > waited + 100)
    polite.end()
    assert waited <= seconds / scheduling.LONGEST_YIELD

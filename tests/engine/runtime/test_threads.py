"""Work over the threads: all of it, once, from any number of callers."""

import os
import subprocess
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine import filters
from engine.kernels import waiting
from engine.ops import filtering
from engine.ops.filtering import filter_image
from engine.runtime import threads
from tests.engine.runtime.changing_threads import changing_threads


@pytest.fixture(autouse=True)
def four_threads():
    before = threads.get_num_threads()
    threads.set_num_threads(4)
    yield
    threads.set_num_threads(before)


@pytest.mark.parametrize("number", [1, 2, 3, 8])
@pytest.mark.parametrize("total", [0, 1, 2, 7, 100])
def test_ranges_cover_everything_once(number, total):
    threads.set_num_threads(number)
    done = np.zeros(total, int)

    def work(start, stop):
        done[start:stop] += 1

    threads.split(work, total)
    assert (done == 1).all()


def test_small_work_stays_in_the_calling_thread():
    callers = []
    threads.split(lambda start, stop: callers.append(threading.get_ident()), 100, smallest=51)
    assert callers == [threading.get_ident()]


def test_a_thread_that_stays_alone_does_everything_itself():
    callers: list[tuple[int, int]] = []

    def alone():
        threads.stay_in_this_thread()
        threads.split(lambda start, stop: callers.append((start, stop)), 1000)

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join()
    assert callers == [(0, 1000)]


def test_ranges_are_at_least_the_smallest():
    sizes = []
    threads.split(lambda start, stop: sizes.append(stop - start), 100, smallest=30)
    assert sum(sizes) == 100
    assert min(sizes) >= 30


def test_work_that_splits_again_does_not_wait_for_itself():
    done = np.zeros((8, 8), int)

    def inner(row):
        def work(start, stop):
            done[row, start:stop] += 1

        return work

    def outer(start, stop):
        for row in range(start, stop):
            threads.split(inner(row), 8)

    threads.split(outer, 8)
    assert (done == 1).all()


@pytest.mark.parametrize("failing", [0, 1, 3])
def test_an_exception_of_any_part_is_raised(failing):
    def work(start, stop):
        if start <= failing < stop:
            raise RuntimeError("part failed")

    with pytest.raises(RuntimeError, match="part failed"):
        threads.split(work, 4)


def test_all_parts_have_ended_when_an_exception_is_raised():
    running = threading.Semaphore(0)
    ended = []

    def work(start, stop):
        if start == 0:
            running.acquire()
            raise RuntimeError("part failed")
        running.release()
        time.sleep(0.05)
        ended.append(start)

    threads.set_num_threads(2)
    with pytest.raises(RuntimeError, match="part failed"):
        threads.split(work, 2)
    assert ended == [1]


def test_sixteen_callers_at_once_get_their_own_results(monkeypatch):
    monkeypatch.setattr(filtering, "_WORTH_A_THREAD", 1)  # split small pictures too
    pictures = [np.full((40, 50), value, np.uint8) for value in range(16)]
    kernel = filters.get("mean_3x3")

    def call(value):
        return all(
            np.allclose(filter_image(pictures[value], kernel, mode="edge"), value, rtol=1e-6)
            for _ in range(20)
        )

    with ThreadPoolExecutor(16) as callers:
        assert all(callers.map(call, range(16)))


def test_the_number_of_threads_may_change_under_way():
    def call(_):
        done = np.zeros(64, int)

        def work(start, stop):
            done[start:stop] += 1

        for _ in range(200):
            threads.split(work, 64)
        return (done == 200).all()

    with changing_threads(), ThreadPoolExecutor(8) as callers:
        assert all(callers.map(call, range(8)))


def test_a_busy_pool_does_not_hold_up_a_caller():
    threads.set_num_threads(2)
    release, occupied = threading.Event(), threading.Event()

    def hold(start, stop):
        if threading.current_thread() is holder:
            occupied.wait(10)  # leave the other part to the pool
        else:
            occupied.set()
            release.wait(10)

    holder = threading.Thread(target=threads.split, args=(hold, 2))
    holder.start()
    occupied.wait(10)
    done = []
    threads.split(lambda start, stop: done.append(start), 2)  # the pool's one thread is taken
    release.set()
    holder.join()
    assert sorted(done) == [0, 1]


def pool_threads():
    return [thread for thread in threading.enumerate() if thread.name == "engine"]


def settle(condition):
    """Wait until `condition` holds, up to ten seconds."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_a_ticket_for_what_is_done_already_does_not_hold_up_the_next(monkeypatch):
    """A thread that finds nothing left to do looks at the next ticket before it waits."""
    pool, waiting_tickets, gate = threads._Pool(1), [], threading.Event()
    monkeypatch.setattr(pool, "_look_out", lambda *_: waiting_tickets.append(pool._tickets.qsize()))
    blocking, done, wanted = (
        threads._Job(work, 1, 1)
        for work in (lambda start, stop: gate.wait(10), lambda *_: None, lambda *_: None)
    )
    done.take_part()  # by its caller, before the pool's thread comes to it
    for job in (blocking, done, wanted):
        pool.offer(job, 1)
    gate.set()
    wanted.wait()
    pool.end()
    assert set(waiting_tickets) <= {0}


def test_an_old_pool_ends():
    for number in (4, 2, 3, 1, 3):
        threads.set_num_threads(number)
        threads.split(lambda start, stop: None, 100)
    settle(lambda: len(pool_threads()) == 2)


def test_finished_work_is_not_kept():
    """A ticket that the busy pool has not come to holds no arrays."""
    threads.set_num_threads(2)
    release, occupied = threading.Event(), threading.Event()

    def hold(start, stop):
        if threading.current_thread() is holder:
            occupied.wait(10)
        else:
            occupied.set()
            release.wait(10)

    holder = threading.Thread(target=threads.split, args=(hold, 2))
    holder.start()
    occupied.wait(10)

    class Work:
        def __call__(self, start, stop):
            pass

    work = Work()
    gone = weakref.ref(work)
    threads.split(work, 2)
    del work
    assert gone() is None
    release.set()
    holder.join()


def test_threads_that_cannot_be_started_are_done_without(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    threads.set_num_threads(4)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    done = np.zeros(100, int)

    def work(start, stop):
        done[start:stop] += 1

    threads.split(work, 100)
    assert (done == 1).all()


def test_exceptions_of_many_callers_reach_their_own():
    def call(number):
        def work(start, stop):
            if start <= number % 64 < stop:
                raise KeyError(number)

        for _ in range(50):
            with pytest.raises(KeyError) as raised:
                threads.split(work, 64)
            assert raised.value.args == (number,)
        return True

    with ThreadPoolExecutor(16) as callers:
        assert all(callers.map(call, range(16)))


SUM = """
import numpy as np
from engine.runtime import threads

threads.set_num_threads(3)

def total():
    sums = []
    threads.split(lambda start, stop: sums.append(sum(range(start, stop))), 100)
    return sum(sums)

assert total() == 4950
"""


def run(script, tail):
    """Run a script in a process of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script + tail],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_has_a_pool_of_its_own():
    tail = """
import os, threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)  # what is tested is what it warns of
threads._lock.acquire()  # as another thread may, in the moment of the fork
child = os.fork()
if child == 0:
    right = total() == 4950
    started = sum(thread.name == "engine" for thread in threading.enumerate())
    os._exit(0 if right and started == 2 else 1)
threads._lock.release()
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
print(total())
"""
    assert run(SUM, tail) == "4950\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_pool_of_processes_works():
    tail = """
import multiprocessing, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from engine import filter_image
picture = np.ones((800, 1200), np.float32)  # large enough to be split
expected = filter_image(picture, np.ones((3, 3))).sum()
with multiprocessing.get_context("fork").Pool(2) as pool:
    sums = pool.starmap(filter_image, [(picture, np.ones((3, 3)))] * 4)
assert all(part.sum() == expected for part in sums)
print("done")
"""
    assert run(SUM, tail) == "done\n"


def test_the_process_ends_while_the_pool_works_and_can_work_at_its_end():
    tail = """
import atexit, sys, threading, time
atexit.register(lambda: print(total(), flush=True))
started = threading.Barrier(4)  # three parts and this thread
def hold(start, stop):
    started.wait()
    time.sleep(60)
threading.Thread(target=threads.split, args=(hold, 3), daemon=True).start()
started.wait()
"""
    assert run(SUM, tail) == "4950\n"


@pytest.mark.parametrize("number", [0, -1, True, 2.0])
def test_at_least_one_thread(number):
    with pytest.raises((ValueError, TypeError), match="the number of threads is"):
        threads.set_num_threads(number)


def test_waiting_ends_when_the_flag_is_set_and_when_it_is_not():
    for state in (0, 1):
        flag = np.full(1, state, np.int64)
        waiting.wait_for(flag, 0, 0)
        assert flag[0] == state


def test_longer_takes_more_pauses():
    assert 1 <= waiting.pauses_in(1e-6) < waiting.pauses_in(1e-3)

"""Work over the threads: all of it, once, from any number of callers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine import filtering, filters, threads
from engine.filtering import filter_image


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
    stop = threading.Event()

    def change():
        number = 0
        while not stop.is_set():
            number = number % 4 + 1
            threads.set_num_threads(number)

    def call(_):
        done = np.zeros(64, int)

        def work(start, stop):
            done[start:stop] += 1

        for _ in range(200):
            threads.split(work, 64)
        return (done == 200).all()

    changer = threading.Thread(target=change)
    changer.start()
    try:
        with ThreadPoolExecutor(8) as callers:
            assert all(callers.map(call, range(8)))
    finally:
        stop.set()
        changer.join()


def test_a_busy_pool_does_not_hold_up_a_caller():
    threads.set_num_threads(2)
    release, occupied = threading.Event(), threading.Event()

    def hold(start, stop):
        if start:
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


def test_at_least_one_thread():
    with pytest.raises(ValueError, match="the number of threads is 0; it must be at least 1"):
        threads.set_num_threads(0)

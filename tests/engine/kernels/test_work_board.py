"""Kernels that hand out their range: all of it, once, whoever takes part."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numba
import numpy as np
import pytest

from engine.kernels import work_board
from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.work_board import addresses, parallel_for
from engine.runtime import threads
from tests.engine.runtime.changing_threads import changing_threads

compiled_only = pytest.mark.skipif(
    numba.config.DISABLE_JIT, reason="in plain Python the caller does it all"
)


@compiled
def add_up(board, parts, count, total, numbers, scales):
    """total[i] += numbers[i] · scales[0] + scales[1][0]."""
    parallel_for(board, parts, count, addresses(_add_up, (total, numbers, scales)))


@compiled_inside
def _add_up(total, numbers, scales, first, last):
    room = np.empty(last - first)
    for i in range(first, last):
        room[i - first] = numbers[i] * scales[0] + scales[1][0]
    total[first:last] += room


@compiled
def ask_for(board, parts, count, numbers):
    parallel_for(board, parts, count, addresses(_ask_for, (numbers,)))


@compiled_inside
def _ask_for(numbers, first, last):
    for i in range(first, last):
        numbers[i] = np.empty(numbers[i], np.uint8).size


@pytest.fixture(autouse=True)
def four_threads(monkeypatch):
    before = threads.get_num_threads()
    threads.set_num_threads(4)
    monkeypatch.setattr(threads, "_WORTH_WAKING", 0)  # share little work, too
    yield
    threads.set_num_threads(before)


def added_up(count, smallest=1):
    total, numbers = np.zeros(count), np.arange(float(count))
    add_up(*threads.share(count, smallest), total, numbers, (2.0, np.ones(1)))
    return (total == 2 * numbers + 1).all()


@pytest.mark.parametrize("number", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 1000])
def test_every_item_is_done_once(number, count):
    threads.set_num_threads(number)
    assert all(added_up(count) for _ in range(20))


@pytest.mark.parametrize(("total", "smallest", "parts"), [(100, 51, 1), (100, 30, 3), (9, 1, 4)])
def test_parts_are_at_least_the_smallest_and_at_most_the_threads(total, smallest, parts):
    assert threads.share(total, smallest)[1:] == (parts, total)


@pytest.mark.parametrize(("smallest", "parts"), [(1, 4), (0.05, 4), (0.04, 16), (1e-6, 16)])
def test_much_work_is_cut_into_more_parts(smallest, parts):
    assert threads.share(100, smallest)[1] == parts
    assert threads.share(100, smallest, parts_per_thread=1)[1] == 4


def test_work_of_few_items_is_not_cut_further_than_into_them():
    assert threads.share(5, 1e-6)[1] == 4
    assert threads.share(3, 1e-6)[1] == 3


@pytest.fixture
def asleep(monkeypatch):
    """Threads that are asleep; a list of the times they were woken up, and a clock to turn."""
    pool, woken, clock = threads._Pool(0), [], [0.0]
    monkeypatch.setattr(threads, "_WORTH_WAKING", 16)
    monkeypatch.setattr(threads, "_pool", pool)
    monkeypatch.setattr(threads.time, "perf_counter", lambda: clock[0])
    tickets = SimpleNamespace(empty=lambda: True, put=lambda ticket: woken.append(clock[0]))
    monkeypatch.setattr(pool, "_tickets", tickets)
    return woken, clock


def test_little_work_wakes_nobody_up_but_much_does(asleep):
    woken, clock = asleep
    clock[0] += 1
    assert threads.share(15)[1] == 1
    assert woken == []
    clock[0] += 1
    assert threads.share(16)[1] == 4
    assert woken == [2.0] * 3


def test_little_work_again_and_again_wakes_threads_up(asleep):
    woken, clock = asleep
    for call in range(1, 4):
        clock[0] += 2e-5
        assert threads.share(8)[1] == 1, call
    clock[0] += 2e-5
    assert threads.share(8)[1] == 4
    assert len(woken) == 3


def test_little_work_now_and_then_does_not(asleep):
    woken, clock = asleep
    for _ in range(20):
        clock[0] += 1e-3
        assert threads.share(8)[1] == 1
    assert woken == []


def test_little_work_is_shared_with_those_who_are_awake(asleep):
    threads._board[work_board.AWAKE] += 3
    try:
        assert threads.share(8)[1] == 4
    finally:
        threads._board[work_board.AWAKE] -= 3
    assert asleep[0] == []


def test_who_stays_alone_shares_nothing():
    shares = []

    def alone():
        threads.stay_in_this_thread()
        shares.append(threads.share(1000)[1:])

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join()
    assert shares == [(1, 1000)]


def test_sixteen_callers_at_once_get_their_own_results():
    with ThreadPoolExecutor(16) as callers:
        done = callers.map(lambda count: all(added_up(count) for _ in range(300)), range(64, 80))
        assert all(done)


def test_the_number_of_threads_may_change_under_way():
    with changing_threads(), ThreadPoolExecutor(8) as callers:
        done = callers.map(lambda _: all(added_up(64) for _ in range(200)), range(8))
        assert all(done)


@compiled_only
def test_the_pool_takes_part():
    """A range in two parts, each of which waits for the other."""
    seen = np.zeros(2, np.int64)
    threads.set_num_threads(2)
    for _ in range(100):
        meet(*threads.share(2), seen)
        if seen.sum() == 2:
            break
        seen[:] = 0
    assert list(seen) == [1, 1]


@compiled
def meet(board, parts, count, seen):
    parallel_for(board, parts, count, addresses(_meet, (seen,)))


@compiled_inside
def _meet(seen, first, last):
    """Tell that a part has begun, and look long for the other: both are seen only at once."""
    from_here = seen[first:]
    if last - first == 1:
        from_here[0] = 1
        other = seen[:1] if first else seen[1:]
        for _ in range(100_000_000):
            if work_board.look(other.ctypes.data, 0):
                return
        from_here[0] = 0


@compiled_only
def test_where_another_holds_the_board_the_caller_does_it_all():
    threads._board[work_board._CLAIMED] = 1
    try:
        assert added_up(1000)
        assert threads._board[work_board._CLAIMED] == 1
    finally:
        threads._board[work_board._CLAIMED] = 0


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("failing", [0, 1])
def test_too_little_memory_is_reported_and_the_board_is_free_again(number, failing):
    threads.set_num_threads(number)
    numbers = np.ones(2, np.int64)
    numbers[failing] = 1 << 60
    with pytest.raises(MemoryError):
        ask_for(*threads.share(2), numbers)
    assert threads._board[work_board._CLAIMED] == 0
    assert added_up(1000)


FORK = """
import os, warnings
import numpy as np
from engine import filter_image
from engine.runtime import threads
from engine.kernels import work_board
warnings.simplefilter("ignore", DeprecationWarning)  # what is tested is what it warns of
threads.set_num_threads(2)
picture = np.ones((800, 1200), np.float32)  # large enough to be shared
expected = filter_image(picture, np.ones((3, 3)))
# as in the midst of a call
threads._board[work_board._CLAIMED] = threads._board[work_board._INSIDE] = 1
child = os.fork()
if child == 0:
    right = (filter_image(picture, np.ones((3, 3))) == expected).all()
    free = threads._board[work_board._CLAIMED] == threads._board[work_board._INSIDE] == 0
    os._exit(0 if right and free else 1)
threads._board[work_board._CLAIMED] = threads._board[work_board._INSIDE] = 0
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_has_a_free_board():
    done = subprocess.run(
        [sys.executable, "-c", FORK],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("0\n", "")

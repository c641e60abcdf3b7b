"""The pool's threads leave the caller's core to the caller."""

import os
import threading

import pytest

from engine.runtime import cores

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system does not tell cores"
)


@pytest.fixture
def thread():
    """The native id of a thread that does nothing."""
    end = threading.Event()
    idle = threading.Thread(target=end.wait)
    idle.start()
    yield idle.native_id
    end.set()
    idle.join()


def test_a_thread_leaves_the_callers_core(thread, monkeypatch):
    allowed = os.sched_getaffinity(0)
    pool = cores.Cores()
    pool.add(thread)
    for core in sorted(allowed)[:3]:
        monkeypatch.setattr(cores, "_this_core", lambda core=core: core)
        pool.leave()
        assert os.sched_getaffinity(thread) == (allowed - {core} or allowed)
    assert os.sched_getaffinity(0) == allowed


def test_a_thread_that_has_ended_is_passed_over():
    ended = threading.Thread(target=lambda: None)
    ended.start()
    ended.join()
    allowed = os.sched_getaffinity(0)
    pool = cores.Cores()
    pool.add(ended.native_id)
    pool.leave()
    assert os.sched_getaffinity(0) == allowed


@pytest.mark.parametrize("change", [("_this_core", None), ("_FEW", 1)])
def test_other_systems_and_many_cores_are_left_alone(thread, monkeypatch, change):
    monkeypatch.setattr(cores, *change)
    pool = cores.Cores()
    pool.add(thread)
    pool.leave()
    assert os.sched_getaffinity(thread) == os.sched_getaffinity(0)

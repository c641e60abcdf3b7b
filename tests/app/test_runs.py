"""Telling that a page is being run, by Streamlit's own threads."""

import inspect
import threading
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from app import runs


def test_a_page_under_way_is_seen_by_its_thread() -> None:
    assert not runs.under_way()
    done = threading.Event()
    page = threading.Thread(target=done.wait, name=runs._THREAD)
    page.start()
    assert runs.under_way()
    done.set()
    page.join()
    assert not runs.under_way()


def test_a_session_closed_in_mid_run_is_forgotten_with_the_next_run_of_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, now = {"ann", "bob", "eve"}, ["ann"]
    streamlit = SimpleNamespace(is_active_session=there.__contains__)
    monkeypatch.setattr(runs.runtime, "exists", lambda: True)
    monkeypatch.setattr(runs.runtime, "get_instance", lambda: streamlit)
    monkeypatch.setattr(runs, "_session", lambda: now[0])
    monkeypatch.setattr(runs, "_unfinished", set())
    for now[0] in ("ann", "bob"):
        runs.begin()
    there.discard("ann")
    now[0] = "eve"
    runs.begin()
    assert runs._unfinished == {"bob", "eve"}
    assert not runs.is_whole()
    runs.finish()
    assert runs._unfinished == {"bob"}
    assert runs.is_whole()


def test_streamlit_still_calls_its_thread_so() -> None:
    assert f'"{runs._THREAD}"' in inspect.getsource(ScriptRunner.start)

"""Telling that a page is being run, by Streamlit's own threads."""

import inspect
import threading

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


def test_streamlit_still_calls_its_thread_so() -> None:
    assert f'"{runs._THREAD}"' in inspect.getsource(ScriptRunner.start)

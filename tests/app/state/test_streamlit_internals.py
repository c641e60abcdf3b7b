"""Telling that a page is being run, by Streamlit's own threads."""

import threading

from app.state import streamlit_internals as internals


def test_a_running_script_is_seen_by_its_thread() -> None:
    assert not internals.script_is_running()
    done = threading.Event()
    page = threading.Thread(target=done.wait, name=internals.SCRIPT_THREAD)
    page.start()
    assert internals.script_is_running()
    done.set()
    page.join()
    assert not internals.script_is_running()


def test_without_a_server_nobody_is_connected() -> None:
    assert not internals.is_served()
    assert internals.session_id() is None
    assert not internals.is_connected("a session")
    assert not internals.went_back()

"""Runs of the page that the learner's next act breaks off.

Streamlit looks for the browser's next request whenever a script or a callback touches the session
state or sends something, and raises RerunException there: the rest of it is not run.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from streamlit import runtime
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

_THREAD = "ScriptRunner.scriptThread"

# Browser sessions whose page is not drawn to its end. Not in the session state: to write there is
# already a place where Streamlit may raise.
_unfinished: set[str] = set()


def begin() -> None:
    """The whole page has to be run: noted when that begins, and by callbacks that need it."""
    _forget_the_gone()
    _unfinished.add(_session())


def finish() -> None:
    """The whole page was run to its end."""
    _unfinished.discard(_session())


def is_whole() -> bool:
    """Whether the page was run to its end, so that a part of it can be redrawn alone."""
    return _session() not in _unfinished


def under_way() -> bool:
    """Whether a page, or a part of one, is being run for anybody.

    Streamlit tells no one; but it has a thread for as long as there is something to run.
    """
    return any(thread.name == _THREAD for thread in threading.enumerate())


def is_there(session: str) -> bool:
    """Whether the browser session of this id has its browser."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def _forget_the_gone() -> None:
    """Sessions closed in mid-run; one that comes back has the whole page run again anyway."""
    for session in list(_unfinished):
        if not is_there(session):
            _unfinished.discard(session)


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def uninterrupted(act: Callable[..., None]) -> Callable[..., None]:
    """A callback that is taken to its end, and only then broken off.

    It starts again where it was interrupted: done twice, `act` must come to the same, and it may
    not rerun the page itself.
    """

    @wraps(act)
    def run(*arguments: Any) -> None:
        interruption = None
        while True:
            try:
                act(*arguments)
            except RerunException as later:
                interruption = later
            else:
                break
        if interruption is not None:
            raise interruption

    return run

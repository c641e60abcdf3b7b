"""Runs of the page that the learner's next act breaks off.

Streamlit looks for the browser's next request whenever a script or a callback touches the session
state or sends something, and interrupts it there: the rest of it is not run.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from app.state import streamlit_internals as internals

# Browser sessions whose page is not drawn to its end. Not in the session state: to write there is
# already a place where Streamlit may interrupt.
_unfinished: set[str] = set()


def begin() -> None:
    """Note that the whole page has to be run: when that begins, and in callbacks that need it."""
    _forget_closed_sessions()
    _unfinished.add(internals.session_id() or "")


def finish() -> None:
    """Note that the whole page was run to its end."""
    _unfinished.discard(internals.session_id() or "")


def is_whole() -> bool:
    """Tell whether the page was run to its end, so that a part of it can be redrawn alone."""
    return (internals.session_id() or "") not in _unfinished


def _forget_closed_sessions() -> None:
    """Forget sessions closed in mid-run; one that comes back has the whole page run anyway."""
    for session in list(_unfinished):
        if not internals.is_connected(session):
            _unfinished.discard(session)


def atomic_callback(act: Callable[..., None]) -> Callable[..., None]:
    """Make a callback run to its end, and only then let Streamlit interrupt.

    It starts again where it was interrupted: done twice, `act` must come to the same, and it may
    not rerun the page itself.
    """

    @wraps(act)
    def run(*arguments: Any) -> None:
        interruption = None
        while True:
            try:
                act(*arguments)
            except internals.Interruption as later:
                interruption = later
            else:
                break
        if interruption is not None:
            raise interruption

    return run

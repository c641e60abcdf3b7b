"""All that Convoscope uses of Streamlit beyond its documented interface, each with the reason.

Nothing else in the app imports from inside Streamlit or names an element of its page. Where a new
Streamlit differs, tests/app/test_streamlit_contract.py says in a sentence what has changed.
"""

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache, wraps
from typing import Any

from streamlit import runtime
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed as is_host_allowed

# Columns and popovers are handed to functions, and Streamlit has no public name for their type.
Container = DeltaGenerator

# Streamlit breaks a script or callback off by raising this at any access to the session state, and
# has no setting that would let a callback come to its end.
Interruption = RerunException

# The only sign that a script is being run for somebody: there is such a thread for as long.
SCRIPT_THREAD = "ScriptRunner.scriptThread"

# In a dict that a component is given Streamlit looks for data frames, and loads pandas for that:
# every component here is given a list.

PAGE_ELEMENTS = {
    # The theme settings know no padding, and the default one takes a third of the first screen.
    "main": ".stMainBlockContainer",
    # Captions are too pale for the contrast of 4.5:1 that axe-core asks for.
    "caption": "[data-testid='stCaptionContainer']",
    # The same is true of the colours of code.
    "code": ".stCode .token",
    # Between a container that has a key and the row of columns in it: `st.columns` can turn the
    # columns' order around only on phones and wide screens alike.
    "wrapper": "[data-testid='stLayoutWrapper']",
    "row": "[data-testid='stHorizontalBlock']",
    # Streamlit keeps 200 pixels for its menu, which then ends beyond a phone's edge.
    "toolbar": "[data-testid='stToolbar']",
    "menu": "[data-testid='stMainMenu']",
    # Forced colours take away the backgrounds that alone tell the chosen segment or option, and a
    # switch that is on: the hidden input stands before the track, and the thumb in that.
    "segment": "[role='radio'][aria-checked]",
    "option": "[data-testid='stRadioOption']",
    "track": "label:has(> span > input[role='switch']) > div:first-of-type",
    # The drop zone says that it is mere decoration and has a name all the same: two things at once
    # for a screen reader.
    "drop_zone": "[data-testid='stFileUploaderDropzone'][role='presentation']",
}
"""CSS selectors of what Streamlit draws and gives no parameter to change."""


# `is_host_allowed` reads the setting `server.allowedHosts`, which names the host names that the
# server answers to; Streamlit asks it for its own connection, and has no public name for it.

HEALTH_CHECKS = ("/_stcore/health", "/_stcore/script-health-check")
"""Paths at which Streamlit tells whether it serves, which is not yet whether the app works."""

ROUTES_OF_STREAMLIT = ("_stcore", "app", "auth", "component", "media", "static")
"""The first part of the paths that Streamlit answers with more than its page; none is documented
but for the beginnings that an app's own routes must not have."""


# A page whose connection is back asks for a run of the whole page only where it has a part that is
# run at intervals (`app.outage`), or was in the midst of a run.
CONNECTION, CONNECTED = "data-test-connection-state", "CONNECTED"
"""The attribute of the page that says whether it has its server, and what it says then."""


def session_id() -> str | None:
    """Name the browser session that this script runs for: `st.context` does not tell it."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else None


def went_back() -> bool:
    """Tell whether this run follows the browser's Back or Forward: no public call says so."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def is_served() -> bool:
    """Tell whether there is a server; without one, as in AppTest, no session has a browser."""
    return runtime.exists()


def is_connected(session: str) -> bool:
    """Tell whether a session still has its browser: Streamlit says nothing when one goes."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def script_is_running() -> bool:
    """Tell whether a page, or a part of one, is being run for anybody."""
    return any(thread.name == SCRIPT_THREAD for thread in threading.enumerate())


class _SessionLoop(asyncio.AbstractEventLoop):
    """Stand in for a browser session's event loop: no script here runs one, so it holds nothing.

    A script that needs asyncio calls `asyncio.run`, which makes a loop of its own.
    """

    def __init__(self) -> None:
        self._closed = False

    def is_running(self) -> bool:
        return False

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        self._closed = True

    async def shutdown_asyncgens(self) -> None:
        """Nothing was ever started on it."""

    async def shutdown_default_executor(self) -> None:
        """Nothing was ever started on it."""

    def run_until_complete(self, future: Coroutine[Any, Any, None]) -> None:  # type: ignore[override]
        """Run what Streamlit asks for at a session's end, the two above, which never wait."""
        try:
            future.send(None)
        except StopIteration:
            return
        raise RuntimeError("a page's script has no event loop of its own; use asyncio.run")


@cache  # once in the life of the process
def hold_no_event_loops() -> None:
    """Let browser sessions that are begun from now on hold no descriptor but their WebSocket.

    Streamlit 1.67 opens an event loop, three descriptors, with every `AppSession`, and closes it
    only in `AppSession.shutdown`. A session whose browser has gone is not shut down, but stored to
    be resumed: up to 128 of them, and until another comes or goes however old they are. Those 384
    descriptors are more than the 256 that macOS allows a process, which no longer accepts a
    connection after about 60 reloads; and each visitor takes four of them instead of one.

    To be done in Streamlit: make the loop in `AppSession._create_scriptrunner`, and close it where
    the runner's SHUTDOWN event finds the session disconnected. `_create_scriptrunner` replaces a
    closed loop already, for whoever resumes the session.
    """
    begin = AppSession.__init__

    @wraps(begin)
    def begin_without_loop(session: AppSession, *args: Any, **options: Any) -> None:
        begin(session, *args, **options)
        session._script_event_loop.close()
        session._script_event_loop = _SessionLoop()  # type: ignore[abstract]

    AppSession.__init__ = begin_without_loop  # type: ignore[method-assign, assignment]

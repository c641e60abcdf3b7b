"""All that Convoscope uses of Streamlit beyond its documented interface, each with the reason.

Nothing else in the app imports from inside Streamlit or names an element of its page. Where a new
Streamlit differs, tests/app/test_streamlit_contract.py says in a sentence what has changed.
"""

import threading

from streamlit import runtime
from streamlit.delta_generator import DeltaGenerator
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
    # The drop zone says that it is mere decoration and has a name all the same: two things at once
    # for a screen reader.
    "drop_zone": "[data-testid='stFileUploaderDropzone'][role='presentation']",
}
"""CSS selectors of what Streamlit draws and gives no parameter to change."""


# `is_host_allowed` reads the setting `server.allowedHosts`, which names the host names that the
# server answers to; Streamlit asks it for its own connection, and has no public name for it.

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

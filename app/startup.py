"""What happens once when the server starts, in one thread, while the first page is drawn."""

import gc
import logging
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib import import_module

# Open files and connections that a process may have at once, where the system lets it choose: as
# many as macOS lets anyone have. Its default, 256, is less than a lecture hall of visitors.
DESCRIPTORS = 10_240

COMPILING = (
    "Convoscope is being compiled for this computer's processor, which takes about a minute; until "
    "then pictures may take a little longer and a training waits."
)
"""What the log says at the first start, and a page that is opened meanwhile."""
COMPILED = "Convoscope is compiled."

_log = logging.getLogger(__name__)

_lock = threading.Lock()
_begun = False
_decided = threading.Event()  # whether kernels have to be compiled first
_compiling = False
_trouble: str | None = None


def begin() -> None:
    """Start the warm-up, once in the life of the process."""
    global _begun
    with _lock:
        if _begun:
            return
        _begun = True
    raise_descriptor_limit()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def is_compiling() -> bool:
    """Tell whether pages are drawn without compiled kernels, once that is known.

    A visitor who comes within the first second waits for that, while the engine is imported.
    """
    if _begun:
        _decided.wait()
    return _compiling


def trouble() -> str | None:
    """Say in a sentence why the engine cannot compute, where the warm-up has found that out."""
    return _trouble


if sys.platform == "win32":

    def raise_descriptor_limit() -> None:
        """Do nothing: Windows has no such limit."""

else:
    import resource

    def raise_descriptor_limit() -> None:
        """Let this process have `DESCRIPTORS` open at once, as far as the system allows."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
        if soft == resource.RLIM_INFINITY or soft >= wanted:
            return
        with suppress(ValueError, OSError):  # macOS may say no to what it calls allowed
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _warm_up() -> None:
    global _compiling, _trouble
    try:
        _get_ready()
        import_module("app.kernel_lab.state")  # imported by the first page: freeze it too
        if _compiling:
            _log.warning(COMPILED)
    except Exception as error:
        _trouble = f"The engine cannot compute: {type(error).__name__}: {error}"
        _log.exception("The warm-up has failed; the pages most likely fail, too.")
    finally:
        _compiling = False
        _decided.set()
        _freeze()


def _freeze() -> None:
    """Let the collector pass over all that is alive.

    Streamlit collects after every script run, holding the GIL: 80 ms and more over what Numba alone
    keeps alive.
    """
    gc.collect()
    gc.freeze()


@cache
def freeze_after(library: str) -> None:
    """Do the same once more where a page has loaded a large library: once for each.

    Plotly adds 40 ms to every later run of every page, Matplotlib 30.
    """
    _log.info("%s is loaded.", library)
    _freeze()


def _get_ready() -> None:
    from engine.warmup import is_complete, warmup

    def note(share: float, step: str) -> None:
        global _compiling
        if _decided.is_set():
            return
        _compiling = not is_complete()
        if _compiling:
            _log.warning(COMPILING)
        _decided.set()

    warmup(note)

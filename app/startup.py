"""What happens once when the server starts, in one thread, while the first page is drawn."""

import gc
import sys
import threading
from contextlib import suppress
from importlib import import_module

# Open files and connections that a process may have at once, where the system lets it choose: as
# many as macOS lets anyone have. Its default, 256, is less than a lecture hall of visitors.
DESCRIPTORS = 10_240

_lock = threading.Lock()
_begun = False


def begin() -> None:
    """Start the warm-up, once in the life of the process."""
    global _begun
    with _lock:
        if _begun:
            return
        _begun = True
    raise_descriptor_limit()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


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
    from engine.warmup import warmup

    try:
        warmup()
        import_module("app.kernel_lab.state")  # imported by the first page: freeze it too
    finally:
        # Streamlit collects after every script run, holding the GIL: 80 ms and more over what
        # Numba alone keeps alive. Frozen objects are passed over.
        gc.collect()
        gc.freeze()

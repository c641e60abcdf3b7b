"""What happens once when the server starts, in one thread, while the first page is drawn."""

import gc
import threading
from importlib import import_module

_lock = threading.Lock()
_begun = False


def begin() -> None:
    """Start the warm-up, once in the life of the process."""
    global _begun
    with _lock:
        if _begun:
            return
        _begun = True
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


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

"""What happens once when the server starts, in one thread, while the first page is drawn."""

import gc
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
# Steps of the warm-up that take about as long to compile as the picture filters alone.
_BESIDE = ("histograms", "ReLU", "pooling", "colours")

_lock = threading.Lock()
_begun = False


def begin() -> None:
    """Start the warm-up, once in the life of the process.

    One thread: concurrent writes to Numba's on-disk cache can race.
    """
    global _begun
    with _lock:
        if _begun:
            return
        _begun = True
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    from engine.warmup import cache_is_empty, warmup

    try:
        if cache_is_empty():
            threading.Thread(target=_compile_beside, daemon=True).start()
        warmup()
        import_module("app.kernel_lab.state")  # imported by the first page: freeze it too
    finally:
        # Streamlit collects after every script run, holding the GIL: 80 ms and more over what
        # Numba alone keeps alive. Frozen objects are passed over.
        gc.collect()
        gc.freeze()


def _compile_beside() -> None:
    """Let a second process fill Numba's cache, on another core, with what the first page needs.

    Numba compiles one function at a time in a process. Should this one fail, or be late, then
    nothing is lost: whoever calls what is not in the cache compiles it.
    """
    script = f"from engine.warmup import warmup; warmup(only={_BESIDE})"
    subprocess.run([sys.executable, "-c", script], cwd=_ROOT, check=False)

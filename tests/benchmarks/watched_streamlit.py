"""Streamlit's command line, with the duration of every full garbage collection written down.

Run as a module in place of ``streamlit``; one line a collection goes to the file that the
environment variable COLLECTIONS names: milliseconds, and how many objects are frozen.
"""

import gc
import os
import runpy
import sys
import time


def _watch(file) -> None:
    started = 0.0

    def note(phase: str, info: dict[str, int]) -> None:
        nonlocal started
        if info["generation"] < 2:
            return
        if phase == "start":
            started = time.perf_counter()
        else:
            print((time.perf_counter() - started) * 1000, gc.get_freeze_count(), file=file)

    gc.callbacks.append(note)


if __name__ == "__main__":
    _watch(open(os.environ["COLLECTIONS"], "w", buffering=1, encoding="utf-8"))  # noqa: SIM115
    sys.argv[0] = "streamlit"
    runpy.run_module("streamlit", run_name="__main__")

"""How soon the first picture stands on a computer where nothing is compiled yet, by processor.

``python -m tests.benchmarks.first_picture [--processors NAME …] [--page NAME]``: a fresh server
with an empty Numba cache for each processor (LLVM's names, as NUMBA_CPU_NAME takes them; by default
this one and others whose code runs here, "" is this one), the page opened in Chromium at once; in
the Kernel lab the stride's slider is moved then, beside the compilers. Beside it the same on this
processor with the cache that it has filled, and a bare Streamlit page with one picture: what the
browser and Streamlit take by themselves. "load" is how many processes wanted a core at the end.
"""

import argparse
import os
import tempfile
import time
from dataclasses import dataclass

import llvmlite.binding
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from app.startup import COMPILED, COMPILING
from tests.benchmarks.stopwatch import time_hero
from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.pages import PATHS
from tests.serving import Server, running_server

SCREEN = {"width": 1280, "height": 800}
MOVES = 10
MOVED = "kernel-lab"
"""The page whose slider is moved."""
BARE = "tests/benchmarks/bare_page.py"
PAUSE = 0.2  # s between two moves
OTHERS = {  # processor: what this one must have to run its code
    "x86-64": "sse2",
    "haswell": "avx2",
    "znver3": "vaes",
    "skylake-avx512": "avx512f",
}


@dataclass(frozen=True)
class First:
    """Seconds from the start command on, and milliseconds of each of the first moves."""

    answering: float
    picture: float
    moves: tuple[float, ...] = ()
    compiled: float = np.nan

    def __str__(self) -> str:
        moves = f"{np.median(self.moves):9.0f} {max(self.moves):9.0f}" if self.moves else " " * 19
        return f"{self.answering:9.2f} {self.picture:9.2f} {moves} {self.compiled:9.1f}"


COLUMNS = ("port, s", "picture", "move, ms", "longest", "compiled", "load")
HEADER = " " * 28 + " ".join(f"{column:>9}" for column in COLUMNS)


def runnable() -> list[str]:
    """Return the processors whose code this one can run; "" is this one itself."""
    features = llvmlite.binding.get_host_cpu_features()
    return ["", *(name for name, needed in OTHERS.items() if features.get(needed))]


def first_picture(
    browser: Browser, cache: str, processor: str = "", moves: int = 0, to_the_end: bool = False,
    name: str = MOVED,
) -> First:  # fmt: skip
    """Start a server, open the page at once and move its slider; perhaps wait for compilers."""
    environment = {"NUMBA_CACHE_DIR": cache}
    if processor:  # with what it has by name, and nothing that only this one has
        environment |= {"NUMBA_CPU_NAME": processor, "NUMBA_CPU_FEATURES": ""}
    with running_server(environment=environment) as server:
        page = browser.new_context(viewport=SCREEN).new_page()
        page.goto(server.url + PATHS[name])
        wait_painted(page)
        picture = time.perf_counter() - server.started
        times = _move(page, moves)
        page.context.close()
        compiled = _wait_until_compiled(server) if to_the_end else np.nan
    return First(server.seconds_to_answer, picture, times, compiled)


def bare_page(browser: Browser) -> First:
    """Start a server of the bare page and open it at once."""
    with running_server(script=BARE) as server:
        page = browser.new_context(viewport=SCREEN).new_page()
        page.goto(server.url)
        page.wait_for_selector("[data-testid='stImage'] img")
        picture = time.perf_counter() - server.started
        page.context.close()
    return First(server.seconds_to_answer, picture)


def _move(page: Page, moves: int) -> tuple[float, ...]:
    times = []
    for i in range(moves):
        page.locator("input[aria-label='Stride']").focus()
        time.sleep(PAUSE)
        times.append(time_hero(page, "ArrowLeft" if i % 2 else "ArrowRight"))
    return tuple(times)


def _wait_until_compiled(server: Server) -> float:
    while COMPILING in server.log() and COMPILED not in server.log():
        time.sleep(0.2)
    return time.perf_counter() - server.started


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""


def measure(browser: Browser, processor: str, page: str) -> dict[str, First]:
    """Return what was measured for a processor, by what it was measured with."""
    found = {"a bare Streamlit page": bare_page(browser)}
    own, moves = processor == "", MOVES if page == MOVED else 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache:
        name = f"empty, {processor or 'this processor'}"
        found[name] = first_picture(browser, cache, processor, moves, own, page)
        if own:
            found["full, this processor"] = first_picture(browser, cache, moves=moves, name=page)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processors", nargs="*", default=runnable())
    parser.add_argument("--page", choices=PATHS, default=MOVED)
    options = parser.parse_args()
    print(HEADER)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for processor in options.processors:
            for name, first in measure(browser, processor, options.page).items():
                print(f"{name:28}{first} {_load():>9}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()

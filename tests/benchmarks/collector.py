"""How long the garbage collector holds up the warmed server after a run of the page.

``python -m tests.benchmarks.collector``: Streamlit collects after every run, holding the GIL.
"""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import running_server

LIMIT = 5.0  # ms
MOVES = 20
STRIDE = "input[aria-label='Stride']"
LONGEST_WARM_UP = 60  # s


def collections(file: Path) -> list[tuple[float, bool]]:
    """Milliseconds of every full collection so far, and whether objects were frozen by then."""
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    return [(float(milliseconds), int(frozen) > 0) for milliseconds, frozen in lines]


def run_page(page: Page, file: Path) -> None:
    """Move a slider until the server has warmed up, and then as often as is to be measured."""
    shown = wait_painted(page)
    page.locator(STRIDE).focus()
    deadline = time.monotonic() + LONGEST_WARM_UP
    moves = 0
    while moves < MOVES:
        page.keyboard.press("ArrowLeft" if shown_is_moved(page) else "ArrowRight")
        shown = wait_painted(page, shown)
        time.sleep(0.3)  # the collection comes after the script has finished
        if any(warm for _, warm in collections(file)) or time.monotonic() > deadline:
            moves += 1


def shown_is_moved(page: Page) -> bool:
    """Whether the slider stands to the right of its first value."""
    return page.locator(STRIDE).input_value() != "1"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "collections"
        with running_server(
            module="tests.benchmarks.watched_streamlit", environment={"COLLECTIONS": str(file)}
        ) as server:
            browser = launch(playwright)
            page = browser.new_page()
            page.goto(server.url)
            run_page(page, file)
            browser.close()
        seen = collections(file)
    cold = [milliseconds for milliseconds, warm in seen if not warm]
    warm = [milliseconds for milliseconds, warm in seen if warm]
    print("before the freeze, ms:", *(f"{milliseconds:.1f}" for milliseconds in cold))
    print("after the freeze, ms: ", *(f"{milliseconds:.1f}" for milliseconds in warm))
    slowest = max(warm, default=float("inf"))
    print(f"slowest of {len(warm)} collections of the warm server: {slowest:.1f} ms")
    return int(slowest > LIMIT)


if __name__ == "__main__":
    sys.exit(main())

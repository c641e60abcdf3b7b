"""How soon the page Training knows the digits: ``python -m tests.benchmarks.digits``.

A new visitor opens the page, presses Run, which is set to as many epochs as can be, and waits until
98 % of the validation set are classified correctly. Ends with status 1 if that takes longer than
a minute.
What is known after the whole minute is printed too.
"""

import sys
import time

from playwright.sync_api import Page, TimeoutError, sync_playwright

from app.training.settings import MOST_EPOCHS
from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import running_server, wait_until_quiet

ENOUGH = 98.0  # per cent, validation accuracy
LIMIT = 60.0  # seconds
WAITING = ".training-view[data-state=waiting]"

ACCURATE_ENOUGH = """
(enough) => {
  const status = document.querySelector(".training-view .status").textContent;
  const share = Number(/val\\. accuracy ([\\d.]+)%/.exec(status)?.[1] ?? 0);
  return share >= enough && status;
}
"""


def start_from_nothing(page: Page) -> None:
    """Press Run beside an untrained network."""
    page.locator(f"{WAITING}[data-step='0']").wait_for()
    page.get_by_role("button", name="Run", exact=True).click()


def accurate_enough(page: Page, seconds: float) -> str | None:
    """What the page says once it is accurate enough; None if it is not in these seconds."""
    try:
        status = page.wait_for_function(ACCURATE_ENOUGH, arg=ENOUGH, timeout=1000 * seconds)
        return status.json_value()
    except TimeoutError:
        return None


def main() -> None:
    with running_server() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        wait_until_quiet(server)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{server.url}/training?epochs={MOST_EPOCHS}")
        wait_painted(page)
        start_from_nothing(page)
        start = time.perf_counter()
        status = accurate_enough(page, LIMIT)
        seconds = time.perf_counter() - start
        page.wait_for_timeout(max(0.0, 1000 * (LIMIT - seconds)))
        at_the_end = page.locator(".training-view .status").inner_text()
        browser.close()
    print(f"{seconds:5.1f} s from Run: {status or f'never {ENOUGH:g} % accuracy'}")
    print(f"{LIMIT:5.1f} s from Run: {at_the_end}")
    sys.exit(status is None)


if __name__ == "__main__":
    main()

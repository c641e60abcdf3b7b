"""How soon the page Training knows the digits: ``python -m tests.benchmarks.digits``.

A new visitor opens the page, rewinds what a first visit has trained, presses Run and waits until
98 % of the held-out fifth are told right. Ends with status 1 if that takes longer than a minute.
What is known after the whole minute is printed too.
"""

import sys
import time

from playwright.sync_api import Page, TimeoutError, sync_playwright

from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import running_server, wait_until_quiet

ENOUGH = 98.0  # per cent told right
LIMIT = 60.0  # seconds
WAITING = ".training-view[data-state=waiting]"

TOLD_RIGHT = """
(enough) => {
  const told = document.querySelector(".training-view .status").textContent;
  const share = Number(/held out: ([\\d.]+) %/.exec(told)?.[1] ?? 0);
  return share >= enough && told;
}
"""


def start_from_nothing(page: Page) -> None:
    """Rewind the first visit's own training and press Run."""
    view = page.locator(".training-view")
    page.locator(f"{WAITING}:not([data-step='0'])").wait_for()
    view.get_by_role("button", name="Rewind").click()
    page.locator(f"{WAITING}[data-step='0']").wait_for()
    view.get_by_role("button", name="Run", exact=True).click()


def told_right(page: Page, seconds: float) -> str | None:
    """What the page says when enough is told right; None if it is not in these seconds."""
    try:
        return page.wait_for_function(TOLD_RIGHT, arg=ENOUGH, timeout=1000 * seconds).json_value()
    except TimeoutError:
        return None


def main() -> None:
    with running_server() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        wait_until_quiet(server)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{server.url}/training")
        wait_painted(page)
        start_from_nothing(page)
        start = time.perf_counter()
        told = told_right(page, LIMIT)
        seconds = time.perf_counter() - start
        page.wait_for_timeout(max(0.0, 1000 * (LIMIT - seconds)))
        at_the_end = page.locator(".training-view .status").inner_text()
        browser.close()
    print(f"{seconds:5.1f} s from Run: {told or f'never {ENOUGH:g} % told right'}")
    print(f"{LIMIT:5.1f} s from Run: {at_the_end}")
    sys.exit(told is None)


if __name__ == "__main__":
    main()

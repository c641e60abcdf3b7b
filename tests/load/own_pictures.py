"""What a class needs in memory whose students all bring a photograph of 12 megapixels.

``python -m tests.load.own_pictures [--students 15] [--limit 900]``: each opens the Kernel lab in a
browser of its own, uploads another photograph and moves one slider; all stay. Prints the server's
memory (resident, MB) after each, and ends with 1 where it exceeds the limit.
"""

import argparse
import sys

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.page import upload
from tests.benchmarks.photograph import photograph
from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import running_server, wait_until_quiet


def join(browser: Browser, url: str, seed: int) -> Page:
    """Open the page, upload a photograph that nobody else has, and move the stride once."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    page.goto(url)
    wait_painted(page)
    upload(page, photograph(seed))
    before = wait_painted(page)
    page.locator("input[aria-label='Stride']").focus()
    page.keyboard.press("ArrowRight")
    wait_painted(page, before)
    return page


def main() -> int:
    """Let the students come one after the other, and look at the server's memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=15)
    parser.add_argument("--limit", type=int, default=900, help="MB")
    asked = parser.parse_args()
    with running_server() as server, sync_playwright() as playwright:
        wait_until_quiet(server)
        process, browser = psutil.Process(server.pid), launch(playwright)
        used = [process.memory_info().rss / 1e6]
        print(f"no student: {used[0]:.0f} MB")
        class_ = []
        for number in range(1, asked.students + 1):
            class_.append(join(browser, server.url, number))
            used.append(process.memory_info().rss / 1e6)
            print(f"{number} students: {used[-1]:.0f} MB", flush=True)
        browser.close()
    each = (used[-1] - used[0]) / asked.students
    print(f"{each:.0f} MB a student; at most {max(used):.0f} of {asked.limit} MB")
    return int(max(used) > asked.limit)


if __name__ == "__main__":
    sys.exit(main())

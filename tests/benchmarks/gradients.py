"""Every gradient on the page Back-propagation beside the engine's and its finite difference.

``python -m tests.benchmarks.gradients``: the 100 random settings of which a regular test reads ten.
"""

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.test_back_propagation import STATES, compare
from tests.browser.watch import PATIENCE
from tests.serving import running_server, wait_until_quiet


def main() -> None:
    with running_server() as server, sync_playwright() as playwright:
        wait_until_quiet(server)
        browser = launch(playwright)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{server.url}/back-propagation")
        kinks = compare(page, STATES)
        print(f"{len(STATES)} settings: every cell agrees; {kinks} stand at a kink")
        browser.close()


if __name__ == "__main__":
    main()

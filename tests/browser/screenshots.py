"""Pictures of every page: ``python -m tests.browser.screenshots FOLDER [URL]``.

Three sizes of screen, light and dark. Without the address of a running app, one is started.
"""

import argparse
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import running_server

SCREENS = ((1280, 800), (1920, 1080), (390, 844))
COLOURS = ("light", "dark")

# The training page judges its untrained network before all is drawn.
JUDGED = """() => {
    const view = document.querySelector(".training-view");
    const told = document.querySelector(".training-view .status")?.textContent ?? "";
    return !view || (view.dataset.state === "waiting" && told.includes("accuracy"));
}"""


def photograph(
    browser: Browser,
    url: str,
    folder: Path,
    screens: tuple[tuple[int, int], ...] = SCREENS,
    schemes: tuple[str, ...] = COLOURS,
) -> list[Path]:
    """Save every page of the app at `url` on every screen and in every colour scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for width, height in screens:
        for colours in schemes:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=colours
            )
            page = context.new_page()
            for address in _pages(page, url):
                name = urlsplit(address).path.strip("/").replace("/", "-") or "home"
                page.goto(address)
                wait_painted(page)
                page.wait_for_function(JUDGED, timeout=120_000)
                made.append(folder / f"{name}-{width}x{height}-{colours}.png")
                page.screenshot(path=made[-1])
            context.close()
    return made


def _pages(page: Page, url: str) -> list[str]:
    """Addresses in the app's navigation, which is not shown while there is one page only."""
    page.goto(url)
    wait_painted(page)
    links = page.locator("[data-testid='stSidebarNavLink'], [data-testid='stTopNavLink']")
    return list(dict.fromkeys(links.evaluate_all("links => links.map(a => a.href)"))) or [url]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("url", nargs="?")
    options = parser.parse_args()
    running = nullcontext(SimpleNamespace(url=options.url)) if options.url else running_server()
    with running as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for file in photograph(browser, server.url, options.folder):
            print(file)
        browser.close()


if __name__ == "__main__":
    main()

"""axe-core's findings on a page, as sentences."""

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.browser.walks.controls import settle
from tests.browser.watch import wait_still

PHONE = {"width": 390, "height": 844}
DARK_ENOUGH = 80  # a channel of the page's background, of 255


@cache
def _script() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    return (Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page) -> list[str]:
    """Run axe-core with all of its default rules in the page, shadow trees included."""
    wait_still(page)
    if page.evaluate("() => typeof axe") == "undefined":
        page.evaluate(_script())
    results = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [_sentence(rule, node) for rule in results["violations"] for node in rule["nodes"]]


def violations_on_screens(open_lesson: Callable, query: str) -> list[str]:
    """Find them in light and dark, on a laptop and on a phone, which scrolls down only.

    `open_lesson` opens a page with the query of a link.
    """
    found, page = [], open_lesson(query)
    for screen in ("laptop", "phone"):
        if screen == "phone":
            page.set_viewport_size(PHONE)
        for colours in ("light", "dark"):
            turn(page, colours)
            settle(page)
            found += [f"{colours}, {screen}: {sentence}" for sentence in violations(page)]
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    return found


def turn(page, colours: str) -> None:
    """Let the system ask for light or dark, and wait until the page has followed."""
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.wait_for_function(
        """([dark, limit]) => {
          const colour = getComputedStyle(document.querySelector("[data-testid='stApp']"));
          const [red] = colour.backgroundColor.match(/[0-9]+/g).map(Number);
          return dark ? red < limit : red > 255 - limit;
        }""",
        arg=[colours == "dark", DARK_ENOUGH],
    )


def _sentence(rule: dict, node: dict) -> str:
    summary = " ".join(node["failureSummary"].split())
    return f"{rule['id']} ({rule['impact']}): {node['target']}: {node['html'][:200]} — {summary}"

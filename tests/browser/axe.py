"""axe-core's findings on a page, as sentences."""

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.browser.walks.controls import settle
from tests.browser.watch import wait_still

PHONE = {"width": 390, "height": 844}


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

    `open_lesson` opens a page with the query of a link, in a colour scheme.
    """
    found = []
    for colours in ("light", "dark"):
        page = open_lesson(query, color_scheme=colours)
        found += [f"{colours}: {sentence}" for sentence in violations(page)]
        page.set_viewport_size(PHONE)
        settle(page)
        found += [f"{colours}, phone: {sentence}" for sentence in violations(page)]
        page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    return found


def _sentence(rule: dict, node: dict) -> str:
    summary = " ".join(node["failureSummary"].split())
    return f"{rule['id']} ({rule['impact']}): {node['target']}: {node['html'][:200]} — {summary}"

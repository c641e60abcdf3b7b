"""axe-core's findings on a page, as sentences."""

import importlib.util
from functools import cache
from pathlib import Path

from tests.browser.watch import wait_still


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


def _sentence(rule: dict, node: dict) -> str:
    summary = " ".join(node["failureSummary"].split())
    return f"{rule['id']} ({rule['impact']}): {node['target']}: {node['html'][:200]} — {summary}"

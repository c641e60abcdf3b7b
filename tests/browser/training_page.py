"""The page Training as a visitor handles it, and reads what it says."""

import re

WAITING = ".training-view[data-state=waiting]"

# A run is judged after its last step; what stands there until then is older.
AT_REST = """
() => document.querySelector(".training-view").view.frame?.runs.every(({ state, step, curve }) =>
  state === "diverged" || (state === "paused" && curve.validation.at(-1)?.[0] === step))
"""


def run(page) -> None:
    """Press Run, and wait until it has stopped by itself."""
    before = steps(page)
    press(page, "Run")
    page.locator(f"{WAITING}[data-step]:not([data-step='{before}'])").wait_for()
    page.wait_for_function(AT_REST)


def steps(page) -> int:
    return int(page.locator(".training-view").get_attribute("data-step"))


def press(page, name: str) -> None:
    page.locator(".training-view").get_by_role("button", name=name, exact=True).click()


def wait_for_step(page, step: int) -> None:
    page.locator(f"{WAITING}[data-step='{step}']").wait_for()


def held_out(page) -> float:
    """The validation accuracy after the last step, in per cent; it is judged after the pause."""
    page.wait_for_function(AT_REST)
    return float(re.search(r"val\. accuracy ([\d.]+)%", status(page))[1])


def status(page) -> str:
    return page.locator(".training-view .status").inner_text()


def standing(page) -> str:
    return page.locator(".training-view .standing").inner_text()


def keys(page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)

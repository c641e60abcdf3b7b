"""How soon an experiment shows something: ``python -m tests.benchmarks.experiments``.

Each experiment of "Activation functions", "Why convolution" and "Convolution as matrices" is chosen
in a new browser session, from another one of its page: seconds from the click to the frame that
shows its first chart, and, where it is a run, from Stop to the end of the piece under way. After
that no piece may follow, or the command fails.
"""

import re
import time

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.walks.controls import settle
from tests.browser.watch import PATIENCE
from tests.serving import running_server, wait_until_quiet

ACTIVATIONS = "/activation-functions?show=experiments"
TWINS = "/why-convolution?view=twins"
EXPERIMENTS = {
    "Vanishing gradients": (f"{ACTIVATIONS}&experiment=maxout", "Vanishing gradients"),
    "Zig-zag": (f"{ACTIVATIONS}&experiment=vanish", "Zig-zag"),
    "Dying units": (f"{ACTIVATIONS}&experiment=vanish", "Dying units"),
    "6× faster?": (f"{ACTIVATIONS}&experiment=vanish", "6× faster?"),
    "Cost": (f"{ACTIVATIONS}&experiment=vanish", "Cost"),
    "Twins, shifted": ("/why-convolution?experiment=shifted", "Trained twins"),
    "Twins, shuffled": (f"{TWINS}&experiment=shifted", "Shuffled pixels"),
    "AlexNet's CONV1": ("/matrices?view=fc", "Cost"),
}
QUIET = 2.0
"""Seconds in which a stopped run must show no further piece; a piece takes 0.2."""

MEASURE = """
([button]) => new Promise((done) => {
  for (const one of document.querySelectorAll(".experiment-chart")) one.dataset.before = "yes";
  const start = performance.now();
  const isDrawn = () => document.querySelector(
    ".experiment-chart:not([data-before]) svg :is(path, polyline, rect, circle)");
  const look = () => (isDrawn() ? done(performance.now() - start) : requestAnimationFrame(look));
  button.click();
  look();
})
"""
PIECE = "() => document.querySelector('.run-bar').requests.piece"
# In the page, since a short run is over before a hand outside of it sees that it has begun.
STOP = """
() => new Promise((done) => {
  const bar = document.querySelector(".run-bar");
  const button = () => bar.querySelector("button");
  const { run, isDone } = bar.requests;
  if (isDone) button().click();
  const end = performance.now() + 60_000;
  let pressed;
  const look = () => {
    if (pressed === undefined && button().textContent.includes("Stop")) {
      pressed = performance.now();
      button().click();
    }
    const { busy, isDone: isOver } = bar.requests;
    if (pressed !== undefined && !busy) done(performance.now() - pressed);
    else if (pressed === undefined && isOver && bar.requests.run !== run) done("whole");
    else if (performance.now() > end) done(null);
    else requestAnimationFrame(look);
  };
  look();
})
"""


def stopped_after(page: Page) -> str:
    """Return the seconds from Stop to the end of the piece under way, if there is a second one."""
    milliseconds = page.evaluate(STOP)
    if milliseconds is None:
        raise SystemExit("a run could not be stopped within a minute")
    if milliseconds == "whole":
        return "one piece"
    before = page.evaluate(PIECE)
    time.sleep(QUIET)
    if page.evaluate(PIECE) != before:
        raise SystemExit("a stopped run went on")
    return f"{milliseconds / 1000:.2f}"


def measure(browser: Browser, address: str, label: str) -> tuple[float, str]:
    """Return seconds to the first chart, and to the end of a run that is stopped."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_test_id("stApp").wait_for()
    button = page.get_by_role("radio", name=re.compile(re.escape(label))).first
    button.wait_for()
    settle(page)
    shown = page.evaluate(MEASURE, [button.element_handle()]) / 1000
    stopped = stopped_after(page) if page.locator(".run-bar").count() else ""
    page.context.close()
    return shown, stopped


def main() -> None:
    with running_server() as server, sync_playwright() as playwright:
        wait_until_quiet(server)
        browser = launch(playwright)
        print(f"{'experiment':20} first chart, s   stopped after, s")
        for name, (path, label) in EXPERIMENTS.items():
            shown, stopped = measure(browser, server.url + path, label)
            print(f"{name:20} {shown:12.2f}   {stopped:>14}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()

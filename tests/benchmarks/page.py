"""How fast the Kernel lab and Volumes follow a slider, and how soon the first picture stands.

``python -m tests.benchmarks.page [--presses 40] [--json FILE]``: real Chromium, our page and a bare
Streamlit page pressed in turn within one run.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.first_picture import BARE, SCREEN, first_picture
from tests.benchmarks.photograph import photograph
from tests.benchmarks.stopwatch import time_hero, time_image
from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import Server, running_server, wait_until_quiet

THINKING = 0.25  # seconds between two presses
WARM_OPENINGS = 5

# What the page must reach: key of the result, largest value.
LIMITS = {
    "p50 ratio, 512×512": 1.3,
    "p50 ratio, 12 megapixels": 2.0,
    "s to an answering port, empty Numba cache": 3.0,
    "s to the first picture, empty Numba cache": 4.0,
    "s to the first picture, warm server": 1.5,
}


@dataclass
class Slider:
    """A page with its slider, and the milliseconds that its presses took."""

    name: str
    page: Page
    press: Callable[[Page, str], float]
    label: str = "Stride"
    times: list[float] = field(default_factory=list)

    def time(self, key: str) -> None:
        """Press the key and add the time until the new picture."""
        self.page.bring_to_front()
        self._focus(self.label)
        time.sleep(THINKING)
        self.times.append(self.press(self.page, key))

    def vary(self, key: str) -> None:
        """Change something else first: a picture seen a moment ago would come from a cache."""
        before = wait_painted(self.page)
        self._focus("Pooling size")
        self.page.keyboard.press(key)
        wait_painted(self.page, before)

    def _focus(self, label: str) -> None:
        self.page.locator(f"input[aria-label='{label}']").focus()

    def percentile(self, percent: int) -> float:
        return float(np.percentile(self.times, percent))


def follow_slider(browser: Browser, ours: Server, bare: Server, presses: int) -> list[Slider]:
    """Press the sliders of the bare page and of ours in turn, between stride 1 and 2."""
    bare_page = _open(browser, bare)
    bare_page.wait_for_selector("[data-testid='stImage'] img")
    small, large = _open(browser, ours), _open(browser, ours)
    wait_painted(small)
    upload(large, photograph())
    volumes = _open(browser, ours, "/volumes")
    wait_painted(volumes)
    sliders = [
        Slider("bare page, 512×512", bare_page, time_image),
        Slider("ours, 512×512", small, time_hero),
        Slider("ours, 12 megapixels", large, time_hero),
        Slider("Volumes, six maps of 128×128", volumes, time_hero, "Stride S"),
    ]
    for i in range(presses + 4):
        if i == 4:  # the first ones warm up the browser's and the server's caches
            for slider in sliders:
                slider.times.clear()
        for slider in sliders[1:3]:
            slider.vary("ArrowLeft" if i % 12 >= 6 else "ArrowRight")  # 2 … 8 … 2
        for slider in sliders:
            slider.time("ArrowLeft" if i % 2 else "ArrowRight")
    return sliders


def first_pictures(browser: Browser) -> dict[str, float]:
    """Seconds to an answering port and to the first picture, with an empty and a warm cache."""
    results = {}
    with tempfile.TemporaryDirectory() as cache:
        for state in ("empty", "warm"):
            first = first_picture(browser, cache, to_the_end=state == "empty")
            results[f"s to an answering port, {state} Numba cache"] = first.answering
            results[f"s to the first picture, {state} Numba cache"] = first.picture
    return results


def opening(browser: Browser, server: Server) -> float:
    """Median seconds from opening the page, as a new visitor, to its first picture."""
    seconds = []
    for _ in range(WARM_OPENINGS):
        page = _new_visitor(browser)
        start = time.perf_counter()
        page.goto(server.url)
        wait_painted(page)
        seconds.append(time.perf_counter() - start)
        page.context.close()
    return float(np.median(seconds))


def _open(browser: Browser, server: Server, path: str = "") -> Page:
    page = _new_visitor(browser)
    page.goto(server.url + path)
    return page


def _new_visitor(browser: Browser) -> Page:
    return browser.new_context(viewport=SCREEN).new_page()


def upload(page: Page, content: bytes) -> None:
    before = wait_painted(page)
    file = {"name": "photograph.jpg", "mimeType": "image/jpeg", "buffer": content}
    page.get_by_role("button", name="Use your own picture").click()
    page.locator("[data-testid='stFileUploader'] input[type=file]").set_input_files(file)
    wait_painted(page, before)
    page.keyboard.press("Escape")


def measure(presses: int) -> dict:
    """Run the whole benchmark; return its results by name."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        results = first_pictures(browser)
        with running_server() as ours, running_server(script=BARE) as bare:
            wait_painted(_open(browser, ours))
            wait_until_quiet(ours)
            results["s to the first picture, warm server"] = opening(browser, ours)
            sliders = follow_slider(browser, ours, bare, presses)
        browser.close()
    for slider in sliders:
        results[f"ms p50, {slider.name}"] = slider.percentile(50)
        results[f"ms p95, {slider.name}"] = slider.percentile(95)
    bare_times, small, large, _ = sliders
    results["p50 ratio, 512×512"] = small.percentile(50) / bare_times.percentile(50)
    results["p50 ratio, 12 megapixels"] = large.percentile(50) / bare_times.percentile(50)
    return results


def report(results: dict[str, float]) -> str:
    """Return the results as a table, with what they must reach."""
    lines = [f"{'':48}{'measured':>10}{'at most':>9}"]
    for name, value in results.items():
        limit = LIMITS.get(name)
        verdict = "" if limit is None else f"{limit:>9.1f}{'' if value <= limit else '  OVER'}"
        lines.append(f"{name:48}{value:>10.2f}{verdict}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results = measure(options.presses)
    print(report(results))
    if options.json:
        machine = {"platform": platform.platform(), "cores": os.cpu_count()}
        content = {"machine": machine, "presses": options.presses, "results": results}
        options.json.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""How soon all maps of another picture stand on the page "Look inside", beside a bare slider.

``python -m tests.benchmarks.look_inside [--pictures 20]``: real Chromium, a picture chosen from the
menu for each network that ships, and the slider of a bare Streamlit page pressed in turn.
"""

import argparse
import time

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from app.trained_networks import subjects
from engine import networks
from tests.benchmarks.first_picture import BARE, SCREEN
from tests.benchmarks.stopwatch import time_hero, time_image
from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import Server, running_server

THINKING = 0.25  # seconds between two choices
LIMIT = 1.5  # times the bare page's slider, p50
UNTIMED = 3  # choices that warm up caches


def choices(page: Page, network: str, count: int) -> list[float]:
    """Return milliseconds from choosing a picture to all maps, for so many pictures in turn."""
    titles = list(subjects.titles(network).values())
    times = []
    for number in range(count + UNTIMED):
        time.sleep(THINKING)
        page.get_by_role("combobox", name="Picture").focus()
        page.keyboard.type(titles[(number + 1) % len(titles)])
        times.append(time_hero(page, "Enter"))
    return times[UNTIMED:]


def presses(page: Page, count: int) -> list[float]:
    """Return milliseconds from pressing the bare page's slider to its picture."""
    times = []
    for number in range(count + UNTIMED):
        time.sleep(THINKING)
        page.locator("input[aria-label='Stride']").focus()
        times.append(time_image(page, "ArrowLeft" if number % 2 else "ArrowRight"))
    return times[UNTIMED:]


def measure(browser: Browser, ours: Server, bare: Server, count: int) -> dict[str, list[float]]:
    """Return the times of the bare page and of every network."""
    page = browser.new_page(viewport=SCREEN)
    page.goto(bare.url)
    page.wait_for_selector("[data-testid='stImage'] img")
    found = {"bare page": presses(page, count)}
    for name in networks.shipped():
        page = browser.new_page(viewport=SCREEN)
        page.goto(f"{ours.url}/look-inside?network={name}")
        wait_painted(page)
        found[name] = choices(page, name, count)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=20)
    count = parser.parse_args().pictures
    with (
        running_server() as ours,
        running_server(script=BARE) as bare,
        sync_playwright() as playwright,
    ):
        found = measure(launch(playwright), ours, bare, count)
    usual = float(np.median(found["bare page"]))
    for name, times in found.items():
        p50, p95 = np.percentile(times, [50, 95])
        print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, {p50 / usual:.2f} of the bare page's")
    print(f"The limit is {LIMIT}.")


if __name__ == "__main__":
    main()

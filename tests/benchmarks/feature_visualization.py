"""How soon a view shows a picture: ``python -m tests.benchmarks.feature_visualization``.

Each view of "Feature visualisation" is chosen in a new browser session, for each network that
ships and each time with another channel and picture, so that nothing is ready: seconds from the
click to the frame that shows the first picture. The aim is one second.
"""

import argparse

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from app.trained_networks import subjects
from engine import networks
from tests.browser.chromium import launch
from tests.browser.walks.controls import settle
from tests.browser.watch import PATIENCE
from tests.serving import running_server, wait_until_quiet

AIM = 1.0  # seconds
BOARD, PICTURES = ".picture-board .tile svg image", ".pixel-pictures figure image"
VIEWS = {  # what is chosen, from which view, and what it shows first
    "Top patches": ("view=maximisation&steps=10", BOARD),
    "Activation maximisation": ("", PICTURES),
    "Deep dream": ("", PICTURES),
    "Nearest pictures": ("view=maximisation&steps=10", BOARD),
}

MEASURE = """
([button, first]) => new Promise((done) => {
  const start = performance.now();
  const isDrawn = () => {
    const root = document.querySelector(first)?.closest(".convoscope");
    return root && root.dataset.frame && root.dataset.frame === root.dataset.painted;
  };
  const look = () => (isDrawn() ? done(performance.now() - start) : requestAnimationFrame(look));
  button.click();
  look();
})
"""


def measure(browser: Browser, url: str, network: str, label: str, number: int) -> float:
    """Return the seconds from choosing a view to its first picture."""
    begin, first = VIEWS[label]
    names = subjects.names(network)
    query = f"network={network}&channel={number}&picture={names[number % len(names)]}&{begin}"
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/feature-visualization?{query}")
    button = page.get_by_role("radio", name=label, exact=True)
    button.wait_for()
    settle(page)
    seconds = page.evaluate(MEASURE, [button.element_handle(), first]) / 1000
    page.context.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    count = parser.parse_args().times
    with running_server() as server, sync_playwright() as playwright:
        wait_until_quiet(server)
        browser = launch(playwright)
        print(f"{'network':18} {'view':24} median, s   most, s")
        for network in networks.shipped():
            for label in VIEWS:
                found = [measure(browser, server.url, network, label, n) for n in range(count)]
                print(
                    f"{network:18} {label:24} {np.median(found):9.2f}   {max(found):7.2f}",
                    flush=True,
                )
        browser.close()
    print(f"The aim is {AIM:g} s.")


if __name__ == "__main__":
    main()

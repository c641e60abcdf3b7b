"""How fast steppers follow the hand: ``python -m tests.benchmarks.stepper``.

The page "Step by step" on 12×12×4 with four filters of 3×3×4, "Back-propagation" on 8×8×4 with
four filters, ReLU and pooling, where each event also takes a finite difference, and both matrices
of "Convolution as matrices", about as large as they are shown: milliseconds of the component's own
work for an event (its listeners, start to end), and from the event to the frame that shows it.
"""

import statistics
from dataclasses import replace
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from app.back_propagation import actions as back_actions
from app.back_propagation.schema import BackState
from app.state import link
from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import running_server, wait_until_quiet

STEPPER = "/step-by-step?example=random&rows=12&columns=12&channels=4&filters=4&padding=1"

IM2COL = "/matrices?example=random&rows=9&columns=9&channels=4&filters=4"
SPARSE = "/matrices?view=sparse&example=random&rows=10&columns=10&channels=1&filters=1"


def chain() -> str:
    """The address of a chain as large as the page allows."""
    state = back_actions.set_filters(back_actions.set_channels(BackState().start(), 4), 4)
    state = replace(state, volume=((("1", "2", "0", "3") * 2,) * 8,) * 4, relu=True, pooling="max")
    return "/back-propagation?" + urlencode(link.write(replace(state, padding=1)))


PAGES = {
    "stepper": (STEPPER, ".maps"),
    "gradient-chain": (chain(), ".stages"),
    "matrix-product": (IM2COL, ""),
    "sparse-matrix": (SPARSE, ""),
}
EVENTS = 200

# A message is handled after the frame that the animation callback belongs to.
MEASURE = """
async ([component, steps, kind, events]) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  }));
  const cells = [...document.querySelectorAll(`.${component} .stage .cell rect`)];
  const root = document.querySelector(`.${component}`);
  const maps = steps ? root.querySelector(steps) : root;
  const own = [], shown = [];
  for (let i = 0; i < events; i += 1) {
    const target = kind === "step" ? maps : cells[(i * 97) % cells.length];
    const event = kind === "step"
      ? new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true })
      : new PointerEvent("pointerover", { bubbles: true });
    const start = performance.now();
    target.dispatchEvent(event);
    own.push(performance.now() - start);
    await painted();
    shown.push(performance.now() - start);
  }
  return [own, shown];
}
"""


def p50_p95(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20)
    return f"{statistics.median(times):6.1f} {cuts[18]:6.1f}"


def main() -> None:
    with running_server() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        print(f"{EVENTS} events each                      p50    p95 ms")
        for component, (address, steps) in PAGES.items():
            page.goto(server.url + address)
            wait_painted(page)
            wait_until_quiet(server)
            for kind in ("hover", "step"):
                own, shown = page.evaluate(MEASURE, [component, steps, kind, EVENTS])
                print(f"{component:15} {kind:5}, own work     {p50_p95(own)}")
                print(f"{component:15} {kind:5}, to paint     {p50_p95(shown)}")
        browser.close()


if __name__ == "__main__":
    main()

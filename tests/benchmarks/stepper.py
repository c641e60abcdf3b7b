"""How fast the stepper follows the hand: ``python -m tests.benchmarks.stepper``.

On 12×12×4 with four filters of 3×3×4: milliseconds of the component's own work for an event (its
listeners, start to end), and from the event to the frame that shows it.
"""

import statistics

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import running_server, wait_until_quiet

LARGEST = "/step-by-step?example=random&rows=12&columns=12&channels=4&filters=4&padding=1"
EVENTS = 200

# A message is handled after the frame that the animation callback belongs to.
MEASURE = """
async ([kind, events]) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  }));
  const cells = [...document.querySelectorAll(".stepper .cell rect")];
  const maps = document.querySelector(".stepper .maps");
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
        page.goto(server.url + LARGEST)
        wait_painted(page)
        wait_until_quiet(server)
        print(f"{EVENTS} events each      p50    p95 ms")
        for kind in ("hover", "step"):
            own, shown = page.evaluate(MEASURE, [kind, EVENTS])
            print(f"{kind}, own work     {p50_p95(own)}")
            print(f"{kind}, to paint     {p50_p95(shown)}")
        browser.close()


if __name__ == "__main__":
    main()

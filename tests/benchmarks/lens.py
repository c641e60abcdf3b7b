"""How fast the Kernel lab's lens follows the hand: ``python -m tests.benchmarks.lens``.

Milliseconds of the component's own work for a pointer event (its listeners, start to end), from the
event to the frame that shows it, and on a picture of 12 megapixels to the frame that shows its
numbers; WebSocket frames that were sent meanwhile.
"""

import io

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.page import upload
from tests.benchmarks.photograph import photograph
from tests.benchmarks.stepper import p50_p95
from tests.browser.chromium import launch
from tests.browser.watch import wait_painted
from tests.serving import Server, running_server, wait_until_quiet

HOVERS = 200
LARGE_KERNEL = "~".join(
    "_".join(str((7 * i + 3 * j) % 5 - 2) for j in range(15)) for i in range(15)
)

# A message is handled after the frame that the animation callback belongs to.
MEASURE = """
async ([hovers, pause]) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  }));
  const canvas = document.querySelector(".stage[data-stage=convolution] canvas");
  const lens = document.querySelector(".lens");
  const box = canvas.getBoundingClientRect();
  const [own, shown, numbers] = [[], [], []];
  for (let i = 0; i < hovers; i += 1) {
    const clientX = box.left + box.width * ((i * 0.618) % 1);
    const clientY = box.top + box.height * ((i * 0.287) % 1);
    const start = performance.now();
    canvas.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX, clientY }));
    own.push(performance.now() - start);
    await painted();
    shown.push(performance.now() - start);
    while (lens.dataset.ready !== "true") await painted();
    numbers.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, pause));
  }
  return [own, shown, numbers];
}
"""


def noisy(width: int, height: int) -> bytes:
    """A PNG in colour."""
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def opened(
    browser: Browser, server: Server, query: str, picture: bytes | None
) -> tuple[Page, list]:
    """The page with its picture, and the list of the WebSocket frames that it sends from now on."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    sent: list = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{server.url}/?{query}")
    wait_painted(page)
    if picture:
        upload(page, picture)
    page.wait_for_timeout(1000)
    sent.clear()
    return page, sent


def main() -> None:
    colour = f"colour=colour&kernel={LARGE_KERNEL}"
    cases = [
        ("512×512, 3×3", "", None, 0),
        ("1000×1000 in colour, 15×15", colour, noisy(1000, 1000), 0),
        ("12 megapixels, 3×3", "", photograph(), 20),
        ("12 megapixels in colour, 15×15", colour, photograph(), 20),
    ]
    with running_server() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        wait_painted_once(browser, server)
        wait_until_quiet(server)
        print(f"{HOVERS} hovers, ms p50 p95{'':8}own work        to paint         numbers  frames")
        for name, query, picture, pause in cases:
            page, sent = opened(browser, server, query, picture)
            times = page.evaluate(MEASURE, [HOVERS, pause])
            columns = "   ".join(p50_p95(column) for column in times)
            print(f"{name:31}{columns}   {len(sent):5}", flush=True)
            page.close()
        browser.close()


def wait_painted_once(browser: Browser, server: Server) -> None:
    """Have the server compile what the first page needs."""
    page = browser.new_page()
    page.goto(server.url)
    wait_painted(page)
    page.close()


if __name__ == "__main__":
    main()

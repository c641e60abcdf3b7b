"""The README's animated picture: ``python -m tests.browser.animation FILE.webp [URL]``.

A learner's minute in a few frames: a stride dragged in the Kernel lab and a pixel opened there,
windows stepped over in Step by step, a training run. Without the address of a running app, one is
started.
"""

import argparse
import io
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.watch import wait_painted, wait_still
from tests.serving import running_server

SCREEN = {"width": 1280, "height": 760}
QUALITY = 62

WAITING = "() => document.querySelector('.training-view')?.dataset.state === 'waiting'"

Frame = tuple[bytes, int]
"""A screenshot as PNG, and how long it is shown, in milliseconds."""


def kernel_lab(page: Page, url: str) -> Iterator[Frame]:
    """Drag the stride to 4 and back, then open a pixel of the response."""
    page.goto(f"{url}/?kernel=sobel_x&picture=camera")
    painted = wait_painted(page)
    wait_still(page)
    yield page.screenshot(), 1500
    stride = page.get_by_role("slider", name="Stride", exact=True)
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        stride.press(key)
        painted = wait_painted(page, painted)
        yield page.screenshot(), 450
    response = page.locator(".stage canvas").nth(1)
    box = response.bounding_box()
    assert box is not None
    for share in (0.42, 0.46, 0.5):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.35 * box["height"])
        wait_still(page)
        yield page.screenshot(), 900


def step_by_step(page: Page, url: str) -> Iterator[Frame]:
    """Step over nine windows as with a clicker."""
    page.goto(f"{url}/step-by-step?example=c")
    page.locator(".stepper svg").first.wait_for()
    wait_still(page)
    yield page.screenshot(), 900
    for _ in range(8):
        page.keyboard.press("PageDown")
        wait_still(page)
        yield page.screenshot(), 450


def training(page: Page, url: str) -> Iterator[Frame]:
    """Train on digits."""
    page.goto(f"{url}/training?batch=16&epochs=100")
    view = page.locator(".training-view")
    page.wait_for_function(WAITING, timeout=120_000)
    page.get_by_role("button", name="Run", exact=True).click()
    for _ in range(8):
        page.wait_for_function(
            "(before) => document.querySelector('.training-view .status')?.textContent !== before",
            arg=view.locator(".status").text_content(),
        )
        yield page.screenshot(), 350
    page.get_by_role("button", name="Pause", exact=True).click()
    yield page.screenshot(), 1500


def save(frames: list[Frame], file: Path) -> None:
    """Write the frames as an animated WebP that repeats for ever."""
    pictures = [Image.open(io.BytesIO(png)).convert("RGB") for png, _ in frames]
    pictures[0].save(
        file,
        save_all=True,
        append_images=pictures[1:],
        duration=[shown for _, shown in frames],
        loop=0,
        quality=QUALITY,
        method=6,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("url", nargs="?")
    options = parser.parse_args()
    running = nullcontext(SimpleNamespace(url=options.url)) if options.url else running_server()
    with running as server, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport=SCREEN)
        scenes = (kernel_lab, step_by_step, training)
        save([frame for scene in scenes for frame in scene(page, server.url)], options.file)
        browser.close()
    print(f"{options.file}: {options.file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

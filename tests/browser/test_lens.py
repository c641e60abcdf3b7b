"""The lens: every number of the Kernel lab's pictures opened, and equal to the engine's."""

import io
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import expect

from engine import filters
from engine.explain import pipeline
from engine.images import gallery, pictures
from tests.browser.axe import violations
from tests.browser.kernel_lab_page import KernelLab, address
from tests.browser.lens_page import Lens, expected

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SVG = "{http://www.w3.org/2000/svg}"
SOBEL = tuple(map(tuple, filters.get("sobel_x").tolist()))


def astronaut(colour: bool = False) -> NDArray[np.uint8]:
    pixels = gallery.load("astronaut").pixels
    return pixels if colour else pictures.to_grey(pixels)


def patterned(width: int, height: int) -> NDArray[np.uint8]:
    """A picture of many different windows, that a PNG packs well."""
    rows, columns = np.ogrid[:height, :width]
    return ((rows * 7 + columns * 3 + (rows * columns) // 997) % 256).astype(np.uint8)


def png(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def check(lens: Lens, result: pipeline.Result, cell: tuple[int, int]) -> None:
    """Every value in the lens is the engine's, to all digits that it writes."""
    assert lens.where() == cell
    for stage, values in expected(result, cell).items():
        np.testing.assert_allclose(lens.values()[stage], values, rtol=1e-6)


def test_hovering_opens_a_number_and_sends_nothing(open_page) -> None:
    lab = KernelLab(open_page())
    lens = Lens(lab)
    result = pipeline.run(astronaut(), pipeline.Settings(SOBEL))
    sent = []
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
    padded = np.pad(astronaut(), 1)
    for row, column in [
        (0, 0),
        (511, 511),
        (100, 240),
        (255, 0),
        *((50 + i, 9 * i) for i in range(20)),
    ]:
        lens.hover("convolution", (row, column))
        check(lens, result, (row, column))
        [(values, weights)] = lens.terms()
        np.testing.assert_array_equal(values, padded[row : row + 3, column : column + 3])
        np.testing.assert_array_equal(weights, SOBEL)
    assert sent == []
    lab.page.mouse.move(5, 5)
    expect(lens.panel).to_be_hidden()


def test_colour_stride_dilation_mirrored_padding_and_a_turned_kernel(open_page) -> None:
    settings = {"colour": "colour", "kernel": "1_2_0~-1_1/4_0~3_0_-2", "flip": "yes"}
    settings |= {"stride": "2_3", "dilation": "3_1", "mode": "reflect", "activation": "none"}
    lab = KernelLab(open_page(address(settings)))
    lens = Lens(lab)
    kernel = ((1, 2, 0), (-1, 0.25, 0), (3, 0, -2))
    chosen = pipeline.Settings(
        kernel, True, (2, 3), mode="reflect", dilation=(3, 1), activation="none"
    )
    picture = astronaut(colour=True)
    result = pipeline.run(picture, chosen)
    padded = np.pad(picture, ((3, 3), (1, 1), (0, 0)), mode="reflect")
    for row, column in [(0, 0), (255, 170), (100, 50)]:
        lens.click("convolution", (row, column))
        check(lens, result, (row, column))
        window = padded[2 * row : 2 * row + 7 : 3, 3 * column : 3 * column + 3]
        for channel, (values, _) in enumerate(lens.terms()):
            np.testing.assert_array_equal(values, window[:, :, channel])
        total = result.stages[0].values[row, column].sum()
        text = lens.panel.locator(".together").inner_text()
        assert float(text.split("= ")[-1].rstrip(".").replace("−", "-")) == pytest.approx(total)
        lab.press("Escape")
        expect(lab.page.locator(".pinned")).to_have_count(0)


def test_the_lens_on_a_shifted_picture(open_page) -> None:
    lab = KernelLab(open_page(address({"shift": "-2_5"})))
    lens = Lens(lab)
    result = pipeline.run(np.roll(astronaut(), (-2, 5), (0, 1)), pipeline.Settings(SOBEL))
    for cell in ((0, 0), (100, 3), (511, 300)):
        lens.hover("convolution", cell)
        check(lens, result, cell)


def test_a_click_keeps_the_lens_while_settings_change_and_escape_lets_go(open_page) -> None:
    lab = KernelLab(open_page())
    lens = Lens(lab)
    lens.click("activation", (200, 300))
    lens.hover("convolution", (10, 10))
    assert lens.where() == (200, 300)
    lab.slide("Stride", 1)
    result = pipeline.run(astronaut(), pipeline.Settings(SOBEL, stride=(2, 2)))
    check(lens, result, (200, 255))  # there is no column 300 any more
    lens.panel.get_by_role("button", name="Left").click()
    check(lens, result, (200, 254))
    lens.panel.get_by_role("button", name="Release").click()
    expect(lens.panel).to_be_hidden()
    lens.hover("pooling", (100, 60))
    assert lens.where() == (100, 60)
    pooled = result.stages[2].values[100, 60]
    assert lens.values()["pooling"] == lens.values()["activation"] == [pooled]  # the one that won


def test_the_figure_holds_the_pictures_and_the_numbers_of_the_lens(open_page, tmp_path) -> None:
    lab = KernelLab(open_page(address({"colour": "colour", "stride": "2"})))
    lens = Lens(lab)

    def saved(kind: str) -> tuple[str, Path]:
        with lab.page.expect_download() as waiting:
            lab.page.get_by_role("button", name=kind, exact=True).click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        return file.name, file

    name, file = saved("SVG")
    assert name == "kernel-lab.svg"
    shapes = ElementTree.parse(file)
    assert len(shapes.findall(f"{SVG}image")) == 2 * 4  # four stages, each with its colours
    lens.click("convolution", (100, 60))
    name, file = saved("SVG")
    assert name == "convolution-100-60.svg"
    texts = [text.text for text in ElementTree.parse(file).iter(f"{SVG}text")]
    [window] = [text for text in texts if text.startswith("Convolution at row 100, column 60")]
    assert "rows 199…201" in window
    result = pipeline.run(astronaut(colour=True), pipeline.Settings(SOBEL, stride=(2, 2)))
    for total in result.stages[0].values[100, 60]:
        assert f"Σ = {total:g}".replace("-", "−") in texts
    assert "Green: window" in texts
    with Image.open(saved("PNG")[1]) as picture:
        assert picture.width >= 2390


def test_by_keyboard_alone_down_to_the_numbers_of_the_pixels(open_page) -> None:
    lab = KernelLab(open_page())
    lens = Lens(lab)
    lab.page.get_by_role("button", name="Zoom in").focus()
    lab.press(*["Shift+Tab"] * 2)
    assert lens.where() == (256, 256)
    lab.press("ArrowRight", "Shift+ArrowDown", "ArrowLeft", "ArrowUp")
    result = pipeline.run(astronaut(), pipeline.Settings(SOBEL))
    check(lens, result, (265, 256))
    text = lab.page.locator(".pipeline-view .spoken").inner_text()
    assert text.startswith("ReLU at row 265, column 256")
    before = lab.page.evaluate("() => document.activeElement.outerHTML")
    lab.press("Tab", "Shift+Tab")  # nothing in the lens is in the way until it is kept
    assert lab.page.evaluate("() => document.activeElement.outerHTML") == before
    lab.press("Enter", *"++++++++")
    assert lab.page.locator(".zoom-level").inner_text() == "64×"
    lab.press(*["ArrowUp"] * 30)
    check(lens, result, (235, 256))
    ring = lab.page.locator(".stage[data-stage=activation] .marks .here").bounding_box()
    view = lens.canvas("activation").bounding_box()
    assert view["x"] <= ring["x"] <= view["x"] + view["width"]
    assert view["y"] <= ring["y"] <= view["y"] + view["height"]
    lab.press("Escape")
    expect(lens.panel).to_be_hidden()
    assert lens.canvas("activation").evaluate("canvas => canvas === document.activeElement")


def test_the_wheel_scrolls_the_page_until_the_lens_is_kept(open_page) -> None:
    lab = KernelLab(open_page())
    lens = Lens(lab)
    level = lab.page.locator(".zoom-level")
    lens.hover("convolution", (100, 100))
    lab.page.mouse.wheel(0, -100)
    assert level.inner_text() == "1×"
    lens.click("convolution", (100, 100))
    lab.page.mouse.wheel(0, -100)
    lab.page.wait_for_function("() => document.querySelector('.zoom-level').textContent === '2×'")
    assert lens.where() == (100, 100)


def test_a_finger_on_a_phone(open_page) -> None:
    lab = KernelLab(open_page(viewport=PHONE, touch=True))
    lens = Lens(lab)
    lens.tap("convolution", (100, 240))
    result = pipeline.run(astronaut(), pipeline.Settings(SOBEL))
    row, column = lens.where()
    assert abs(row - 100) <= 2
    assert abs(column - 240) <= 2
    check(lens, result, (row, column))
    assert lab.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(lab.page) == []


@pytest.mark.parametrize("size", [(1000, 900), (4000, 3000)], ids=["1 megapixel", "12 megapixels"])
def test_a_picture_that_the_browser_holds_reduced(open_page, size: tuple[int, int]) -> None:
    large = "~".join("_".join(str((7 * i + 3 * j) % 5 - 2) for j in range(15)) for i in range(15))
    lab = KernelLab(open_page(address({"kernel": large, "mode": "wrap"})))
    lens = Lens(lab)
    picture = patterned(*size)
    lab.own_picture()
    lab.upload("pattern.png", png(np.dstack([picture] * 3)))
    lab.follow()
    lab.close_own_picture()
    kernel = tuple(tuple((7 * i + 3 * j) % 5 - 2 for j in range(15)) for i in range(15))
    result = pipeline.run(
        pictures.to_grey(np.dstack([picture] * 3)), pipeline.Settings(kernel, mode="wrap")
    )
    for row, column in [(0, 0), (size[1] - 1, size[0] - 1), (size[1] // 3, size[0] // 2)]:
        lens.hover("convolution", (row, column))
        check(lens, result, lens.where())
        assert abs(lens.where()[0] - row) <= size[1] // 100
    lens.click("convolution", lens.where())
    assert "the mean of" in lens.panel.inner_text()
    for _ in range(12):
        lab.press("+")
    lab.page.wait_for_function("() => !document.querySelector('.lens .reduced').textContent")
    check(lens, result, lens.where())

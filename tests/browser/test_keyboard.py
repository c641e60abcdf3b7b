"""The Kernel lab by keyboard alone: everything can be reached, worked and left again."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from engine import filter_image, filters
from engine.images import gallery, pictures
from tests.browser.kernel_lab_page import KernelLab

pytestmark = pytest.mark.browser

IN_ORDER = [
    "Copy link",
    "Download",
    "Zoom in",
    "Picture",
    "Grey",
    "Use your own picture",
    "Shift the picture right",
    "Shift the picture down",
    "Filter",
    *(f"row {row}, column {column}" for row in (0, 1, 2) for column in (0, 1, 2)),
    "Rows",
    "Columns",
    "Normalise",
    "Zero-sum",
    "Rotate 90°",
    "Rotate 180°",
    "Stride",
    "Dilation",
    "Valid",
    "Padding mode",
    "Separate vertical/horizontal",
    "True convolution",
    "ReLU",
    "Max",
    "Pooling size",
    "Pooling stride",
    "Colour scale",
    "Kernel surface and frequency response",
    "Show me the code",
    "Why hand-design the filter? Let a network learn it",
]

LAST_CELL = "row 2, column 2"

# The name of what has the focus, as a screen reader says it; null where nothing has it.
FOCUSED = """
() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  if (element.tagName === "MAIN") return "the page, to scroll it";
  const text = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent
    ?? element.querySelector("p")?.textContent ?? element.textContent;
  return text.trim();
}
"""

# Whether one of our own components has the focus and does not show it.
OURS_UNMARKED = """
() => {
  const element = document.activeElement;
  const ours = element.closest(".copy-link, .pipeline-view, .kernel-grid, .slider-panel");
  return ours !== null && getComputedStyle(element).outlineStyle === "none";
}
"""


def opened(open_page) -> KernelLab:
    lab = KernelLab(open_page())
    for role, name in (("button", "Copy link"), ("slider", "Stride"), ("textbox", LAST_CELL)):
        lab.page.get_by_role(role, name=name, exact=True).wait_for()
    lab.menu("Colour scale").wait_for()
    lab.page.get_by_text(IN_ORDER[-1]).wait_for()
    return lab


def focused(lab: KernelLab) -> str | None:
    return lab.page.evaluate(FOCUSED)


def test_tab_reaches_every_control_in_the_order_of_reading(open_page) -> None:
    lab = opened(open_page)
    reached, unseen = [], []
    for _ in range(100):
        lab.press("Tab")
        name = focused(lab)
        if name is None:
            break
        reached.append(name)
        if lab.page.evaluate(OURS_UNMARKED):
            unseen.append(name)
    assert [name for name in reached if name in IN_ORDER] == IN_ORDER
    assert unseen == []
    for name in reversed(IN_ORDER[-3:]):  # and back again
        lab.press("Shift+Tab")
        assert focused(lab) == name


def test_arrows_go_from_cell_to_cell_and_stay_in_a_text(open_page) -> None:
    lab = opened(open_page)
    lab.focus("row 0, column 0")
    for key, cell in (
        ("ArrowRight", "row 0, column 1"),
        ("ArrowDown", "row 1, column 1"),
        ("ArrowLeft", "row 1, column 0"),
        ("ArrowLeft", "row 1, column 0"),  # the border
        ("ArrowUp", "row 0, column 0"),
        ("ArrowUp", "row 0, column 0"),
        ("Enter", "row 1, column 0"),
    ):
        lab.press(key)
        assert focused(lab) == cell
    lab.press("1", "2", "ArrowLeft", ".", "ArrowLeft", "ArrowLeft", "Home", "-")
    assert focused(lab) == "row 1, column 0"
    lab.press("Enter")
    assert focused(lab) == "row 2, column 0"
    lab.page.wait_for_url("**/?kernel=-1_0_1~-1.2_0_2~-1_0_1")
    assert lab.cells()[3] == "-1.2"


def test_zooming_and_panning(open_page) -> None:
    lab = opened(open_page)
    whole = {stage: lab.canvas(stage) for stage in ("picture", "convolution")}
    half = lab.canvas("pooling")
    zoom_in = lab.page.get_by_role("button", name="Zoom in")
    zoom_in.focus()
    lab.press("Enter", "Space")
    assert lab.page.locator(".zoom-level").inner_text() == "4×"
    lab.press("Shift+Tab", "Shift+Tab")
    assert focused(lab).startswith("Max pooling")
    for _ in range(3):
        lab.press("Shift+ArrowRight")
    # 512/4 pixels are seen around the middle of the lens, pooling cell 128 + 3·10, which left the
    # middle of what was seen before: pixel 2·158.5 = 317.
    left, top = 317 - 64, 256 - 64
    for stage, pixels in whole.items():
        np.testing.assert_array_equal(
            lab.canvas(stage), pixels[top : top + 128, left : left + 128], err_msg=stage
        )
    np.testing.assert_array_equal(
        lab.canvas("pooling"), half[top // 2 : top // 2 + 64, 158 - 31 : 158 + 33]
    )
    for _ in range(20):  # it stops at the border
        lab.press("Shift+ArrowRight")
    np.testing.assert_array_equal(lab.canvas("picture"), whole["picture"][top : top + 128, -128:])
    rendering = "canvas => getComputedStyle(canvas).imageRendering"
    assert lab.page.locator("canvas").first.evaluate(rendering) == "pixelated"
    lab.press("Tab")
    assert focused(lab) == "Zoom out"
    lab.press("Enter", "Enter")
    np.testing.assert_array_equal(lab.canvas("picture"), whole["picture"])
    lab.press("Tab")
    assert focused(lab) == "Zoom in"


def test_a_stage_is_downloaded_as_it_is_shown_and_as_numbers(open_page) -> None:
    lab = opened(open_page)
    lab.page.get_by_role("button", name="Download").focus()
    lab.press("Enter")
    stage = lab.page.get_by_role("combobox", name="Stage")
    stage.wait_for()
    stage.focus()
    lab.press("ArrowDown")
    lab.page.get_by_role("option", name="Convolution").wait_for()
    stage.fill("Conv")
    expect(lab.page.get_by_role("option")).to_have_text(["Convolution"])
    lab.press("Enter")
    lab.page.get_by_role("button", name="Convolution.npy, raw values").wait_for()
    lab.at_rest()
    files = {}
    for button in ("Convolution.png, as displayed", "Convolution.npy, raw values"):
        lab.page.get_by_role("button", name=button).focus()
        with lab.page.expect_download() as download:
            lab.press("Enter")
        files[download.value.suggested_filename] = download.value.path().read_bytes()
    shown = np.asarray(Image.open(io.BytesIO(files["convolution.png"])))
    np.testing.assert_array_equal(shown, lab.canvas("convolution"))
    values = np.load(io.BytesIO(files["convolution.npy"]))
    picture = pictures.to_grey(gallery.load("astronaut").pixels)
    np.testing.assert_array_equal(values, filter_image(picture, filters.get("sobel_x")))
    lab.press("Escape")
    expect(stage).to_be_hidden()
    expect(lab.page.get_by_role("button", name="Download", exact=True)).to_be_focused()


def test_switches_menus_and_the_code_by_keys(open_page) -> None:
    lab = opened(open_page)
    lab.page.get_by_role("switch", name="True convolution").focus()
    lab.press("Space")
    lab.follow()
    assert lab.settings() == "flip=yes"
    lab.menu("Filter").focus()
    lab.press("ArrowDown")
    lab.page.get_by_role("option", name="Sharpen", exact=True).wait_for()
    lab.page.keyboard.type("Sharpen")
    expect(lab.page.get_by_role("option").first).to_have_text("Sharpen")
    lab.press("Enter")
    lab.follow()
    assert lab.settings() == "kernel=sharpen&flip=yes"
    expect(lab.menu("Filter")).to_be_focused()
    lab.page.locator("summary", has_text="Show me the code").focus()
    lab.press("Enter")
    code = lab.page.get_by_test_id("stCode").first
    expect(code).to_contain_text("kernel = kernel[::-1, ::-1]")
    expect(code).to_contain_text("[-1, 5, -1]")
    expect(code).not_to_contain_text("[::3, ::3]")
    lab.slide("Stride", 2)
    expect(code).to_contain_text("[::3, ::3]")  # what lies open follows

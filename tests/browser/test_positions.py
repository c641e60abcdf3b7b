"""A copied link carries the lesson as prepared: where the components of a page stand, too."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.watch import assert_nothing_sent, frames_from_now_on, wait_settled

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}

# What a component shows, but not what it said last: texts, controls, marks, pixels of its pictures.
SHOWN = """
(root) => {
  const pixels = (canvas) => canvas.width * canvas.height > 0 && canvas.toDataURL();
  const texts = ({ children, innerText, className }) =>
    /spoken|verdict/.test(className) ? "" : children.length === 0 ? innerText ?? ""
      : [...children].map(texts).join(" ");
  const every = (selector, read) => [...root.querySelectorAll(selector)].map(read);
  return {
    text: texts(root).replace(/\\s+/g, " "),
    controls: every("input, select", (each) => `${each.value} ${each.checked}`),
    marks: every(".cell", (cell, i) => `${i} ${cell.getAttribute("class")}`)
      .filter((text) => /current|tap|winner/.test(text)),
    boxes: every(".marks div", (mark) => `${mark.className} ${mark.style.cssText}`),
    pictures: every("canvas", pixels),
  };
}
"""


def shown(page, root: str) -> dict:
    page.mouse.move(2, 2)
    page.evaluate("document.activeElement.blur()")
    return page.locator(root).evaluate(SHOWN)


def copied(page) -> str:
    """Press Copy link, and return what is in the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").get_by_text("Copied.").wait_for()
    return page.evaluate("() => navigator.clipboard.readText()")


def positions(link: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(link).query).items()}


def cell(grid: str, row: int, column: int) -> str:
    return f"[data-grid={grid}] .cell[data-row='{row}'][data-column='{column}']"


def predict(page) -> None:
    page.get_by_label("Predict first").check()
    page.locator("select.style").select_option("fraction")
    page.locator("select.speed").select_option("faster")
    page.keyboard.press("Escape")
    page.locator(".maps").focus()
    for _ in range(4):
        page.keyboard.press("PageDown")
    page.get_by_role("button", name="Show it").click()


def step_and_pin(page) -> None:
    page.locator(cell("output2", 1, 1)).click()
    page.locator(cell("input1", 2, 3)).click()


def pin_weight(page) -> None:
    page.locator(cell("output3", 0, 1)).click()
    page.locator(cell("kernel2", 1, 1)).click()


def step_back(page) -> None:
    page.locator(".maps").focus()
    for key in ("PageDown", "PageDown", "PageUp"):
        page.keyboard.press(key)


def choose(grid: str, row: int, column: int) -> Callable:
    return lambda page: page.locator(cell(grid, row, column)).click()


def choose_class(page) -> None:
    page.get_by_role("button", name="Show the scores of class 5").click()


def point_at_window(page) -> None:
    page.locator("[data-window='2']").hover()


def zoom_and_pin(page) -> None:
    canvas = page.locator(".stage[data-stage=convolution] canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": 0.61 * box["width"], "y": 0.27 * box["height"]})
    for key in ("+", "+", "+", "ArrowRight", "ArrowDown", "ArrowDown"):
        canvas.press(key)


def pin_cell(page) -> None:
    for key in ("ArrowLeft", "Enter"):
        page.locator(".heat-map svg").first.press(key)


def open_map(page) -> None:
    page.locator(".network-maps .strip").focus()
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.locator(".network-maps .large").press("ArrowLeft")
    page.get_by_role("radio", name="each map").check()


def open_blue(page) -> None:
    canvas = page.locator(".stage[data-stage=pooling] canvas")
    canvas.press("Enter")
    page.get_by_role("group", name="Channel").get_by_role("button", name="Blue").click()


STEPS, LAB = ".stepper", ".pipeline-view"
PREPARED = {
    "predict": (
        *("step-by-step", "example=c", STEPS, predict),
        {"step": "3", "shown": "3", "predict": "yes", "numbers": "fraction", "speed": "400"},
    ),
    "input": (
        *("step-by-step", "example=volume", STEPS, step_and_pin),
        {"step": "38", "shown": "64", "at": "input1_2_3_2"},
    ),
    "weight": (
        *("step-by-step", "example=volume", STEPS, pin_weight),
        {"step": "50", "shown": "64", "at": "kernel2_1_1_3"},
    ),
    "neuron": (
        *("step-by-step", "example=volume&view=neurons", ".receptive-field"),
        *(choose("panel0map3", 2, 1), {"at": "panel0map3_2_1"}),
    ),
    "column": (
        *("step-by-step", "view=matrix", ".matrix-product"),
        *(choose("columns", 4, 3), {"step": "4", "shown": "9", "at": "columns_4_3"}),
    ),
    "entry": (
        *("matrices", "view=sparse", ".sparse-matrix"),
        *(choose("matrix", 4, 7), {"step": "5", "shown": "9", "at": "matrix_4_7"}),
    ),
    "score": (
        *("matrices", "view=fc", ".class-map"),
        *(choose("scores", 1, 2), {"step": "6", "shown": "9", "at": "scores_1_2"}),
    ),
    "class": (
        *("matrices", "view=fc", ".class-map", choose_class),
        {"at": "class_5"},
    ),
    "gradient": (
        *("back-propagation", "example=channels", ".gradient-chain"),
        *(choose("gx1", 2, 1), {"step": None, "shown": None, "at": "gx1_2_1"}),
    ),
    "jacobian": (
        *("back-propagation", "view=jacobians", ".jacobians"),
        *(choose("ow", 1, 2), {"step": "14", "shown": "21", "at": "ow_1_2"}),
    ),
    "axis": ("output-size", "stride=1", ".size-axis", point_at_window, {"window": "2"}),
    "lens": (
        "",
        "kernel=prewitt_y",
        LAB,
        zoom_and_pin,
        {"zoom": "8", "lens": None, "centre": None},
    ),
    "heat map": ("where-it-looks", "", ".heat-map", pin_cell, {"cell": None}),
    "feature map": (
        *("look-inside", "", ".network-maps", open_map),
        {"opened": None, "range": "map"},
    ),
    "channel": (
        *("", "colour=colour", LAB, open_blue),
        {"lens": "pooling_128_128", "lens_channel": "2"},
    ),
    "volume": ("volumes", "", STEPS, step_back, {"step": "14"}),
}


@pytest.mark.parametrize("name", PREPARED)
def test_a_copied_link_opens_what_was_prepared(open_lesson, name: str) -> None:
    path, query, root, prepare, told = PREPARED[name]
    options = {"viewport": PHONE} if name == "channel" else {}
    page = open_lesson(path, query, **options)
    untouched = page.url
    prepare(page)
    link = copied(page)
    added = {key: text for key, text in positions(link).items() if key not in parse_qs(query)}
    assert added.keys() == told.keys()
    assert {**added, **{key: text for key, text in told.items() if text}} == added
    other = open_lesson(path, urlsplit(link).query, **options)
    assert other.get_by_test_id("stAlert").count() == 0
    if root == LAB:
        other.wait_for_selector(".pinned .lens[data-ready=true]")
    assert shown(other, root) == shown(page, root)
    assert copied(other) == link
    assert link != untouched


def test_steps_reach_the_address_and_not_the_server(open_lesson) -> None:
    page = open_lesson("step-by-step", "example=volume")
    frames = frames_from_now_on(page)
    page.locator(".maps").focus()
    for _ in range(6):
        page.keyboard.press("PageDown")
    page.wait_for_url("**/step-by-step?example=volume&step=7")
    page.keyboard.press("Home")
    page.wait_for_url("**/step-by-step?example=volume&shown=1")
    assert_nothing_sent(page, frames)


def test_reload_back_and_forward_lead_to_the_same_step(open_lesson) -> None:
    page = open_lesson("step-by-step", "stride=2&predict=yes&step=3")
    heading = page.locator(".board .what")
    expect(heading).to_have_text("Output [1, 0], step 3 of 4")
    page.locator(".maps").focus()
    for _ in range(2):  # the answer, then the next step
        page.keyboard.press("PageDown")
    page.wait_for_url("**step=4**")
    page.reload()
    wait_settled(page)
    expect(heading).to_have_text("Output [1, 1], step 4 of 4")
    before = wait_settled(page)
    page.get_by_role("slider", name="Stride S", exact=True).press("ArrowLeft")
    wait_settled(page, before)
    page.wait_for_url(re.compile(r"\?predict=yes$"))  # another output begins at its first cell
    page.go_back()
    page.wait_for_url("**stride=2**step=4**")
    expect(heading).to_have_text("Output [1, 1], step 4 of 4")
    expect(page.locator(".maps .cell.current .value")).to_have_text("?")
    page.go_forward()
    expect(heading).to_have_text("Output [0, 0], step 1 of 9")


def test_positions_that_are_not_there_are_put_right(open_lesson) -> None:
    page = open_lesson("step-by-step", "step=99&shown=5000&at=input7_1_1")
    expect(page.locator(".board .what")).to_have_text("Output [2, 2], step 9 of 9")
    page.wait_for_url(re.compile(r"\?step=9$"))
    page = open_lesson("step-by-step", "view=matrix&at=inputs_0_0")
    page.wait_for_url(re.compile(r"\?view=matrix$"))


def test_the_smaller_map_of_two_kernels_does_not_move_the_lens_of_a_link(open_lesson) -> None:
    query = "kernel_b=gaussian_5x5&picture=small_numbers&padding=valid&lens=convolution_3_3"
    page = open_lesson("", query)
    where = page.locator(".pinned .lens .where")
    expect(where).to_have_count(2)
    texts = where.all_inner_texts()
    places = [re.search(r"at row (\d+), column (\d+)", text).groups() for text in texts]
    assert places == [("3", "3"), ("1", "1")]
    assert positions(copied(page))["lens"] == "convolution_3_3"


def test_two_kernels_look_at_the_same_place(open_lesson) -> None:
    page = open_lesson("", "kernel_b=laplacian&picture=small_numbers")
    titles = page.locator(".stage[data-stage=convolution] h2")
    assert titles.all_inner_texts() == ["A: Sobel x", "B: Laplacian"]
    page.locator(".stage[data-stage=convolution] canvas").nth(1).click()
    where = page.locator(".pinned .lens .where")
    assert where.count() == 2
    places = {re.search(r"at (row \d+, column \d+)", text)[1] for text in where.all_inner_texts()}
    assert len(places) == 1
    link = copied(page)
    assert positions(link).keys() == {"kernel_b", "picture", "lens"}
    other = open_lesson("", urlsplit(link).query)
    assert other.locator(".pinned .lens .where").all_inner_texts() == where.all_inner_texts()
    before = page.locator(".pipeline-view").first.get_attribute("data-frame")
    page.get_by_role("button", name="Swap A and B").click()
    wait_settled(page, before)
    assert titles.all_inner_texts() == ["A: Laplacian", "B: Sobel x"]

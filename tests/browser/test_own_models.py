"""The learner's own model in the browser: given, named, refused in words, used on three pages."""

import pytest
from playwright.sync_api import expect

from tests.app.trained_networks import models
from tests.browser.axe import PHONE, violations
from tests.browser.walks.controls import do, settle
from tests.browser.watch import cut_off

pytestmark = pytest.mark.browser

NAMES = ("cat", "dog", "hen", "owl")
UNKNOWN = models.written(
    [("Conv", ["x", "w"], ["y"], {}), ("Einsum", ["y"], ["z"], {"equation": "bchw->bc"})],
    {"x": ("N", *models.SMALL)},
    {"z": ("N", 5)},
    w=models.weights(5, 3, 3, 3),
)
DAMAGED = "the file is damaged, cut off or no ONNX model."
REFUSED = {
    "picture.onnx": (b"\x89PNG\r\n\x1a\n" + bytes(500), DAMAGED),
    "cut.onnx": (models.small_file()[:700], DAMAGED),
    "new.onnx": (UNKNOWN, "node 'Einsum_z' (Einsum): this operator is not computed here."),
}


@pytest.fixture
def open_where(open_lesson):
    def open_where(query: str = "network=lenet_digits", **options):
        return open_lesson("where-it-looks", query, wait=settle, **options)

    return open_where


def box(page):
    return page.get_by_test_id("stPopoverBody")


def open_box(page) -> None:
    """Open it with the keyboard, and stand on the uploader of the model's file."""
    page.get_by_role("button", name="Use your own model").focus()
    page.keyboard.press("Enter")
    expect(box(page)).to_be_visible()
    settle(page)
    box(page).get_by_role("button", name="Upload").first.focus()


def give(page, content: bytes, name: str = "mine.onnx", uploader: int = 0) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    box(page).locator("input[type=file]").nth(uploader).set_input_files(file)
    expect(box(page).get_by_text(name, exact=True).first).to_be_visible()
    settle(page)


def predicted(page):
    return page.get_by_text("Predicted “")


def test_a_model_is_given_named_and_set_and_all_three_pages_use_it(open_where) -> None:
    page = open_where()
    open_box(page)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    file = {"name": "mine.onnx", "mimeType": "", "buffer": models.small_file()}
    chooser.value.set_files(file)
    told = "mine.onnx: colour pictures of 16×16 pixels, 4 classes."
    expect(box(page).get_by_text(told)).to_be_visible()
    expect(predicted(page)).to_contain_text("Predicted “class")
    give(page, "\n".join(NAMES).encode(), "names.txt", 1)
    typed = box(page).get_by_role("textbox", name="Class names, one a line")
    expect(typed).to_have_value("\n".join(NAMES))
    expect(predicted(page)).not_to_contain_text("“class")
    typed.fill("\n".join(name.upper() for name in NAMES))
    typed.press("Control+Enter")
    settle(page)
    said = predicted(page).inner_text()
    assert any(f"“{name.upper()}”" in said for name in NAMES)
    typed.fill("cat\ndog")
    typed.press("Control+Enter")
    alert = box(page).get_by_role("alert")
    expect(alert).to_have_text(
        "There are 2 class names, and the model has 4 outputs; it needs one name a line for each"
        " of them."
    )
    expect(typed).to_have_value("cat\ndog")
    box(page).get_by_role("combobox", name="Normalisation").click()
    page.get_by_role("option", name="0 … 255: unchanged").click()
    expect(alert).to_have_count(0)
    settle(page)
    assert predicted(page).inner_text() != said
    page.keyboard.press("Escape")
    expect(box(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Use your own model")).to_be_focused()
    for name, shows in (("Look inside", ".network-maps"), ("Feature visualisation", ".tile")):
        do(page, ("elsewhere", name))
        expect(page.locator(shows).first).to_be_visible()
        settle(page)
        menu = page.get_by_role("combobox", name="Network")
        expect(menu).to_have_value("Your model: mine.onnx")
        expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".picture-board .what")).to_contain_text(" in ")


def test_what_cannot_be_used_is_said_by_the_control_and_the_model_stays(open_where) -> None:
    page = open_where()
    open_box(page)
    give(page, models.open_size_file(), "open.onnx")
    expect(box(page).get_by_text("colour pictures of 224×224 pixels")).to_be_visible()
    side = box(page).get_by_role("spinbutton", name="Width and height of the input")
    side.fill("32")
    side.press("Enter")
    told = box(page).get_by_text("open.onnx: colour pictures of 32×32 pixels, 5 classes.")
    expect(told).to_be_visible()
    for name, (content, said) in REFUSED.items():
        give(page, content, name)
        alert = box(page).get_by_role("alert")
        expect(alert).to_contain_text(f"“{name}” cannot be used: ")
        expect(alert).to_contain_text(said)
        expect(told).to_be_visible()


def test_the_open_box_is_for_everyone(open_where) -> None:
    page = open_where()
    open_box(page)
    give(page, models.small_file())
    found = []
    for viewport in (None, PHONE):
        if viewport:
            page.set_viewport_size(viewport)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            settle(page)
            found += [f"{viewport}, {colours}: {sentence}" for sentence in violations(page)]
    assert found == []
    page.emulate_media(forced_colors="active")  # which take the shadow that sets the box off
    style = "(box) => getComputedStyle(box).borderTopStyle"
    assert box(page).evaluate(style) == "solid"
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    assert cut_off(page, "[data-testid=stPopoverBody]") == []

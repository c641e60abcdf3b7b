"""The page "Why convolution" in the browser: its views, its experiments, for everyone."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import violations_on_screens
from tests.browser.walks.controls import settle

pytestmark = pytest.mark.browser

VIEWS = (
    "weights",
    "filters",
    "channels",
    "channels&kind=pointwise",
    "twins",
    "twins&experiment=shuffled",
)
PIECES = "() => document.querySelector('.run-bar').requests.piece"


@pytest.fixture
def open_why(open_lesson):
    def open_why(query: str = "", **options):
        return open_lesson("why-convolution", query, wait=settle, **options)

    return open_why


def bars(page) -> list[str]:
    """The texts of the parameters that fall."""
    return page.locator(".diagram svg").nth(1).locator("text").all_text_contents()


def test_weights_grow_with_the_slider_and_the_link_keeps_them(open_why) -> None:
    page = open_why()
    expect(page.locator(".why-facts")).to_contain_text("32·32·3 = 3,072 weights")
    page.get_by_role("slider", name=re.compile("Image size")).press("End")
    page.wait_for_url(re.compile("size=1000"))
    settle(page)
    expect(page.locator(".why-facts")).to_contain_text("1000·1000·3 = 3,000,000 weights")
    assert "Shared weights: 5·5·3 + 1" in bars(page)
    page.get_by_role("button", name="200×200×3: 120,000").click()
    page.wait_for_url(re.compile("size=200"))
    settle(page)
    fresh = open_why("size=200")
    assert bars(fresh) == bars(page)
    assert fresh.locator(".why-facts").inner_text() == page.locator(".why-facts").inner_text()


def test_connections_are_switched_on_one_after_the_other_by_keyboard(open_why) -> None:
    page = open_why()
    filled = page.locator(".diagram svg").nth(1).locator("rect.filled")
    expect(filled).to_have_count(1)
    page.get_by_role("radio", name="Fully connected").focus()
    for count in (2, 3):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(filled).to_have_count(count)
    drawing = page.locator(".diagram svg").first
    assert "all with the same weights" in drawing.get_attribute("aria-label")


def test_a_drawing_is_saved_with_its_picture(open_why, tmp_path) -> None:
    page = open_why("stage=local")
    drawing = page.locator(".diagram").first
    files = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as download:
            drawing.get_by_role("button", name=kind).click()
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])
    assert files["SVG"].name == "neurons-32×32-local.svg"
    saved = files["SVG"].read_text(encoding="utf-8")
    assert "data:image/png;base64," in saved
    assert ">w₃<" in saved
    with Image.open(files["PNG"]) as picture:
        colours = picture.convert("RGB").getcolors(1 << 24)
    assert len(colours) > 300  # of the astronaut


def test_a_stack_opens_in_output_size(open_why) -> None:
    page = open_why("view=filters&field=7&channels=8")
    page.get_by_role("link", name="Open the stack in Output size").click()
    page.get_by_role("heading", name="Output size").first.wait_for()
    settle(page)
    expect(page.locator(".chain-table")).to_contain_text("7×7")


def test_the_pixels_of_a_1x1_convolution_are_dot_products(open_why) -> None:
    page = open_why("view=channels&kind=pointwise")
    # 3·1 + 1·2 + 0·(−1) + 2·0 and the bias of 1.
    expect(page.locator("[data-grid=output0] .cell").first).to_have_text("6")
    expect(page.locator("[data-grid=output1]")).to_be_visible()


def test_an_experiment_can_be_stopped_and_comes_to_the_same_end_again(open_why) -> None:
    page = open_why("view=twins")
    said = page.get_by_text(re.compile("Shifted by 4 pixels"))
    first = said.inner_text()
    assert re.search(r"fully connected 9\d% → \d\d%, CNN 9\d% → 9\d%", first)
    expect(page.locator(".experiment-chart .key")).to_have_text(re.compile("CNN.*Fully connected"))
    bar = page.locator(".run-bar")
    bar.get_by_role("button", name="Run again").click()
    bar.get_by_role("button", name="Stop").click()
    page.wait_for_function("() => !document.querySelector('.run-bar').requests.busy")
    before = page.evaluate(PIECES)
    settle(page)
    assert page.evaluate(PIECES) == before
    bar.get_by_role("button", name="Continue").click()
    bar.get_by_role("button", name="Run again").wait_for()
    settle(page)
    assert said.inner_text() == first


def test_a_shifted_image_is_predicted_by_both(open_why) -> None:
    page = open_why("view=twins&end=flat&shift=0&image=4")
    before = page.get_by_text(re.compile("CNN: predicted")).inner_text()
    page.get_by_role("slider", name=re.compile("Shift to the right")).press("End")
    page.wait_for_url(re.compile("shift=4"))
    settle(page)
    assert page.get_by_text(re.compile("CNN: predicted")).inner_text() != before
    expect(page.get_by_role("img", name=re.compile("shifted by 4 pixels"))).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(open_why, view: str) -> None:
    assert violations_on_screens(open_why, f"view={view}") == []

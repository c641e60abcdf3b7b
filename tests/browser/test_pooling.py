"""The page "Pooling" in the browser: numbers, pictures and the way back, for everyone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import engine
from tests.browser.axe import violations_on_screens
from tests.browser.walks.controls import settle
from tests.browser.watch import assert_nothing_sent, frames_from_now_on

pytestmark = pytest.mark.browser

VIEWS = ("numbers", "picture", "back")


@pytest.fixture
def open_pooling(open_lesson):
    def open_pooling(query: str = "", **options):
        return open_lesson("pooling", query, wait=settle, **options)

    return open_pooling


def output(page) -> list[float]:
    """The numbers of the stepper's output map."""
    texts = page.locator("[data-grid=output0] .cell").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


def test_the_numbers_on_the_screen_are_the_engines(open_pooling) -> None:
    page = open_pooling("operation=average&window=3&padding=1&ceil=yes&include_pad=no")
    rows = "3 4 6 2 1 7 / 3 5 4 9 8 8 / 1 7 5 4 6 6 / 7 2 6 5 4 5 / 6 1 7 7 2 4 / 5 3 3 1 4 3"
    x = np.array([[float(n) for n in row.split()] for row in rows.split(" / ")])[None, None]
    expected = engine.avg_pool2d(x, 3, 2, 1, True, False).ravel()
    np.testing.assert_allclose(output(page), expected, atol=5e-4)
    # Of the last window, what lies past the padding counts as little as the padding itself.
    page.locator("[data-grid=output0] .cell").last.hover()
    expect(page.locator(".stepper")).to_contain_text(re.compile(r"\(\s*3\s*\)/1 = 3"))


def test_stepping_and_hovering_send_nothing(open_pooling) -> None:
    page = open_pooling()
    frames = frames_from_now_on(page)
    page.keyboard.press("End")
    page.locator("[data-grid=output0] .cell").nth(4).hover()
    page.get_by_role("button", name="Step").first.click()
    assert_nothing_sent(page, frames)


def test_predicting_an_overlap_hides_the_counts_below(open_pooling) -> None:
    page = open_pooling("view=back&predict=yes")
    expect(page.locator(".overlap-tables")).to_be_hidden()
    page.get_by_label("Predict first").uncheck()
    expect(page.locator(".overlap-tables")).to_be_visible()


def test_a_slider_shifts_the_picture_and_the_link_keeps_it(open_pooling) -> None:
    page = open_pooling("view=picture")
    before = page.locator(".pooling-tiles").inner_text()
    page.get_by_role("slider", name=re.compile("right")).press("ArrowRight")
    page.wait_for_url(re.compile("right=2"))
    settle(page)
    after = page.locator(".pooling-tiles").inner_text()
    assert after != before
    assert "moved along" in after
    fresh = open_pooling("view=picture&right=2")
    assert fresh.locator(".pooling-tiles").inner_text() == after


def test_what_cannot_be_is_told_at_the_sliders(open_pooling) -> None:
    page = open_pooling("view=back&more=3")
    expect(page.locator(".problem").first).to_contain_text("must be smaller than the stride")
    page.get_by_role("slider", name=re.compile("Output padding")).press("Home")
    expect(page.locator(".problem:visible")).to_have_count(0)
    expect(page.locator("[data-grid=output0]")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(open_pooling, view: str) -> None:
    assert violations_on_screens(open_pooling, f"view={view}") == []


def test_without_an_output_there_is_nothing_to_predict_and_counts_are_shown(open_lesson) -> None:
    query = "view=back&side=6&steps=3&crop=2&predict=yes"
    page = open_lesson("pooling", f"{query}&more=2", wait=settle)
    tables = page.locator(".overlap-tables")
    expect(tables).to_be_hidden()
    page.get_by_role("slider", name="Output padding").press("End")  # as much as the stride
    expect(page.locator("[data-testid='stAlert'], .problem").first).to_be_visible()
    expect(tables).to_be_visible()


def test_other_numbers_may_arrive_while_a_grid_has_the_focus(open_lesson) -> None:
    page = open_lesson("pooling", "view=back&size=5&side=6&predict=yes", wait=settle)
    page.get_by_role("slider", name="Kernel F").press("Home")
    page.locator("[data-grid=kernel0]").focus()
    for _ in range(5):
        page.keyboard.press("PageDown")
    page.wait_for_url("**side=1**")
    settle(page)
    assert page.locator("[data-grid=kernel0] .cell").count() == 1

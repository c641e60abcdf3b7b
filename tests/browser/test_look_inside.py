"""The page "Look inside" in the browser: from all maps to one cell and back, for everyone."""

import re

import pytest
from playwright.sync_api import expect

from app.formulas import value_text
from tests.app.look_inside.networks import shipped
from tests.browser.axe import violations_on_screens
from tests.browser.walks.controls import settle
from tests.browser.watch import assert_nothing_sent, frames_from_now_on

pytestmark = pytest.mark.browser

DIGITS = "network=lenet_digits"


@pytest.fixture
def open_inside(open_lesson):
    def open_inside(query: str = "", **options):
        return open_lesson("look-inside", f"{DIGITS}&{query}", wait=settle, **options)

    return open_inside


def test_a_map_is_opened_to_its_arithmetic_and_closed_without_the_server(open_inside) -> None:
    page = open_inside()
    frames = frames_from_now_on(page)
    scene = shipped("lenet_digits")
    page.locator(".network-maps canvas").nth(4).click(position={"x": 10, "y": 10})
    what = page.locator(".network-maps .what")
    expect(what).to_contain_text("conv2, map 0, cell [")
    place = re.search(r"\[(\d+), (\d+)\]", what.inner_text())
    row, column = int(place[1]), int(place[2])
    view = page.locator(".network-maps .large")
    view.focus()
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    rows, columns = scene.outputs[4].shape[1:]
    row, column = min(row + 1, rows - 1), min(column + 1, columns - 1)
    value = float(scene.outputs[4][0, row, column])
    expect(what).to_have_text(f"conv2, map 0, cell [{row}, {column}] = {value_text(value)}")
    expect(page.locator(".network-maps tbody tr:visible")).to_have_count(8)
    page.keyboard.press("PageDown")
    expect(what).to_contain_text(f"conv2, map 1, cell [{row}, {column}]")
    page.keyboard.press("Escape")
    expect(page.locator(".network-maps .overview")).to_be_visible()
    expect(page.locator(".network-maps .readout")).to_contain_text("conv2, map 1")
    assert_nothing_sent(page, frames)


def test_a_high_temperature_makes_the_classes_more_alike(open_inside) -> None:
    page = open_inside("opened=layer_13_4")
    shares = page.locator(".network-maps .softmax .share")
    before = max(float(text.rstrip("%")) for text in shares.all_inner_texts())
    page.get_by_role("slider", name="Temperature").fill("5")
    expect(page.locator(".network-maps output")).to_have_text("T = 5")
    assert max(float(text.rstrip("%")) for text in shares.all_inner_texts()) < before


@pytest.mark.parametrize("opened", ["", "layer_4_3_2_2", "layer_13_4"])
def test_the_page_is_for_everyone(open_inside, opened: str) -> None:
    assert violations_on_screens(open_inside, f"opened={opened}" if opened else "") == []

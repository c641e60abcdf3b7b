"""The page "Where it looks" in the browser: cells that are opened, the patch, for everyone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.formulas import value_text
from app.where_it_looks import analysis
from app.where_it_looks.schema import VIEWS, WhereState
from tests.browser.axe import violations_on_screens
from tests.browser.walks.controls import settle
from tests.browser.watch import assert_nothing_sent, frames_from_now_on

pytestmark = pytest.mark.browser

STATE = WhereState(network="lenet_digits").start()
DIGITS = "network=lenet_digits"


@pytest.fixture
def open_where(open_lesson):
    def open_where(query: str = "", **options):
        return open_lesson("where-it-looks", f"{DIGITS}&{query}", wait=settle, **options)

    return open_where


def number(text: str) -> float:
    """Read a value as it is written: "−0.5" or "2.08·10⁻⁴"."""
    plain = text.translate(str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789"))
    return float(plain.replace("·10", "e"))


def test_a_cell_is_the_sum_that_is_written_out(open_where) -> None:
    page = open_where()
    frames = frames_from_now_on(page)
    scene = analysis.scene(STATE)
    values = analysis.explained(scene, scene.target).values
    box = page.locator(".heat-map svg").first.bounding_box()
    for row, column in ((3, 4), (5, 2)):
        across, down = (column + 0.5) / values.shape[1], (row + 0.5) / values.shape[0]
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        value = float(values[row, column])
        told = page.locator(".heat-map .what")
        expect(told).to_contain_text(f"Cell [{row}, {column}]")
        expect(told).to_contain_text(f"= {value_text(max(value, 0))}")
        written = page.locator(".heat-map .rest").inner_text()
        total = number(re.search(r"Sum over all 16 maps: (\S+?)\.(?: |$)", written)[1])
        assert total == pytest.approx(value, rel=1e-3, abs=1e-4)
        rows = page.locator(".heat-map tbody tr")
        products = [number(text) for text in rows.locator("td:last-child").all_inner_texts()]
        others = number(re.search(r"together: (\S+?)\. ", written)[1])
        assert sum(products) + others == pytest.approx(total, rel=1e-3, abs=1e-3)
    page.locator(".heat-map svg").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".heat-map .what")).to_contain_text("Cell [5, 3]")
    assert_nothing_sent(page, frames)


def test_arrow_keys_move_the_patch_and_the_probability_follows(open_where) -> None:
    page = open_where("view=occlusion&cell=map0_2_3")
    frames = frames_from_now_on(page)
    scene = analysis.scene(STATE)
    found = analysis.occluded(scene).probabilities[0]
    told = page.locator(".heat-map .what")
    expect(told).to_have_text(f"Probability of “9”: {100 * found[2, 3]:.1f}%")
    page.locator(".heat-map svg").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(f"Probability of “9”: {100 * found[3, 4]:.1f}%")
    expect(page.locator(".heat-map .sum")).to_contain_text("rows 6–11, columns 8–13")
    assert_nothing_sent(page, frames)


def test_the_saved_figure_has_pictures_maps_and_the_sum(open_where) -> None:
    page = open_where()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    drawing = Path(download.value.path()).read_text("utf-8")
    assert drawing.count("data:image/png;base64,") == 4  # two pictures, each with its map
    assert "Grad-CAM for “9”" in drawing
    assert "of the heat map for “9” = " in drawing


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_is_for_everyone(open_where, view: str) -> None:
    assert violations_on_screens(open_where, f"view={view}") == []

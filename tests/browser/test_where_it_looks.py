"""The page "Where it looks" in the browser: cells that are opened, the patch, for everyone."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from app.formulas import value_text
from app.where_it_looks import analysis
from app.where_it_looks.schema import VIEWS, WhereState
from tests.browser.axe import violations, violations_on_screens
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


def test_a_pinned_cell_keeps_its_numbers_and_shows_its_effective_field(open_where) -> None:
    page = open_where("common=yes")
    scene = analysis.scene(STATE)
    values = np.maximum(analysis.explained(scene, scene.target).values, 0)
    told, moving = page.locator(".heat-map .what"), page.locator(".heat-map .moving")
    first = page.locator(".heat-map .maps svg").first
    box = first.bounding_box()

    def point(row: int, column: int, act) -> None:
        across, down = (column + 0.5) / values.shape[1], (row + 0.5) / values.shape[0]
        act(box["x"] + across * box["width"], box["y"] + down * box["height"])

    point(3, 4, page.mouse.click)
    point(5, 2, page.mouse.move)
    expect(told).to_contain_text("Cell [3, 4]")
    expect(told).to_contain_text(f"= {value_text(float(values[3, 4]))} – pinned; Esc to release")
    expect(moving).to_contain_text("Pointed at: Cell [5, 2]")
    apart = abs(float(values[5, 2]) - float(values[3, 4]))
    said = re.search(r"that is (\S+) (more|less)", moving.inner_text())
    assert number(said[1]) == pytest.approx(apart, rel=1e-3)
    page.get_by_role("button", name="Show the effective field").click()
    field = page.locator(".heat-map figure.effective")
    expect(field).to_contain_text("pixels reach 4.55% of the strongest gradient")
    page.wait_for_url("**effective=map0_3_4**")
    assert violations(page) == []
    page.reload()
    expect(field).to_be_visible()
    expect(told).to_contain_text("Cell [3, 4]")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("Cell [3, 5]")
    expect(field).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Cell [3, 5]")
    page.keyboard.press("Escape")
    expect(told).to_contain_text("Cell [3, 6]")
    expect(told).not_to_contain_text("pinned")


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

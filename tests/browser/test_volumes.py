"""The page "Volumes" in a real browser: hovered, clicked, handled by keys."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.volumes import compute
from app.volumes.schema import VolumeState
from engine.images import gallery
from tests.browser.axe import violations
from tests.browser.watch import assert_nothing_sent, cut_off, frames_from_now_on, wait_settled

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def open_volumes(open_lesson):
    """Open the page with the query of a link, and wait until it stands."""

    def open_volumes(query: str = "", **options):
        page = open_lesson("volumes", query, **options)
        page.locator(".stepper[data-painted]").wait_for()
        return page

    return open_volumes


def expected(**changes) -> compute.Result:
    """The engine's numbers of a set of filters, with some of its settings changed."""
    begun = VolumeState(set=changes.pop("set", "colours")).start()
    state = replace(begun, **changes)
    return compute.run(compute.reduced(gallery.load(state.picture).pixels, state.side), state)


def board(page) -> list[str]:
    return page.locator(".volume-view dd").all_text_contents()


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_hovered_places_tell_the_engines_numbers_and_send_nothing(open_volumes) -> None:
    page = open_volumes()
    frames = frames_from_now_on(page)
    maps = expected().maps
    box = page.locator(".sum canvas").bounding_box()
    for row, column in np.random.default_rng(1).integers(0, 128, (200, 2)):
        page.mouse.move(
            box["x"] + (column + 0.5) * box["width"] / 128,
            box["y"] + (row + 0.5) * box["height"] / 128,
        )
        told = board(page)[2]
        place, numbers = told.split(" = ")
        assert place == f"v[{row}, {column}, :]"
        column_of_depth = [number(text) for text in numbers.strip("[]").split(", ")]
        np.testing.assert_allclose(column_of_depth, maps[:, row, column], atol=5.1e-4)
    assert_nothing_sent(page, frames)


def test_the_ranges_of_all_maps_stand_above_the_fold_of_a_laptop(open_volumes) -> None:
    page = open_volumes()
    ranges = page.locator(".slices .range").all()
    assert len(ranges) == 6
    boxes = [one.bounding_box() for one in ranges]
    assert max(box["y"] + box["height"] for box in boxes) <= page.viewport_size["height"]


def test_a_click_and_the_keyboard_open_a_place_in_the_stepper(open_volumes) -> None:
    page = open_volumes()
    sums = expected().sums
    page.get_by_role("button", name="4 · Blurred brightness").click(position={"x": 60, "y": 90})
    page.wait_for_url("**chosen=4*")
    opened = page.get_by_role("heading", name=re.compile(r"Around v\[\d+, \d+, 4\]"))
    opened.wait_for()
    wait_settled(page)  # the stepper follows the heading
    row, column, _ = (int(text) for text in re.findall(r"\d+", opened.inner_text()))
    current = page.locator(".stepper .maps .cell.current .value")
    page.get_by_role("heading", name="Output [2, 2], step 13 of 25").wait_for()
    assert number(current.text_content()) == pytest.approx(sums[4, row, column], abs=5.1e-4)
    page.locator(".made canvas").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert (
        page.locator(".volume-view .spoken")
        .inner_text()
        .startswith(f"Position [{row + 1}, {column - 1}], filter 4")
    )
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=f"Around v[{row + 1}, {column - 1}, 4]").wait_for()
    page.get_by_role("link", name="Open in Step by step").click()
    page.wait_for_url("**/step-by-step?**")
    page.get_by_role("heading", name="Step by step").wait_for()
    wait_settled(page)
    shown = page.locator("[data-grid=output0] .cell .value").nth(12)
    value = sums[4, row + 1, column - 1]
    assert number(shown.text_content()) == pytest.approx(value, abs=5.1e-4)


def test_the_opened_place_follows_the_output_to_another_shape(open_volumes) -> None:
    page = open_volumes("set=small")
    moved = {"set": "small"}
    for label, name, value in (
        ("Stride S", "stride", 2),
        ("Padding P on each side", "padding", 1),
        ("Stride S", "stride", 1),
    ):
        before = wait_settled(page)
        key = "ArrowLeft" if value < moved.get(name, 0) else "ArrowRight"
        page.get_by_role("slider", name=label).press(key)
        moved[name] = value
        wait_settled(page, before)
        result = expected(**moved)
        row, column = result.place
        page.get_by_role("heading", name=f"Output map 2, [{row}, {column}],").wait_for()
        shown = page.locator(".stepper .maps .cell .value").all_text_contents()
        assert [number(text) for text in shown] == list(result.sums.flat)
        current = page.locator(".stepper .maps .cell.current .value")
        assert number(current.text_content()) == result.sums[2][result.place]


def test_the_figure_is_saved_with_its_numbers(open_volumes, tmp_path) -> None:
    page = open_volumes()
    for kind in ("SVG", "PNG"):
        with page.expect_download() as waiting:
            page.locator(".volume-view").get_by_role("button", name=kind).click()
        waiting.value.save_as(tmp_path / kind)
    assert waiting.value.suggested_filename == "volume-2-84-70.png"
    drawing = ET.parse(tmp_path / "SVG")
    space = "{http://www.w3.org/2000/svg}"
    texts = [element.text for element in drawing.iter(f"{space}text")]
    assert texts[0] == "6 filters of 3×3×3: 128×128×3 → 128×128×6"
    assert set(board(page)) <= set(texts)
    assert len(list(drawing.iter(f"{space}image"))) == 3 + 3 + 2 + 6
    with Image.open(tmp_path / "PNG") as picture:
        assert picture.width > 1900


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(open_volumes, colours: str) -> None:
    page = open_volumes(color_scheme=colours)
    page.get_by_text("The layer in PyTorch and NumPy").click()
    page.get_by_text("out_channels=6").wait_for()
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_phone(open_volumes) -> None:
    page = open_volumes(
        "filters=1_0_-1~1_0_-1~1_0_-1~~1/9_0_0~0_0_0~0_0_0~~0_0_0~0_1_0~0_0_0", viewport=PHONE
    )
    assert violations(page) == []
    assert cut_off(page, ".volume-view") == []

"""The view "Matrices" of Step by step in a real browser."""

import numpy as np
import pytest

import engine
from app.step_by_step import problem
from app.step_by_step.schema import StepState
from tests.browser.axe import violations
from tests.browser.watch import assert_nothing_sent, cut_off, frames_from_now_on, wait_settled

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def numbers(page, grid: str) -> list[float]:
    shown = page.locator(f"[data-grid={grid}] .cell .value").all_text_contents()
    return [float(text.replace("−", "-")) for text in shown]


def lit(page, grid: str) -> int:
    return page.locator(f"[data-grid={grid}] .cell:is(.tap, .current)").count()


def test_windows_columns_and_outputs_are_linked_without_the_server(open_lesson) -> None:
    page = open_lesson("step-by-step", "example=volume&view=matrix")
    frames = frames_from_now_on(page)
    sent = problem.build(StepState(example="volume").start())
    x, weight = np.array([sent["input"]], float), np.array(sent["kernels"], float)
    assert numbers(page, "columns") == list(engine.unfold(x, 3).flat)
    assert numbers(page, "weights") == list(weight.flat)
    assert numbers(page, "product") == list(engine.conv2d(x, weight).flat)
    cell = "[data-grid={}] .cell[data-row='{}'][data-column='{}']".format
    page.locator(cell("columns", 2, 6)).hover()
    heading = page.locator(".matrix-product .what")
    assert heading.inner_text() == "Column 6 is the window of output position [1, 2]"
    assert [lit(page, f"input{c}") for c in range(3)] == [9, 9, 9]
    assert [lit(page, f"map{k}") for k in range(4)] == [1, 1, 1, 1]
    page.locator(cell("map3", 1, 2)).click()
    name = "Row 3 of the weights × column 6: output map 3, [1, 2]"
    assert heading.inner_text() == f"{name} – pinned; Esc to release"
    value = float(engine.conv2d(x, weight)[0, 3, 1, 2])
    told = page.locator(".matrix-product .dot").inner_text()
    assert float(told.split("=")[-1].replace("−", "-")) == value
    page.keyboard.press("PageDown")
    assert heading.inner_text() == "Column 7 is the window of output position [1, 3]"
    columns = page.locator("[data-grid=columns] .cell .value").all_text_contents()
    assert [bool(text) for text in columns[:16]] == [True] * 8 + [False] * 8  # not there yet
    page.locator("[data-grid=input0]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert heading.inner_text() == "Input channel 0, [1, 1] appears 4 times in the columns"
    assert lit(page, "columns") == 4
    story = page.locator(".sizes figure").nth(1)
    assert "weights 96×363 · columns 363×3025 = 96×3025" in story.inner_text()
    assert_nothing_sent(page, frames)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_and_the_views_change(open_lesson, colours: str) -> None:
    page = open_lesson("step-by-step", "example=c", color_scheme=colours)
    page.get_by_role("radio", name="Matrices").click()
    page.locator(".matrix-product[data-painted]").wait_for()
    page.wait_for_url("**view=matrix*")
    wait_settled(page)
    assert violations(page) == []
    page.get_by_role("radio", name="Steps").click()
    page.locator(".board .total").get_by_text("= −25").wait_for()


@pytest.mark.parametrize("example", ["a", "volume", "numpy"])
def test_nothing_is_cut_off_on_a_phone(open_lesson, example: str) -> None:
    page = open_lesson("step-by-step", f"example={example}&view=matrix", viewport=PHONE)
    assert violations(page) == []
    assert cut_off(page, ".matrix-product") == []

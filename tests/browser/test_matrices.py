"""The page "Convolution as matrices" in the browser: all four views, for everyone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import engine
from app.matrices.schema import VIEWS, MatricesState
from app.step_by_step import problem
from engine.explain import sliding_classifier
from tests.browser.axe import violations_on_screens
from tests.browser.walks.controls import settle
from tests.browser.watch import assert_nothing_sent, frames_from_now_on

pytestmark = pytest.mark.browser

CELL = "[data-grid={}] .cell[data-row='{}'][data-column='{}']".format


@pytest.fixture
def open_matrices(open_lesson):
    def open_matrices(query: str = "", **options):
        return open_lesson("matrices", query, wait=settle, **options)

    return open_matrices


def numbers(page, grid: str) -> list[float]:
    texts = page.locator(f"[data-grid={grid}] .cell .value").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts if text]


def lit(page, grid: str) -> int:
    return page.locator(f"[data-grid={grid}] .cell:is(.tap, .current)").count()


def example() -> tuple[np.ndarray, np.ndarray]:
    made = problem.build(MatricesState().start())
    return np.array(made["input"], float)[None], np.array(made["kernels"], float)


def test_im2col_is_built_column_by_column(open_matrices) -> None:
    page = open_matrices()
    x, _ = example()
    frames = frames_from_now_on(page)
    page.keyboard.press("Home")
    page.get_by_role("button", name="Step", exact=True).click()
    columns = engine.unfold(x, 3)[0]
    assert numbers(page, "columns") == list(columns[:, :2].ravel())
    assert (lit(page, "input0"), lit(page, "columns"), lit(page, "map0")) == (9, 9, 1)
    page.locator(CELL("columns", 4, 1)).hover()
    expect(page.locator(".matrix-product .dot")).to_contain_text("Row 4: tap [1, 1] of the window")
    assert_nothing_sent(page, frames)


def test_predicting_a_column_hides_its_product(open_matrices) -> None:
    page = open_matrices()
    page.get_by_label("Predict first").check()
    expect(page.locator(CELL("product", 0, 0))).to_have_text("?")
    expect(page.locator(".matrix-product .dot")).to_have_text(re.compile(r"= \?$"))
    page.get_by_label("Your answer").fill("6")
    page.get_by_label("Your answer").press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Correct: 6")


def test_a_row_of_the_sparse_matrix_lights_its_kernel_and_its_window(open_matrices) -> None:
    page = open_matrices("view=sparse")
    x, kernel = example()
    frames = frames_from_now_on(page)
    page.locator(CELL("output0", 1, 2)).hover()
    assert [lit(page, grid) for grid in ("matrix", "kernel0", "input0", "output0")] == [9, 9, 9, 1]
    value = engine.conv2d(x, kernel)[0, 0, 1, 2]
    line = page.locator(".sparse-matrix .dot").inner_text().replace("−", "-")
    assert float(line.split("=")[-1]) == value
    page.locator(CELL("kernel0", 0, 0)).hover()
    assert lit(page, "matrix") == 9
    fills = page.locator("[data-grid=matrix] .cell.current rect").evaluate_all(
        "cells => [...new Set(cells.map(cell => getComputedStyle(cell).fill))]"
    )
    assert len(fills) == 1  # one colour for the shared weight
    assert_nothing_sent(page, frames)


def middle(page, row: int, column: int) -> tuple[float, float]:
    """Where an entry of the sparse matrix lies on the screen."""
    box = page.locator("[data-grid=matrix] svg").bounding_box()
    x, kernel = example()
    across, down = x.size, engine.conv2d(x, kernel).size
    place = (column + 0.5) / across * box["width"], (row + 0.5) / down * box["height"]
    return box["x"] + place[0], box["y"] + place[1]


@pytest.mark.parametrize("way", ["mouse", "finger", "keys"])
def test_an_entry_that_is_always_0_answers_too(open_matrices, way: str) -> None:
    page = open_matrices("view=sparse", touch=way == "finger")
    matrix = page.locator("[data-grid=matrix]")
    matrix.scroll_into_view_if_needed()
    assert page.locator(CELL("matrix", 0, 3)).count() == 0  # not drawn before it is asked for
    if way == "mouse":
        page.mouse.move(*middle(page, 0, 4))
        page.mouse.move(*middle(page, 0, 3), steps=3)
        page.mouse.down()
        page.mouse.up()
    elif way == "finger":
        page.touchscreen.tap(*middle(page, 0, 3))
    else:
        matrix.focus()
        for _ in range(3):
            matrix.press("ArrowRight")
    heading, line = page.locator(".sparse-matrix .what"), page.locator(".sparse-matrix .dot")
    expect(heading).to_have_text(re.compile("Row 0, column 3: 0"))
    expect(line).to_contain_text("y[0, 0] does not depend on x[0, 3], whatever the kernel.")
    expect(page.locator(CELL("matrix", 0, 3))).to_have_class(re.compile("current"))


def test_the_transposed_matrix_gives_the_engines_gradient(open_matrices) -> None:
    page = open_matrices("view=sparse")
    page.get_by_role("radio", name=re.compile("Backward")).click()
    page.wait_for_url(re.compile("direction=backward"))
    settle(page)
    x, kernel = example()
    y = engine.conv2d(x, kernel)
    assert numbers(page, "output0") == list(y.ravel())
    assert numbers(page, "input0") == list(engine.conv2d_backward(y, x, kernel)[0].ravel())
    page.locator(CELL("input0", 2, 2)).hover()
    assert (lit(page, "matrix"), lit(page, "output0")) == (9, 9)


def test_the_map_of_scores_is_the_networks_and_a_window_gives_its_position(open_matrices) -> None:
    page = open_matrices("view=fc&extra=3&digits=7")
    found = sliding_classifier.slide(3, 7)
    predicted = found.scores.argmax(axis=0)
    assert numbers(page, "predicted") == list(predicted.ravel())
    page.locator(CELL("scores", 2, 1)).click()
    rows = page.locator(".class-map tbody tr")
    shown = np.array([
        [float(text.replace("−", "-")) for text in rows.nth(c).locator("td").all_inner_texts()]
        for c in range(10)
    ])  # fmt: skip
    np.testing.assert_allclose(shown[:, 0], found.scores[:, 2, 1], atol=6e-4)
    np.testing.assert_allclose(shown[:, 1], found.by_fc[:, 2, 1], atol=6e-4)
    np.testing.assert_allclose(shown[:, 2], found.mean, atol=6e-4)
    rows.nth(4).get_by_role("button").click()
    np.testing.assert_allclose(numbers(page, "scores"), found.scores[4].ravel(), atol=6e-4)
    page.get_by_role("slider", name=re.compile("Side of the picture")).first.press("Home")
    page.wait_for_url(re.compile("extra=0"))
    settle(page)
    assert len(numbers(page, "predicted")) == 1


def test_predicting_a_class_gives_no_score_away(open_matrices) -> None:
    page = open_matrices("view=fc&predict=yes")
    told = page.locator(".class-map .told")
    cells = told.locator("tbody td")
    assert set(cells.all_inner_texts()) == {"?"}
    expect(told.locator(".average")).to_have_text(re.compile(r"^Mean of class \d: \?$"))
    expect(page.locator(".class-map .notes")).not_to_contain_text("predicted class")
    assert told.locator(".predicted, .largest").count() == 0
    page.get_by_role("button", name="Show it").click()
    assert "?" not in told.locator("tbody tr").first.locator("td").all_inner_texts()[:2]
    assert set(told.locator("tbody td:last-child").all_inner_texts()) == {"?"}
    page.get_by_label("Predict first").uncheck()
    expect(told.locator(".average")).to_contain_text("≈")
    assert "?" not in cells.all_inner_texts()


def test_the_cost_is_measured_and_can_be_stopped(open_matrices) -> None:
    page = open_matrices("view=cost")
    expect(page.locator(".run-bar")).to_contain_text("Round 12 of 12")
    bars = page.locator(".experiment-chart text.value").all_text_contents()
    assert len(bars) == 3
    page.get_by_role("button", name="Run again").click()
    expect(page.locator(".run-bar")).to_contain_text("Round 12 of 12")


def test_step_by_step_leads_here_with_the_same_numbers(open_lesson) -> None:
    page = open_lesson("step-by-step", "example=strided&view=matrix&stride=1", wait=settle)
    product = numbers(page, "product")
    page.get_by_role("link", name="Open in Convolution as matrices").click()
    page.get_by_role("heading", name="Convolution as matrices").wait_for()
    settle(page)
    assert numbers(page, "product") == product


@pytest.mark.parametrize("query", [*(f"view={view}" for view in VIEWS), "view=sparse&example=c"])
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(open_matrices, query: str) -> None:
    assert violations_on_screens(open_matrices, query) == []

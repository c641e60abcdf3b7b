"""The views "Neurons" and "Pooling" of Step by step in a real browser."""

import pytest

from tests.browser.axe import violations
from tests.browser.watch import assert_nothing_sent, cut_off, frames_from_now_on

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def lit(page, grid: str, name: str) -> int:
    return page.locator(f"{grid} .cell.{name}").count()


def test_neurons_show_their_fields_without_the_server(open_lesson) -> None:
    page = open_lesson("step-by-step", "example=volume&view=neurons")
    frames = frames_from_now_on(page)
    page.locator("[data-grid=panel0map2] .cell[data-row='1'][data-column='3']").hover()
    heading = page.locator(".receptive-field .what")
    assert heading.inner_text() == "Neuron [1, 3] of map 2 and its receptive field"
    assert lit(page, ".inputs", "tap") == 27
    assert lit(page, "[data-grid=panel0map2]", "shared") == 15
    assert lit(page, ".panels", "tap") == 3
    assert page.locator(".rays line").count() == 6
    page.locator("[data-grid=panel0map0]").focus()
    page.keyboard.press("ArrowDown")
    assert heading.inner_text() == "Neuron [1, 0] of map 0 and its receptive field"
    page.keyboard.press("PageDown")
    assert heading.inner_text() == "Neuron [1, 1] of map 0 and its receptive field"
    assert page.locator(".spoken").inner_text().endswith("= 8")
    assert "let the network learn" in page.locator(".receptive-field .notes").inner_text().lower()
    assert_nothing_sent(page, frames)


def test_a_strided_convolution_stands_beside_pooling(open_lesson) -> None:
    page = open_lesson("step-by-step", "example=strided&view=pooling")

    def shown(panel: int) -> list[str]:
        return page.locator(f"[data-grid=panel{panel}map0] .value").all_text_contents()

    assert shown(0) == ["3", "10", "4", "−2", "5", "6", "4", "3", "0"]
    assert shown(1) == ["5", "9", "8", "7", "6", "6", "6", "7", "4"]
    assert shown(2) == ["3.75", "5.25", "6", "4.25", "5", "5.25", "3.75", "4.5", "3.25"]
    told = page.locator(".receptive-field .dot").inner_text().splitlines()
    assert told[1:] == [
        "Max pooling: max(3, 4, 3, 5) = 5",
        "Average pooling: (3 + 4 + 3 + 5)/4 = 3.75",
    ]
    page.get_by_text("(4 + 1)·1 = 5 parameters, learned").wait_for()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("view", ["neurons", "pooling"])
def test_axe_finds_nothing(open_lesson, colours: str, view: str) -> None:
    page = open_lesson("step-by-step", f"example=volume&view={view}", color_scheme=colours)
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_phone(open_lesson) -> None:
    page = open_lesson("step-by-step", "example=numpy&view=neurons", viewport=PHONE)
    assert violations(page) == []
    assert cut_off(page, ".receptive-field") == []
    page.get_by_role("radio", name="Pooling").click()
    page.locator(".panels h2").first.wait_for()
    assert cut_off(page, ".receptive-field") == []

"""The page "Output size" in a real browser: what the lectures say comes out on the screen."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.watch import assert_nothing_sent, frames_from_now_on, wait_settled

pytestmark = pytest.mark.browser

PAGE = "/output-size"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def open_size(open_page, faults):
    """Open the page with the parameters of a link, and wait until it stands."""
    # Opened by its own address, Streamlit's client looks for the server beside the page first.
    faults.allow(r"/output-size/_stcore/")
    faults.allow(r"Failed to load resource: the server responded with a status of 404")

    def open_size(query: str = "", **options):
        return open_page(f"{PAGE}?{query}", **options)

    return open_size


def formula(page) -> str:
    return page.locator(".size-axis .formula").get_attribute("aria-label")


def press(page, label: str, key: str) -> None:
    page.get_by_role("slider", name=label, exact=True).press(key)


def query(page) -> str:
    return urlsplit(page.url).query


def test_seven_by_seven_as_the_lectures_show_it(open_size) -> None:
    page = open_size()
    before = wait_settled(page)
    assert "≈ 2.33" in formula(page)
    verdict = page.locator(".verdict").inner_text()
    assert "move by 4, which is not a multiple of the stride 3" in verdict
    assert page.locator(".size-axis [data-window]").count() == 2
    assert page.locator(".size-axis .cell.lost").count() == 1
    assert page.locator(".size-axis rect.missing").count() == 1
    page.get_by_role("button", name="S = 2", exact=True).click()
    before = wait_settled(page, before)
    assert formula(page).endswith("(7 − 3 + 2·0)/2 + 1 = 3")
    assert page.locator(".size-axis [data-window]").count() == 3
    assert page.locator(".size-axis rect.missing").count() == 0
    press(page, "Padding P on each side", "ArrowRight")
    before = wait_settled(page, before)
    assert formula(page).endswith("(7 − 3 + 2·1)/2 + 1 = 4")
    assert page.locator(".size-axis .cell.padding").count() == 2
    press(page, "Stride S", "ArrowLeft")
    wait_settled(page, before)
    assert formula(page).endswith("(7 − 3 + 2·1)/1 + 1 = 7")
    page.wait_for_url("**stride=1&padding=1**")


def test_windows_are_walked_through_without_the_server(open_size) -> None:
    page = open_size("width=7&stride=1")
    frames = frames_from_now_on(page)
    told = page.locator(".size-axis .told")
    assert told.inner_text() == "Output 0: cells 0 to 2"
    press(page, "Output", "ArrowRight")
    assert told.inner_text() == "Output 1: cells 1 to 3"
    press(page, "Output", "End")
    assert told.inner_text() == "Output 4: cells 4 to 6"
    page.locator(".size-axis [data-window='2']").hover()
    assert told.inner_text() == "Output 2: cells 2 to 4"
    assert_nothing_sent(page, frames)


def test_alexnets_first_layer(open_size) -> None:
    page = open_size("width=227&kernel=11&stride=4&filters=96")
    wait_settled(page)
    assert formula(page).endswith("(227 − 11 + 2·0)/4 + 1 = 55")
    costs = page.locator(".layer-picture dl").inner_text()
    assert "55×55×96" in costs
    assert "(11·11·3 + 1)·96 = 34,944" in costs
    expect(page.get_by_role("img", name="output volume 55×55×96")).to_be_visible()


def test_a_chain_is_built_and_its_link_opened_elsewhere(open_size, server) -> None:
    page = open_size("show=chain")
    before = wait_settled(page)
    sizes = page.locator(".chain-table .volumes b")
    assert sizes.all_inner_texts() == ["32×32×3", "28×28×6", "24×24×10"]
    page.get_by_role("button", name="Repeat layer 2").click()
    before = wait_settled(page, before)
    assert sizes.all_inner_texts()[-1] == "20×20×10"
    page.get_by_label("Layer 3: K", exact=True).fill("16")
    page.get_by_label("Layer 3: K", exact=True).press("Tab")
    before = wait_settled(page, before)
    page.get_by_label("Layer 3: kind", exact=True).select_option("MAX POOL")
    wait_settled(page, before)
    assert sizes.all_inner_texts()[-1] == "12×12×10"
    page.wait_for_url("**layers=**max_2_2_0**")
    other = open_size(query(page))
    wait_settled(other)
    assert other.locator(".chain-table .volumes b").all_inner_texts() == sizes.all_inner_texts()


def test_the_pattern_grows_and_its_dense_layer_becomes_a_convolution(open_size) -> None:
    page = open_size("show=chain")
    before = wait_settled(page)
    example = page.get_by_role("combobox", name="Example")
    example.click()
    example.fill("[(CONV")
    expect(page.get_by_role("option").first).to_contain_text("[(CONV")
    example.press("Enter")
    before = wait_settled(page, before)
    names = page.locator(".chain-table .volumes li")
    assert [name.split("\n")[-1] for name in names.all_inner_texts()[-3:]] == [
        "POOL3 2×2",
        "FC7",
        "FC8",
    ]
    press(page, "M: blocks", "ArrowRight")
    before = wait_settled(page, before)
    assert names.count() == 1 + 2 * 4 + 4 + 2
    sizes = page.locator(".chain-table .volumes b")
    assert sizes.all_inner_texts()[-3:] == ["2×2×128", "1×1×128", "1×1×10"]
    total = page.locator(".chain-table tfoot td").nth(0).inner_text()
    page.get_by_role("button", name="Write layer 21 as a convolution").click()
    before = wait_settled(page, before)
    assert page.get_by_label("Layer 21: F", exact=True).input_value() == "2"
    assert page.locator(".chain-table tfoot td").nth(0).inner_text() == total
    assert sizes.all_inner_texts()[-2:] == ["1×1×128", "1×1×10"]
    page.get_by_text("CONV9 is an FC layer of 128 neurons").wait_for()


def test_one_click_for_the_common_settings(open_size) -> None:
    page = open_size("width=32&stride=1")
    before = wait_settled(page)
    page.get_by_role("button", name="F = 5, S = 2, P = ?").click()
    wait_settled(page, before)
    assert formula(page).endswith("(32 − 5 + 2·2)/2 + 1 = 16.5 → 16")
    assert "No integer P fits" in page.locator(".verdict").inner_text()


def test_a_number_out_of_range_is_reported_and_the_chain_stays(open_size) -> None:
    page = open_size("show=chain")
    wait_settled(page)
    page.get_by_label("Layer 1: F", exact=True).fill("99")
    page.get_by_label("Layer 1: F", exact=True).press("Enter")
    problem = page.locator(".chain-table .problem")
    problem.get_by_text("F of CONV must be from 1 to 15.").wait_for()
    expect(page.get_by_label("Layer 1: F", exact=True)).to_have_value("5")
    expect(page.locator(".chain-table .volumes b")).to_have_count(3)


def test_an_exercise_is_answered_with_the_keyboard(open_size) -> None:
    page = open_size("show=exercises&exercise=ten-parameters")
    answer = page.get_by_label("Parameters", exact=True)
    answer.fill("750")
    answer.press("Enter")
    page.get_by_text("The biases are missing").wait_for()
    answer.fill("760")
    answer.press("Enter")
    page.get_by_text("Correct. (F·F·D1 + 1)·K = (5·5·3 + 1)·10").wait_for()
    page.get_by_text("1 of 21 questions solved").wait_for()
    page.get_by_role("button", name="New numbers").click()
    page.wait_for_url("**seed=1**")
    expect(answer).to_have_count(1)  # the old field stays until the run of the new ones has ended
    expect(answer).to_have_value("")


def test_back_leads_from_page_to_page_without_mixing_their_settings(open_size) -> None:
    page = open_size("width=9&stride=2")
    page.get_by_role("button", name="Copy link").wait_for()
    wait_settled(page)
    page.get_by_role("link", name="Kernel lab").click()
    page.get_by_role("heading", name="Kernel lab").wait_for()
    assert query(page) == ""
    page.get_by_role("link", name="Output size").click()
    page.wait_for_url("**/output-size?width=9&stride=2")
    page.go_back()
    page.get_by_role("heading", name="Kernel lab").wait_for()
    assert urlsplit(page.url)[2:4] == ("/", "")
    assert page.get_by_text("The link").count() == 0
    page.go_back()
    page.wait_for_url("**/output-size?width=9&stride=2")
    page.get_by_text("Input width W").wait_for()
    assert "(9 − 3 + 2·0)/2 + 1 = 4" in formula(page)


GOOGLENET = "inception_64_96_128_16_32_32~pool_3_2_1~average_7_7_0~fc_1000~softmax"
VIEWS = (
    "",
    "show=chain",
    f"show=chain&start_width=14&start_depth=192&layers={GOOGLENET}",
    "show=exercises&exercise=ten-volume",
)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(open_size, view: str, colours: str) -> None:
    page = open_size(view, color_scheme=colours)
    ready(page, view)
    assert violations(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_cut_off_on_a_phone(open_size, view: str) -> None:
    page = open_size(view, viewport=PHONE)
    ready(page, view)
    # While the page is being put together, its menu can stand farther right for a moment.
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-testid='stApp'] *")]
          .every((element) => element.getBoundingClientRect().right <= innerWidth + 1)"""
    )


def ready(page, view: str) -> None:
    if "exercises" in view:
        page.get_by_role("img", name="Input volume 32×32×3").wait_for()
    else:
        wait_settled(page)

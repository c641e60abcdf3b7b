"""The page "Step by step" in a real browser: read, stepped, hovered and handled by keys."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import TimeoutError, expect

import engine
from app.state import link
from app.step_by_step import problem
from app.step_by_step.examples import EXAMPLES
from app.step_by_step.schema import StepState
from tests.browser.axe import violations
from tests.browser.watch import (
    ask_server,
    assert_nothing_sent,
    cut_off,
    frames_from_now_on,
    wait_settled,
)

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
LARGEST = {"example": "random", "rows": 12, "columns": 12, "channels": 4, "filters": 4} | {
    "padding": 1
}


@pytest.fixture
def open_steps(open_lesson):
    """Open the page with the parameters of a link, and wait until it stands."""

    def open_steps(settings: dict | None = None, **options):
        return open_lesson("step-by-step", urlencode(settings or {}), **options)

    return open_steps


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def terms(page) -> str:
    """The arithmetic on the board, blanks made even."""
    return " ".join(page.locator(".board .terms").inner_text().split())


def heading(page) -> str:
    return page.locator(".board .what").inner_text()


def state_of(settings: dict) -> StepState:
    state, complaints = link.read(StepState, {name: str(value) for name, value in settings.items()})
    assert complaints == ()
    return state


def expected(settings: dict) -> np.ndarray:
    """K×H×W of the engine for a link."""
    state = state_of(settings)
    sent = problem.build(state)
    x, weight = np.array([sent["input"]]), np.array(sent["kernels"])
    bias = sent["bias"] and np.array(sent["bias"])
    return engine.conv2d(x, weight, bias, state.stride, state.padding, groups=state.groups)[0]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"example": "b"},
        {"example": "b", "stride": 2},
        {"example": "c"},
        {"example": "d"},
        {"example": "d2"},
        {"example": "e"},
        {"example": "volume"},
    ],
    ids=str,
)
def test_worked_examples_are_read_cell_by_cell(open_steps, settings) -> None:
    page = open_steps(settings)
    values = expected(settings)
    page.locator(".maps").focus()
    page.keyboard.press("Home")
    for index, value in enumerate(values.flat):
        current = page.locator(".maps .cell.current .value")
        assert number(current.text_content()) == value
        filled = page.locator(".maps .cell .value").all_text_contents()
        assert sum(text != "" for text in filled) == index + 1
        board = ".board .total" if len(state_of(settings).volume) > 1 else ".board .terms"
        assert number(page.locator(board).inner_text().split("=")[-1]) == value
        page.keyboard.press("ArrowRight")
    shown = [number(text) for text in page.locator(".maps .cell .value").all_text_contents()]
    assert shown == list(values.flat)


def test_the_first_cells_stand_on_the_board_as_in_the_lectures(open_steps) -> None:
    page = open_steps()
    text = page.locator(".board .terms").evaluate("board => board.textContent")
    assert text == "7·1 + 2·0 + 3·(−1) + 4·1 + 5·0 + 3·(−1) + 3·1 + 3·0 + 2·(−1) = 6"
    assert page.locator(".definitions dd").first.text_content().startswith("(f ⋆ g)[1, 1] = Σ")
    page = open_steps({"example": "c"})
    sums = page.locator(".channel .result:last-child").all_inner_texts()
    assert [text.strip() for text in sums] == ["= 308", "= −498", "= 164"]
    assert page.locator(".board .total").inner_text() == "308 + (−498) + 164 + 1 = −25"


def test_hovering_shows_windows_reach_and_touch(open_steps) -> None:
    page = open_steps()
    cell = "[data-grid={}] .cell[data-row='{}'][data-column='{}']".format
    page.locator(cell("output0", 1, 2)).hover()
    assert heading(page) == "Output [1, 2], step 6 of 9"
    assert page.locator("[data-grid=input0] .cell.tap").count() == 9
    page.locator(cell("input0", 0, 1)).hover()
    assert heading(page) == "Input [0, 1] contributes to 2 output cells"
    assert page.locator("[data-grid=output0] .cell.tap").count() == 2
    page.locator(cell("kernel0", 0, 2)).hover()
    assert heading(page) == "Weight [0, 2] = −1 multiplies 9 input cells"
    assert page.locator("[data-grid=input0] .cell.tap").count() == 9
    page.locator(cell("input0", 2, 2)).click()
    page.locator(".what").hover()
    assert heading(page) == "Input [2, 2] contributes to 9 output cells – pinned; Esc to release"
    page.keyboard.press("Escape")
    assert heading(page) == "Output [0, 0], step 1 of 9"


def test_everything_by_keyboard_alone(open_steps) -> None:
    page = open_steps()
    keys = page.keyboard
    for _ in range(40):
        keys.press("Tab")
        if page.evaluate("document.activeElement.dataset.grid") == "input0":
            break
    assert heading(page) == "Input [0, 0] contributes to 1 output cell"
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    assert heading(page) == "Input [1, 1] contributes to 4 output cells"
    keys.press("Tab")
    assert heading(page).startswith("Weight [0, 0] = 1")
    keys.press("Enter")
    assert "pinned" in heading(page)
    keys.press("Escape")
    keys.press("Tab")
    keys.press("End")
    assert heading(page) == "Output [2, 2], step 9 of 9"
    keys.press("PageUp")
    keys.press("ArrowUp")
    assert heading(page) == "Output [1, 1], step 5 of 9"
    assert page.locator(".spoken").inner_text().endswith("= −2")
    keys.press("Home")
    keys.press("Space")
    page.wait_for_function("document.querySelector('.scrub input').valueAsNumber >= 3")
    keys.press("Space")
    expect(page.locator(".stepper .play")).to_have_text("▶ Play")
    stopped = page.locator(".scrub input").evaluate("input => input.valueAsNumber")
    keys.press("PageDown")  # the next cell, not one after those that went by meanwhile
    assert page.locator(".scrub input").evaluate("input => input.valueAsNumber") == stopped + 1


def test_the_slider_goes_to_the_cell_that_it_names(open_steps) -> None:
    page = open_steps()
    slider = page.locator(".stepper .scrub input")
    for cell, place in ((1, "[0, 0]"), (5, "[1, 1]"), (9, "[2, 2]")):
        slider.fill(str(cell))
        assert heading(page) == f"Output {place}, step {cell} of 9"
        assert page.locator(".scrub output").inner_text() == f"{cell} of 9"


def test_a_clicker_steps_without_a_click_before(open_steps) -> None:
    page = open_steps()
    page.keyboard.press("PageDown")
    assert heading(page) == "Output [0, 1], step 2 of 9"
    page.locator("[data-grid=output0] .cell").nth(4).click()
    assert heading(page).startswith("Output [1, 1], step 5 of 9 – pinned")
    page.keyboard.press("PageDown")
    assert heading(page) == "Output [1, 2], step 6 of 9"
    page.get_by_role("link", name="Output size").click()
    page.locator(".size-axis[data-painted]").wait_for()
    wait_settled(page)
    told = page.locator(".size-axis .told")
    assert told.inner_text().startswith("Output 0: ")
    page.keyboard.press("PageDown")
    assert told.inner_text().startswith("Output 1: ")


def test_copies_of_an_input_cell_are_counted(open_steps) -> None:
    page = open_steps({"padding": 1, "mode": "wrap"})
    page.locator("[data-grid=input0] .cell[data-row='0'][data-column='0']").hover()
    told = "Input [0, 0] with its 3 copies in the padding contributes to 9 output cells"
    assert heading(page) == told
    assert page.locator("[data-grid=output0] .cell.tap").count() == 9


def test_numbers_are_exact_on_the_board(open_steps) -> None:
    page = open_steps({"volume": "123456_2~3_4", "kernels": "1000_1~1_1"})
    assert terms(page).endswith("= 123456009")
    assert page.locator(".maps .cell .value").all_text_contents() == ["123456009"]
    page = open_steps({"volume": "0.1_0.2_-0.3", "kernels": "1_1_1"})
    assert terms(page).endswith("= 0")


def test_a_cell_is_predicted_before_it_is_shown(open_steps) -> None:
    page = open_steps()
    page.get_by_label("Predict first").check()
    assert page.locator(".maps .cell .value").all_text_contents() == ["?", *[""] * 8]
    assert terms(page).endswith("= ?")
    page.locator("[data-grid=output0] .cell").nth(4).hover()
    assert terms(page).endswith("= ?")
    answer = page.get_by_label("Your answer")
    for text, verdict in (("<script>", "Write a number"), ("1e999", "Write a number"), ("5", "✗")):
        answer.fill(text)
        answer.press("Enter")
        assert page.locator(".verdict").inner_text().startswith(verdict)
        assert page.locator(".maps .cell .value").first.text_content() == "?"
    answer.fill("6")
    answer.press("Enter")
    assert page.locator(".verdict").inner_text().startswith("✓ Correct: 6")
    assert page.locator(".maps .cell .value").first.text_content() == "6"
    answer.press("Enter")
    assert page.locator(".maps .cell .value").all_text_contents() == ["6", "?", *[""] * 7]
    page.get_by_role("button", name="Show it").click()
    assert page.locator(".verdict").inner_text() == "The answer is −9."


def test_the_arrow_keys_step_on_after_predict_first_was_ticked(open_steps) -> None:
    page = open_steps()
    predict = page.get_by_label("Predict first")
    predict.focus()
    page.keyboard.press("Space")
    expect(predict).to_be_checked()
    shown = page.locator(".maps .cell .value")
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert shown.all_text_contents() == ["6", "?", *[""] * 7]
    page.keyboard.press("End")
    assert shown.last.text_content() == "?"
    page.keyboard.press("Space")
    expect(predict).not_to_be_checked()


def test_a_clicker_shows_a_predicted_cell_before_it_moves_on(open_steps) -> None:
    page = open_steps()
    page.get_by_label("Predict first").check()
    values = page.locator(".maps .cell .value")
    for shown in (["6", *[""] * 8], ["6", "?", *[""] * 7], ["6", "−9", *[""] * 7]):
        page.locator("body").press("PageDown")
        assert values.all_text_contents() == shown
    step = page.get_by_role("button", name="Step", exact=True)
    page.keyboard.press("End")
    assert values.all_text_contents()[-1] == "?"
    step.click()
    assert values.all_text_contents()[-1] == "−2"
    assert page.locator(".verdict").inner_text() == "The answer is −2."
    page.keyboard.press("PageDown")
    assert values.all_text_contents()[-1] == "−2"


def test_the_last_prediction_stays_answered(open_steps) -> None:
    page = open_steps({"example": "transposed", "stride": 1, "volume": "2", "kernels": "3_4"})
    page.get_by_label("Predict first").check()
    answer = page.get_by_label("Your answer")
    for text in ("6", "8"):
        answer.fill(text)
        answer.press("Enter")
        assert page.locator(".verdict").inner_text().startswith("✓ Correct")
        answer.press("Enter")
    assert page.locator(".verdict").inner_text() == "✓ Correct: 8. That was the last one."
    assert page.locator(".maps .cell .value").all_text_contents() == ["6", "8"]
    answer.press("PageDown")
    assert page.locator(".maps .cell .value").all_text_contents() == ["6", "8"]


def test_two_hundred_hovers_and_steps_send_nothing_to_the_server(open_steps) -> None:
    page = open_steps(LARGEST)
    frames = frames_from_now_on(page)
    box = page.locator("[data-grid=input0] svg").bounding_box()
    places = np.random.default_rng(1).random((200, 2))
    headings = set()
    for x, y in places:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        headings.add(heading(page))
    assert len(headings) > 100
    page.locator(".maps").focus()
    for _ in range(200):
        page.keyboard.press("PageDown")
    assert page.locator(".scrub output").inner_text() == "201 of 576"
    assert_nothing_sent(page, frames)


def test_every_number_of_a_volume_is_the_engines(open_steps) -> None:
    page = open_steps(LARGEST)
    shown = page.locator(".maps .cell .value").all_text_contents()
    assert [number(text) for text in shown] == list(expected(LARGEST).flat)
    lowest = page.locator(".stage").evaluate("stage => stage.getBoundingClientRect().bottom")
    assert lowest <= page.viewport_size["height"]  # all of it can be seen at once


def test_numbers_are_edited_and_the_link_opened_elsewhere(open_steps) -> None:
    page = open_steps({"operation": "convolution"})
    before = wait_settled(page)
    grid = page.get_by_role("group", name="Input, channel 0")
    cell = grid.get_by_label("row 0, column 0", exact=True)
    cell.fill("-1/2")
    cell.press("Enter")
    before = wait_settled(page, before)
    first = page.locator("[data-grid=input0] .cell .value").first
    assert first.text_content() == "−0.5"
    page.locator("select.style").select_option("fraction")
    assert first.text_content() == "−1/2"
    for text in ("<script>alert(1)</script>", "1e999"):
        cell.fill(text)
        cell.press("Enter")
        page.get_by_text("The previous value is still used.").wait_for()
        assert first.text_content() == "−1/2"
    cell.fill("½")
    cell.press("Enter")
    page.wait_for_function("!document.querySelector('[aria-invalid=true]')")
    expect(first).to_have_text("1/2")
    page.wait_for_url(re.compile("volume=(%C2%BD|½)_2.*numbers=fraction"))
    other = open_steps(dict(link_of(page.url)))
    expect(other.locator("[data-grid=input0] .cell .value").first).to_have_text("1/2")
    assert other.get_by_text("rot180(w)").count() == 1


def link_of(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query)


def test_an_example_chosen_after_a_slider_stays(open_steps) -> None:
    page = open_steps()
    page.get_by_role("slider", name="Stride S", exact=True).press("ArrowRight")
    page.wait_for_url("**stride=2**")
    example = page.get_by_role("combobox", name="Example")
    example.click()
    example.fill("C ·")
    example.press("Enter")
    page.wait_for_url("**/step-by-step?example=c")
    # Where a slider gets no answer, it asks again after three seconds.
    with pytest.raises(TimeoutError):
        page.wait_for_url("**stride=**", timeout=4000)
    expect(example).to_have_value(EXAMPLES["c"].title)


def test_the_arithmetic_of_one_example_does_not_stay_above_that_of_another(open_steps) -> None:
    page = open_steps()
    lines = page.locator(".board .terms")
    assert lines.inner_text().endswith("= 6")
    example = page.get_by_role("combobox", name="Example")
    example.click()
    example.fill("C ·")
    example.press("Enter")
    page.wait_for_url("**/step-by-step?example=c")
    expect(page.locator(".board .total")).to_have_text("308 + (−498) + 164 + 1 = −25")
    expect(lines).to_have_text("")


def test_a_slider_under_the_hand_is_not_made_anew_when_texts_go(open_steps) -> None:
    page = open_steps({"example": "pool"})
    slider = page.get_by_role("slider", name="Stride S", exact=True)
    slider.evaluate("(element) => { element.stays = true; }")
    slider.press("ArrowRight")  # the example's text goes
    page.wait_for_url("**stride=3**")
    slider.press("ArrowLeft")  # and comes again
    page.wait_for_url("**/step-by-step?example=pool")
    assert slider.evaluate("(element) => element.stays")


def test_settings_without_an_output_hide_the_stepper_and_leave_the_sliders_in_place(
    open_steps, open_page
) -> None:
    page = open_steps()
    slider = page.get_by_role("slider", name="Dilation", exact=True)
    slider.scroll_into_view_if_needed()
    before = slider.bounding_box()["y"]
    slider.press("End")
    page.wait_for_url("**dilation=3**")
    sentence = page.locator(".slider-panel .problem")
    expect(sentence).to_be_visible()
    expect(page.locator(".stepper")).to_be_hidden()
    assert slider.bounding_box()["y"] == pytest.approx(before, abs=1)  # part of a pixel
    other = open_page("/step-by-step?dilation=3")  # nothing is painted there
    ask_server(other)
    expect(other.locator(".slider-panel .problem")).to_have_text(sentence.inner_text())
    assert other.locator(".stepper:visible").count() == 0


def test_pages_keep_their_state_when_the_learner_changes_between_them(open_page) -> None:
    page = open_page("/?kernel=sharpen&stride=2")
    wait_settled(page)
    page.get_by_role("link", name="Step by step").click()
    page.locator(".stepper[data-painted]").wait_for()
    wait_settled(page)
    assert urlsplit(page.url).query == ""
    assert page.get_by_test_id("stAlert").count() == 0
    slider = page.get_by_role("slider", name="Padding P on each side")
    slider.press("ArrowRight")
    page.wait_for_url("**/step-by-step?padding=1")
    page.get_by_role("link", name="Kernel lab").click()
    page.wait_for_url("**/?kernel=sharpen&stride=2")
    page.locator(".pipeline-view[data-painted]").wait_for()
    wait_settled(page)
    assert page.locator(".stage[data-stage=convolution] .size").inner_text() == "256 × 256"
    page.get_by_role("link", name="Step by step").click()
    page.wait_for_url("**/step-by-step?padding=1")
    page.locator(".stepper[data-painted]").wait_for()
    wait_settled(page)
    assert page.locator("[data-grid=output0] .cell").count() == 25
    assert page.get_by_test_id("stAlert").count() == 0


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("example", ["a", "c", "pool"])
def test_axe_finds_nothing(open_steps, colours: str, example: str) -> None:
    page = open_steps({"example": example}, color_scheme=colours)
    assert violations(page) == []
    page.get_by_label("Predict first").check()
    assert violations(page) == []


@pytest.mark.parametrize("settings", [{"example": "c"}, LARGEST], ids=["c", "largest"])
def test_nothing_is_cut_off_on_a_phone(open_steps, settings: dict) -> None:
    page = open_steps(settings, viewport=PHONE)
    assert violations(page) == []
    assert cut_off(page, ".stepper") == []

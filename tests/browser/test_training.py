"""The page "Training" in a real browser: trained, rewound, drawn on, saved and loaded."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.training_page import WAITING, held_out, keys, press, status, steps, wait_for_step
from tests.browser.walks.controls import do
from tests.browser.watch import cut_off

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SEVEN = ((0.3, 0.15), (0.72, 0.15), (0.46, 0.88))  # in shares of the pad


def draw(page, strokes=SEVEN) -> None:
    pad = page.locator(".try-out .pad")
    pad.hover()  # once it stands still
    box = pad.bounding_box()
    for number, (x, y) in enumerate(strokes):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def draw_with_keys(page) -> None:
    """A seven, pixel by pixel the same every time."""
    page.locator(".try-out .pad").focus()
    keys = ["ArrowUp"] * 11 + ["ArrowLeft"] * 7 + ["Space"] + ["ArrowRight"] * 14
    keys += ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"] * 7 + ["Space"]
    for key in keys:
        page.keyboard.press(key)


def answer(page) -> str:
    """What is said of the whole drawing, as in "Small CNN: 7, 99.1 %"."""
    page.locator(".try-out[data-state=answered] .run h3").wait_for()
    return page.locator(".try-out .run h3").inner_text()


def test_the_digits_are_learned_drawn_saved_and_loaded(open_training, tmp_path) -> None:
    page = open_training("epochs=40")
    first = steps(page)
    assert held_out(page) > 90
    press(page, "One step")
    wait_for_step(page, first + 1)
    press(page, "Rewind")
    wait_for_step(page, 0)
    press(page, "Run")
    page.wait_for_function(
        "() => Number(document.querySelector('.training-view').dataset.step) > 600",
        timeout=120_000,  # it gives way to all that is more urgent on the machine
    )
    press(page, "Pause")
    page.locator(WAITING).wait_for()
    page.wait_for_function(
        "() => document.querySelector('.status').textContent.includes('identical to')"
    )
    assert f"identical to the previous run so far ({steps(page)} steps)" in status(page)
    assert page.locator(".losses svg .ghost").count() > 0
    assert held_out(page) > 95
    draw_with_keys(page)
    said = answer(page)
    assert ": 7, " in said
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the weights").click()
    file = tmp_path / "digits.safetensors"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename.endswith(".safetensors")

    other = open_training()
    draw_with_keys(other)
    other.locator("input[type=file][accept*=safetensors]").set_input_files(str(file))
    other.get_by_text("The weights were loaded from your file.").wait_for()
    other.wait_for_function(
        "(said) => document.querySelector('.try-out .run h3')?.textContent === said", arg=said
    )
    stranger = tmp_path / "stranger.safetensors"
    stranger.write_bytes(b"\x80\x04 a pickle")
    other.locator("input[type=file][accept*=safetensors]").set_input_files(str(stranger))
    other.get_by_text("The file is a pickle or an archive").wait_for()
    assert answer(other) == said


def test_too_large_a_learning_rate_is_reported_and_the_page_stands(open_training) -> None:
    page = open_training("rate=1e6")
    page.locator(".training-view .problem").get_by_text("The loss diverged at step").wait_for()
    page.locator(".training-view .losses svg").hover(position={"x": 100, "y": 60})
    expect(page.locator(".training-view .reading")).to_contain_text("loss")


def test_a_single_step_with_such_a_rate_is_taken_back(open_training) -> None:
    page = open_training()
    first, right = steps(page), held_out(page)
    page.get_by_role("combobox", name="Learning rate").click()
    page.get_by_role("option", name="1e6").click()
    page.locator(".training-view .note").get_by_text("learning rate 1e+06").wait_for()
    press(page, "One step")
    problem = page.locator(".training-view .problem")
    problem.get_by_text(f"The loss diverged at step {first + 1}:").wait_for()
    page.locator(WAITING).wait_for()
    assert held_out(page) == right


def test_two_runs_side_by_side_survive_a_change_of_page(open_untrained) -> None:
    page = open_untrained("compare=dense&network=plain&rate=0.03&epochs=500")
    which = page.locator(".training-view .which button")
    expect(which).to_have_text(["Plain CNN", "Fully connected"])
    press(page, "Fully connected")
    page.locator(".filters figcaption", has_text="filters of 8×8").wait_for()
    press(page, "Run")
    page.locator(".training-view[data-state=running]").wait_for()
    before = steps(page)
    page.get_by_role("link", name="Output size").click()
    page.get_by_role("heading", name="Output size").first.wait_for()
    assert do(page, ("elsewhere", "Training"))
    page.locator(".training-view[data-state=running]").wait_for()
    page.wait_for_function(
        "(least) => Number(document.querySelector('.training-view').dataset.step) > least",
        arg=before + 20,
    )
    press(page, "Pause")
    page.locator(WAITING).wait_for()


def test_long_names_of_layers_stand_above_their_bars(open_untrained) -> None:
    page = open_untrained("network=residual&compare=activation")
    named = page.locator(".training-view .flow .named li")
    expect(named).to_have_count(10)
    name, bars = (named.nth(1).locator(part).bounding_box() for part in ("> span", "> .bars"))
    assert name["y"] + name["height"] <= bars["y"] + 1


def test_it_can_be_used_with_the_keyboard_alone(open_training) -> None:
    page = open_training()
    first = steps(page)
    page.locator(".training-view").get_by_role("button", name="One step").focus()
    page.keyboard.press("Enter")
    wait_for_step(page, first + 1)
    page.locator(".training-view .losses svg").focus()
    page.keyboard.press("Home")
    assert page.locator(".training-view .reading").inner_text().startswith("Step 0, loss")
    page.locator(".softmax summary").focus()
    page.keyboard.press("Enter")
    opened = page.locator(".softmax tr").all_inner_texts()
    assert len(opened) == 1 + 10 + 1
    shares = page.locator(".training-view .scores .number").all_inner_texts()
    assert [row.split("= ")[1] for row in opened[1:-1]] == shares
    page.locator(".try-out .pad").focus()
    page.keyboard.press("Space")
    answer(page)
    page.get_by_role("button", name="Right", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator(".try-out td.here:nth-child(4)").wait_for()
    page.locator(".try-out .pad").focus()
    page.keyboard.press("Delete")
    page.locator(".try-out .answer").wait_for(state="hidden")


def spoken(page) -> str:
    return page.locator(".training-view .spoken").inner_text()


def test_every_number_opens_by_the_keyboard(open_training) -> None:
    page = open_training()
    view = page.locator(".training-view")
    caption = view.locator(".filters figcaption")
    title = caption.inner_text()
    view.locator(".filters canvas").focus()
    keys(page, "Home", "ArrowRight", "ArrowDown", "PageDown")
    assert re.fullmatch(r"Filter 1, row 1, column 1: −?[\d.]+", caption.inner_text())
    assert spoken(page) == caption.inner_text()
    assert view.locator(".filters .spot").is_visible()
    keys(page, "Escape")
    assert caption.inner_text() == title

    view.locator(".maps canvas").last.focus()
    keys(page, "End")
    assert re.fullmatch(r"Map 15, row 3, column 3: ≈ [\d.]+", spoken(page))
    view.locator(".picture canvas").focus()
    keys(page, "ArrowDown", "ArrowDown")
    assert re.fullmatch(r"Row 1, column 0: \d+", spoken(page))

    for number in (0, 1):
        view.locator(".layer").first.locator("svg").nth(number).focus()
        counted = []
        keys(page, "Home")
        for _ in range(21):
            counted.append(int(re.search(r": ([\d,]+) of", spoken(page))[1].replace(",", "")))
            keys(page, "ArrowRight")
        assert sum(counted) == int(spoken(page).split(" of ")[1].replace(",", ""))
    view.locator(".accuracies svg").focus()
    keys(page, "End")
    assert spoken(page).startswith("Step 138, accuracy: ")


def cell_with_a_mistake(page):
    return page.locator(".matrix td.wrong").first


def test_a_cell_of_the_matrix_opens_its_pictures_by_keyboard(open_training) -> None:
    page = open_training()
    mistakes = page.locator(".gallery h3").inner_text()
    cell = cell_with_a_mistake(page)
    count, words = int(cell.inner_text()), cell.get_attribute("aria-label")
    row, column = cell.evaluate("td => [td.parentElement.rowIndex - 1, td.cellIndex - 1]")
    page.locator(".matrix td[tabindex='0']").focus()
    keys(page, "Home", *["ArrowDown"] * row, *["ArrowRight"] * column)
    assert page.locator(".matrix caption").inner_text() == words
    keys(page, "Enter")
    page.locator(".gallery .all").wait_for()
    expect(page.locator(".gallery li")).to_have_count(min(count, 8))
    expect(page.locator(".gallery h3")).to_have_text(re.compile(rf"^{count} picture"))
    expect(cell).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    keys(page, "Escape")
    page.locator(".gallery h3", has_text=mistakes).wait_for()


def test_every_number_opens_by_a_tap(open_training) -> None:
    page = open_training(viewport=PHONE, touch=True)
    view = page.locator(".training-view")
    view.locator(".losses svg").tap()
    expect(view.locator(".reading")).to_have_text(re.compile("^Step "))
    view.locator(".filters canvas").tap(position={"x": 3, "y": 3})
    expect(view.locator(".filters figcaption")).to_have_text(re.compile("^Filter 0, row 0"))
    view.locator(".maps canvas").first.tap(position={"x": 3, "y": 3})
    expect(view.locator(".maps figcaption").first).to_have_text(re.compile("^Map 0, row 0"))
    view.locator(".layer svg").first.tap()
    expect(view.locator(".layer .note").first).to_have_text(re.compile("^activations "))
    cell_with_a_mistake(page).tap()
    view.locator(".gallery .all").tap()
    view.locator(".gallery .all").wait_for(state="hidden")


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 800}, PHONE])
def test_names_of_classes_can_be_read_on_the_matrix(open_untrained, screen) -> None:
    page = open_untrained("data=shapes", viewport=screen)
    for scope in ("row", "col"):
        names = page.locator(f".matrix th[scope={scope}]")
        assert names.all_inner_texts() == ["circle", "ring", "square", "triangle", "cross"]
        cut = "cells => cells.filter(each => [each, each.firstChild].some(one =>"
        cut += " one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)).length"
        assert names.evaluate_all(cut) == 0


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 800}, PHONE])
def test_the_pad_is_one_press_away(open_training, screen) -> None:
    page = open_training(viewport=screen)
    jump = page.get_by_role("button", name="Try your own picture")
    assert jump.bounding_box()["y"] < screen["height"] - 100
    jump.focus()
    keys(page, "Enter", "Space", "ArrowDown")
    answer(page)
    for part in (".pad", ".run h3"):
        expect(page.locator(f".try-out {part}")).to_be_in_viewport(ratio=1)


ENDS = """
() => [...document.querySelectorAll(".training-view .ends")].map((ends) =>
  [ends, ...ends.children].map((part) => {
    const words = document.createRange();
    words.selectNodeContents(part);
    const { left, right, top } = (part === ends ? part : words).getBoundingClientRect();
    return { left, right, top };
  }))
"""
LINE = 10  # px; words further apart than that, up or down, are on different lines


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_ends_of_a_histogram_of_tiny_numbers_can_be_read(open_training, width: int) -> None:
    page = open_training(viewport={"width": width, "height": 844})
    page.evaluate(
        """() => {
          const { histograms, frame } = document.querySelector(".training-view").view;
          const tiny = { low: -2.1234e-12, high: 3.4567e-12 };
          histograms.show(frame.layers.map((layer) => ({
            ...layer,
            activations: { ...layer.activations, ...tiny },
            gradients: { ...layer.gradients, ...tiny },
          })));
        }"""
    )
    first = page.locator(".training-view .ends").first
    expect(first).to_have_text("−2.12e−12activations3.46e−12")
    page.locator(".training-view .layers").scroll_into_view_if_needed()
    for whole, *parts in page.evaluate(ENDS):
        assert all(whole["left"] - 1 <= part["left"] for part in parts)
        assert all(part["right"] <= whole["right"] + 1 for part in parts)
        for one, other in itertools.combinations(parts, 2):
            is_beside = one["right"] < other["left"] or other["right"] < one["left"]
            assert is_beside or abs(one["top"] - other["top"]) > LINE


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(open_training, colours: str) -> None:
    page = open_training("compare=shift", color_scheme=colours)
    page.locator(".softmax summary").click()
    assert violations(page) == []
    press(page, "Rewind")
    wait_for_step(page, 0)
    draw(page)
    answer_of_two = page.locator(".try-out .run h3")
    answer_of_two.nth(1).wait_for()
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_phone(open_training) -> None:
    page = open_training(viewport=PHONE, touch=True)
    draw(page)
    answer(page)
    assert cut_off(page, ".training-view") == []
    assert cut_off(page, ".try-out") == []
    assert violations(page) == []

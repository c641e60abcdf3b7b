"""What the page Training says of itself, and what its comparisons show."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.training_page import (
    AT_REST,
    WAITING,
    held_out,
    keys,
    press,
    run,
    standing,
    steps,
    wait_for_step,
)

pytestmark = pytest.mark.browser


def test_it_opens_untrained_says_so_and_trains_only_when_it_is_asked_to(open_untrained) -> None:
    page = open_untrained("epochs=2")
    commands: list[str] = []
    page.context.on(
        "request", lambda sent: commands.append(sent.url) if "command" in sent.url else None
    )
    untrained = "Untrained: the weights are random"
    assert standing(page).startswith(untrained)
    assert standing(page).endswith("Run trains for 2 epochs (46 steps) and stops.")
    expect(page.locator(".losses svg")).to_contain_text("Untrained: press Run")
    assert 5 < held_out(page) < 20  # of ten classes

    def is_untrained(seen) -> bool:
        seen.locator(f"{WAITING}[data-step='0']").wait_for()
        seen.wait_for_function(AT_REST)
        return standing(seen).startswith(untrained)

    run(page)
    assert steps(page) == 46
    page.reload()
    assert is_untrained(page)
    other = page.context.new_page()
    other.goto(page.url)
    assert is_untrained(other)
    page.get_by_role("link", name="Output size").click()
    page.get_by_role("heading", name="Output size").first.wait_for()
    page.go_back()
    assert is_untrained(page)
    page.get_by_role("combobox", name="Compare").click()
    page.get_by_role("option", name="Sigmoid vs ReLU").click()
    expect(page.locator(".which button")).to_have_count(2)
    assert is_untrained(page)
    page.go_back()
    expect(page.locator(".which")).to_be_hidden()
    assert is_untrained(page)
    assert len(commands) == 1  # the one Run


def test_run_stops_says_so_and_goes_on_for_as_many_epochs(open_untrained) -> None:
    page = open_untrained("epochs=3")
    run(page)
    assert steps(page) == 3 * 23
    done = "Trained: Run has stopped after 3 epochs, as set. Run again trains for 3 more epochs."
    assert standing(page) == done
    expect(page.locator(".spoken").first).to_contain_text(done)
    run(page)
    assert (steps(page), standing(page)) == (6 * 23, done)
    field = page.get_by_role("spinbutton", name="3 Fit: epochs")
    field.fill("1")
    field.press("Enter")
    page.wait_for_url("**epochs=1")
    run(page)
    assert steps(page) == 7 * 23
    field.fill("501")
    field.press("Enter")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert page.url.endswith("epochs=1")  # beyond the limits nothing changes


def test_the_steps_are_numbered_from_1_to_6_in_the_order_in_which_they_are_read(
    open_untrained,
) -> None:
    page = open_untrained()
    numbered = page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walk.nextNode()) {
            const text = walk.currentNode.textContent.trim();
            const shown = walk.currentNode.parentElement.checkVisibility();
            if (shown && /^[1-9] [A-Z]/.test(text)) found.push(text);
          }
          return found;
        }"""
    )
    assert numbered == [
        *("1 Data", "2 Model", "3 Fit: epochs", "4 Evaluate", "5 Improve it", "6 Save and reload")
    ]


def choose(page, menu: str, option: str) -> None:
    page.get_by_role("combobox", name=menu).click()
    page.get_by_role("option", name=option).click()


def test_overfitting_is_shown_and_named_with_its_numbers_and_the_rule(open_untrained) -> None:
    page = open_untrained()
    choose(page, "Compare", "Overfitting: few pictures")
    page.wait_for_url("**compare=overfit**")
    page.wait_for_function(AT_REST)
    run(page)
    (line,) = page.locator(".gaps p").all_inner_texts()
    found = re.fullmatch(
        r"Overfitting\. After step 240: training accuracy 100\.0% \(mean of the last epoch's"
        r" batches\), validation accuracy ([\d.]+)%: a gap of ([\d.]+) percentage points; from 10"
        r" on it is called overfitting here\. The validation loss was lowest after step \d+"
        r" \([\d.]+\); now it is [\d.]+\.",
        line,
    )
    assert found, line
    accuracy, points = map(float, found.groups())
    assert accuracy == held_out(page)
    assert points == pytest.approx(100 - accuracy, abs=0.06)
    expect(page.locator(".accuracies text.gap")).to_have_text(f"gap {round(points)} points")
    assert violations(page) == []


def test_sigmoid_against_relu_names_the_cause_with_the_networks_own_numbers(open_untrained) -> None:
    page = open_untrained()
    choose(page, "Compare", "Sigmoid vs ReLU")
    page.locator(".flow li").nth(3).wait_for()
    assert page.locator(".flow li > span").all_inner_texts() == ["CONV1", "CONV2", "FC1", "FC2"]
    bars = page.locator(".flow li").first.locator(".number").all_inner_texts()
    relu, sigmoid = (re.fullmatch(r"(ReLU|Sigmoid) 1/([\d,]+(?:\.\d)?)", one) for one in bars)
    assert float(sigmoid[2].replace(",", "")) > 20 * float(relu[2].replace(",", ""))
    expect(page.locator(".flow > p")).to_contain_text("at most 1/4")
    slopes = re.search(
        r"Sigmoid: mean derivatives here ([\d., ]+)\.$", page.locator(".flow > p").inner_text()
    )
    assert [float(slope) <= 0.25 for slope in slopes[1].split(", ")] == [True] * 3
    run(page)
    result = page.locator(".training-view .result").inner_text()
    relu, sigmoid = map(
        float,
        re.fullmatch(r"Validation accuracy: ReLU ([\d.]+)%, Sigmoid ([\d.]+)%", result).groups(),
    )
    assert relu > 90 > 50 > sigmoid
    assert violations(page) == []


def ticks(page) -> list[str]:
    """The numbers along the axis of steps, but for the 0."""
    return page.locator(".losses svg text[text-anchor=middle]:not(.empty)").all_text_contents()


def test_the_axis_of_a_rewound_run_is_a_fresh_one_and_its_scale_is_in_the_link(
    open_untrained,
) -> None:
    page = open_untrained("epochs=6")
    assert ticks(page) == ["50", "100"]
    run(page)
    run(page)
    page.locator(".losses svg").focus()
    keys(page, "End")
    assert page.locator(".reading").inner_text().startswith("Step ")
    press(page, "Rewind")
    wait_for_step(page, 0)
    assert ticks(page) == ["50", "100"]
    assert not page.locator(".reading").inner_text().startswith("Step ")
    page.get_by_role("combobox", name="Steps shown").select_option("logarithmic")
    page.wait_for_url("**axis=log")
    assert ticks(page) == ["10", "100"]
    other = open_untrained(page.url.partition("?")[2])
    assert ticks(other) == ["10", "100"]


def test_a_map_a_filter_or_the_picture_is_enlarged_and_the_focus_comes_back(open_untrained) -> None:
    page = open_untrained()
    dialog = page.locator("dialog.enlarged")
    for figure, tile in (
        (".maps", "Map 3 of 16. "),
        (".filters", "Filter 3 of 16. "),
        (".picture", ""),
    ):
        canvas = page.locator(f"{figure} canvas").first
        canvas.focus()
        keys(page, "Home", *["PageDown"] * (3 if tile else 0), "Enter")
        expect(dialog).to_be_visible()
        assert dialog.get_attribute("aria-label").startswith(tile)
        assert dialog.locator("canvas").bounding_box()["width"] > 300
        expect(dialog.locator("canvas")).to_be_focused()
        keys(page, "ArrowDown", "ArrowDown")
        words = dialog.locator("figcaption").inner_text()
        assert re.match(rf"{tile.split(' of ')[0] + ', r' if tile else 'R'}ow 1, column 0", words)
        assert violations(page) == []
        keys(page, "Escape")
        expect(dialog).to_be_hidden()
        expect(canvas).to_be_focused()
    page.locator(".maps canvas").first.click(position={"x": 3, "y": 3})
    expect(dialog).to_be_visible()
    keys(page, "PageDown")
    assert dialog.get_attribute("aria-label").startswith("Map 1 of 16. ")
    dialog.get_by_role("button", name="Previous one").click()
    dialog.get_by_role("button", name="Previous one").click()
    assert dialog.get_attribute("aria-label").startswith("Map 15 of 16. ")
    page.mouse.click(5, 5)  # beside it
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize(
    ("why", "words"), [("restarted", "The server was restarted"), ("ended", "the page was closed")]
)
def test_what_has_ended_a_training_is_said(open_untrained, faults, why: str, words: str) -> None:
    page = open_untrained()
    faults.allow("training-runs/frame")
    page.route("**/training-runs/frame*", lambda route: route.fulfill(status=404, body=why))
    expect(page.locator(".training-view .problem")).to_contain_text(words)

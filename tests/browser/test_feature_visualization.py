"""The page "Feature visualisation" in the browser: patches by keyboard, a climb step by step."""

import re

import pytest
from playwright.sync_api import expect

from app.feature_visualization.schema import VIEWS
from tests.browser.axe import violations_on_screens
from tests.browser.walks.controls import settle
from tests.browser.watch import assert_nothing_sent, frames_from_now_on

pytestmark = pytest.mark.browser

DIGITS = "network=lenet_digits"


@pytest.fixture
def open_features(open_lesson):
    def open_features(query: str = "", wait=settle, **options):
        return open_lesson("feature-visualization", f"{DIGITS}&{query}", wait=wait, **options)

    return open_features


def test_arrow_keys_open_the_patches_and_nothing_is_sent(open_features) -> None:
    page = open_features()
    frames = frames_from_now_on(page)
    tiles = page.locator(".picture-board .tile")
    expect(tiles).to_have_count(10)
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(tiles.nth(4)).to_be_focused()
    value = tiles.nth(4).locator(".label").inner_text()
    expect(page.locator(".picture-board .what")).to_contain_text(f"{value} in Digit")
    expect(page.locator(".picture-board .lines")).to_contain_text("Σ w·x + b")
    assert_nothing_sent(page, frames)


def stop(page):
    return page.locator(".run-bar").get_by_role("button", name="Stop")


def test_a_climb_is_stopped_taken_by_one_step_and_started_again(open_features) -> None:
    # It climbs as soon as it is shown, and its script does not rest before it is stopped.
    # A small network's climb may be over before anybody sees that it can be stopped.
    query = "view=maximisation&steps=500&network=residual_cifar10"
    page = open_features(query, lambda page: stop(page).wait_for())
    bar = page.locator(".run-bar")
    stop(page).click()
    expect(bar.get_by_role("button", name="Continue")).to_be_visible()
    settle(page)

    def step() -> int:
        return int(re.search(r"Step (\d+) of 500", bar.inner_text())[1])

    before = step()
    bar.get_by_role("button", name="Step", exact=True).click()
    expect(bar).to_contain_text(f"Step {before + 1} of 500")
    bar.get_by_role("button", name="Start again").click()
    expect(stop(page)).to_be_visible()
    stop(page).click()


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_is_for_everyone(open_features, view: str) -> None:
    assert violations_on_screens(open_features, f"view={view}&steps=10&passes=1&octaves=1") == []

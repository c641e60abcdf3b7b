"""What a learner takes away from "Step by step": figures, an animation, a page of its own."""

import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from tests.browser.axe import violations
from tests.browser.watch import wait_painted

pytestmark = pytest.mark.browser


def saved(page, button: str, folder):
    """The file that a button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


@pytest.fixture
def open_steps(open_page, faults):
    """Open "Step by step" with the query of a link."""
    faults.allow(r"/step-by-step/_stcore/")
    faults.allow(r"Failed to load resource: the server responded with a status of 404")

    def open_steps(query: str):
        page = open_page(f"/step-by-step?{query}")
        page.set_default_timeout(15_000)
        wait_painted(page)
        return page

    return open_steps


@pytest.fixture
def steps(open_steps):
    return open_steps("example=c&volume=½_<script>~3_4~~1_2~3_4~~1_2~3_4&padding=1")


def test_figures_and_animation_carry_the_numbers(steps, tmp_path) -> None:
    steps.locator(".maps").focus()
    steps.keyboard.press("Home")
    steps.keyboard.press("PageDown")
    figure = saved(steps, "SVG", tmp_path)
    assert figure.name == "correlation-0-0-1.svg"
    texts = [element.text for element in ET.parse(figure).iter("{http://www.w3.org/2000/svg}text")]
    assert "Output [0, 1], cell 2 of 25" in texts
    assert "−25" in texts
    assert "310 + (−170) + 325 + 1 = 466" in texts
    with Image.open(saved(steps, "PNG", tmp_path)) as picture:
        assert picture.width > 1900
    with Image.open(saved(steps, "Animated GIF", tmp_path)) as animation:
        assert animation.n_frames == 25
        assert animation.info["loop"] == 0


def test_a_long_animation_shows_how_far_it_is_and_can_be_stopped(open_steps) -> None:
    page = open_steps("example=random&rows=12&columns=12&channels=4&filters=4&padding=1")
    files = []
    page.on("download", lambda file: files.append(file))
    page.get_by_role("button", name="Animated GIF").click()
    page.wait_for_function("document.querySelector('.saving progress').value > 2")
    assert page.locator(".saving output").inner_text().endswith("of 576")
    page.get_by_role("button", name="Stop").click()
    assert page.locator(".saving progress").is_hidden()
    assert page.get_by_role("button", name="Animated GIF").is_enabled()
    page.wait_for_timeout(500)
    assert files == []


def test_the_web_page_steps_without_a_server_and_a_network(steps, browser, tmp_path) -> None:
    file = saved(steps, "Web page", tmp_path)
    for colours, background in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(14, 17, 23)")):
        context = browser.new_context(offline=True, color_scheme=colours, accept_downloads=True)
        page = context.new_page()
        faults = []
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        page.on("console", lambda message, faults=faults: faults.append(message.text))
        page.goto(file.as_uri())
        page.locator(".stepper[data-painted]").wait_for()
        page.keyboard.press("Home")
        page.keyboard.press("PageDown")
        assert page.locator(".board .total").inner_text() == "310 + (−170) + 325 + 1 = 466"
        assert (
            page.locator("body").evaluate("b => getComputedStyle(b).backgroundColor") == background
        )
        assert violations(page) == []
        with Image.open(saved(page, "Animated GIF", tmp_path)) as animation:
            assert animation.n_frames == 25
        assert faults == []
        context.close()

"""What a learner takes away from "Step by step": figures, an animation, a page of its own."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from PIL import Image

from tests.browser.axe import violations
from tests.browser.watch import PATIENCE

pytestmark = pytest.mark.browser


def saved(place, button: str, folder):
    """The file that a button of a page, or of one of its parts, gives."""
    page = getattr(place, "page", place)
    with page.expect_download() as waiting:
        place.get_by_role("button", name=button, exact=True).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def texts_in(figure) -> list[str]:
    return [element.text for element in ET.parse(figure).iter("{http://www.w3.org/2000/svg}text")]


KEEP_PRINTED = "print = () => { top.printed = document.documentElement.outerHTML }"


def printed(context, place) -> tuple[bytes, object]:
    """What a browser prints of a figure, as PDF, and the page with it."""
    page = getattr(place, "page", place)
    place.get_by_role("button", name="PDF (print)", exact=True).click()
    page.wait_for_function("() => window.printed")
    sheet = context.new_page()
    sheet.set_content(page.evaluate("() => window.printed"))
    return sheet.pdf(prefer_css_page_size=True), sheet


@pytest.fixture
def steps(open_lesson):
    return open_lesson(
        "step-by-step", "example=c&volume=½_<script>~3_4~~1_2~3_4~~1_2~3_4&padding=1"
    )


def test_figures_and_animation_carry_the_numbers(steps, tmp_path) -> None:
    steps.locator(".maps").focus()
    steps.keyboard.press("Home")
    steps.keyboard.press("PageDown")
    figure = saved(steps, "SVG", tmp_path)
    assert figure.name == "correlation-0-0-1.svg"
    texts = texts_in(figure)
    assert "Output [0, 1], step 2 of 25" in texts
    assert "−25" in texts
    assert "310 + (−170) + 325 + 1 = 466" in texts
    with Image.open(saved(steps, "PNG", tmp_path)) as picture:
        assert picture.width > 1900
    with Image.open(saved(steps, "Animated GIF", tmp_path)) as animation:
        assert animation.n_frames == 25
        assert animation.info["loop"] == 0


def test_a_long_animation_shows_how_far_it_is_and_can_be_stopped(open_lesson, tmp_path) -> None:
    query = "example=random&rows=12&columns=12&channels=4&filters=4&padding=1"
    page = open_lesson("step-by-step", query)
    files = []
    page.on("download", lambda file: files.append(file))
    page.get_by_role("button", name="Animated GIF").click()
    page.wait_for_function("document.querySelector('.saving progress').value > 2")
    assert page.locator(".saving output").inner_text().endswith("of 576")
    page.get_by_role("button", name="Stop").click()
    assert page.locator(".saving progress").is_hidden()
    assert page.get_by_role("button", name="Animated GIF").is_enabled()
    figure = saved(page, "SVG", tmp_path)  # and no animation has come before it
    assert [file.suggested_filename for file in files] == [figure.name]


def test_the_web_page_steps_without_a_server_and_a_network(steps, browser, tmp_path) -> None:
    file = saved(steps, "Web page", tmp_path)
    for colours, background in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(14, 17, 23)")):
        context = browser.new_context(offline=True, color_scheme=colours, accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(KEEP_PRINTED)
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
        pdf, _ = printed(context, page)
        assert b"/Font" in pdf
        assert faults == []
        context.close()


@pytest.mark.parametrize(
    ("lesson", "query", "part", "name", "words"),
    [
        (
            "output-size",
            "width=22&kernel=5&stride=4&padding=1",
            ".size-axis",
            "windows-22-5-4",
            ["22 − 5 + 2·1", "output 4", "no fit"],
        ),
        (
            "output-size",
            "width=23&kernel=5&stride=2&padding=1&depth=6&filters=7",
            ".layer-picture",
            "volumes-23-23-6",
            ["23×23×6", "11×11×7", "7 filters of", "(F·F·D1 + 1)·K = (5·5·6 + 1)·7 = 1,057"],
        ),
        (
            "step-by-step",
            "example=c&volume=½_1234~~1_2~3_4&padding=1&view=neurons",
            ".receptive-field",
            "neuron-0-0-0",
            ["Output v: 5 × 5", "Neuron [0, 0] and its receptive field"],
        ),
        (
            "step-by-step",
            "example=strided&view=pooling",
            ".receptive-field",
            "window-0-0-0-0",
            ["Max pooling", "Average pooling: (3 + 4 + 3 + 5)/4 = 3.75"],
        ),
        (
            "step-by-step",
            "example=volume&view=matrix",
            ".matrix-product",
            "matrices-column-0",
            [
                "Columns: 27 × 16, one window per column",
                "Column 0 is the window of output position [0, 0]",
            ],
        ),
    ],
)
def test_what_is_seen_is_saved_on_white_paper(
    open_lesson, tmp_path, lesson, query, part, name, words
) -> None:
    page = open_lesson(lesson, query, color_scheme="dark")
    shown = page.locator(part)
    colours = shown.evaluate("root => getComputedStyle(root).color")
    svg = saved(shown, "SVG", tmp_path)
    assert svg.name == f"{name}.svg"
    texts = texts_in(svg)
    assert set(words) <= set(texts)
    drawn = shown.locator("svg text").all_text_contents()
    assert len(drawn) > 5
    assert not Counter(drawn) - Counter(texts)
    png = saved(shown, "PNG", tmp_path)
    assert png.name == f"{name}.png"
    with Image.open(png) as picture:
        pixels = picture.convert("L")
        assert pixels.width == 2400
        assert pixels.getpixel((0, 0)) == 255
        assert pixels.getextrema()[0] < 60
    assert shown.evaluate("root => getComputedStyle(root).color") == colours


@pytest.mark.parametrize(
    ("lesson", "query", "part", "words"),
    [
        (
            "step-by-step",
            "example=c&volume=½_1234~~1_2~3_4~~1_2~3_4&padding=1",
            ".stepper",
            "step 1 of",
        ),
        ("output-size", "width=22&kernel=5&stride=4&padding=1", ".size-axis", "22 − 5 + 2·1"),
        ("volumes", "", ".volume-view", "6 filters of 3×3×3"),
        ("kernel-lab", "kernel=sobel_x&kernel_b=mean_3x3", ".pipeline-view", "Sobel"),
    ],
)
def test_a_figure_is_printed_as_one_page_of_lines_and_text(
    open_lesson, open_page, lesson, query, part, words
) -> None:
    path = "" if lesson == "kernel-lab" else lesson
    page = open_lesson(path, query) if path else open_page(f"/?{query}")
    page.context.add_init_script(KEEP_PRINTED)
    page.reload()
    shown = page.locator(part).first
    shown.locator("xpath=self::*[@data-painted]").wait_for()
    pdf, sheet = printed(page.context, shown)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    (box,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    svg = sheet.locator("body > svg")
    for points, side in zip(box, ("width", "height"), strict=True):
        pixels = float(svg.get_attribute(side))
        assert float(points) == pytest.approx(pixels * 0.75, abs=1.5)  # 96 pixels are 72 points
    assert words in svg.text_content()
    assert b"/Font" in pdf
    if part == ".stepper":  # others have pictures, or hatching that is drawn as one
        assert b"/Subtype /Image" not in pdf
    assert page.title() != ""

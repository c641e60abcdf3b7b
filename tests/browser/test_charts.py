"""Charts that open on demand: Plotly is fetched then, and everybody can use them."""

import pytest
from playwright.sync_api import expect

from tests.browser import training_page
from tests.browser.axe import violations
from tests.browser.watch import cut_off, wait_settled, wait_still

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
KERNEL_LAB = ("", "kernel=mean_3x3&response=yes", "Kernel surface and frequency response")
BUILDER = ("builder", "costs=yes", "Costs layer by layer")
CHARTS = {"kernel lab": KERNEL_LAB, "builder": BUILDER}
HISTORY = "History: explore the curves"


def drawn(page, count: int = 1) -> None:
    """Wait until so many charts have been drawn."""
    page.locator(".js-plotly-plot .main-svg").nth(count - 1).wait_for(state="attached")


def opened(open_page, faults, path: str, query: str):
    """A page, opened with a link that has its charts open."""
    if path:  # Streamlit's client looks for the server beside such a page first
        faults.allow(rf"/{path}/_stcore/")
        faults.allow(r"Failed to load resource: the server responded with a status of 404")
    page = open_page(f"/{path}?{query}")
    drawn(page)
    return page


@pytest.mark.parametrize("name", CHARTS)
def test_plotly_is_fetched_when_the_charts_are_opened(open_page, faults, name: str) -> None:
    path, query, title = CHARTS[name]
    page = open_page("/")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.lower()))
    if path:
        faults.allow(rf"/{path}/_stcore/")
        faults.allow(r"Failed to load resource: the server responded with a status of 404")
    page.goto(page.url.partition("?")[0].rstrip("/") + f"/{path}")
    wait_settled(page)
    assert not [url for url in fetched if "plotly" in url]
    page.locator("summary", has_text=title).click()
    drawn(page)
    assert [url for url in fetched if "plotly" in url]
    field = query.rpartition("&")[2].partition("=")[0]
    page.wait_for_function("(name) => location.search.includes(`${name}=yes`)", arg=field)
    page.locator("summary", has_text=title).click()
    page.wait_for_function("(name) => !location.search.includes(name)", arg=field)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_shows_all(open_page, faults, name: str, colours) -> None:
    path, query, _ = CHARTS[name]
    page = opened(open_page, faults, path, query)
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    found = violations(page)
    page.set_viewport_size(PHONE)
    found += violations(page) + cut_off(page, "main")
    assert not found, "\n".join(found)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


PROGRAMS = {
    "builder": "show=layers&layers=conv_3_1_1_16~maxout_2~flatten~fc_10",
    "training": "",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_axe_finds_nothing_in_the_programs(open_lesson, name: str) -> None:
    page = open_lesson(name, PROGRAMS[name])
    page.locator("summary", has_text="Show me the code").click()
    page.get_by_text("plt.show()").nth(1).wait_for()
    found = []
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        found += violations(page)
    page.set_viewport_size(PHONE)
    found += violations(page) + cut_off(page, "main")
    assert not found, "\n".join(found)


# What shapes are painted with, and what the system's own colours are.
PAINTED = """
(selector) => [...document.querySelectorAll(selector)].map((shape) => {
  const style = getComputedStyle(shape);
  const { fill, stroke, strokeDasharray: dashes, strokeWidth: width } = style;
  return { fill, stroke, dashes, width };
})
"""
SYSTEM = """
(name) => {
  const probe = document.createElement("p");
  probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
"""
LINES = ".scatterlayer .js-line, .legendlines path"


def check_lines(page, count: int, drawn: int, names: set[str]) -> None:
    """Each of `count` lines has one of the system's colours, and differs in more than that.

    They are drawn so often, and look the same in each legend.
    """
    lines = page.evaluate(PAINTED, LINES)
    assert len(lines) == count * drawn
    assert {line["stroke"] for line in lines} == {page.evaluate(SYSTEM, name) for name in names}
    assert len({(line["stroke"], line["dashes"], line["width"]) for line in lines}) == count
    assert len({(line["dashes"], line["width"]) for line in lines}) == count
    ground = page.evaluate("() => getComputedStyle(document.querySelector('.main-svg')).background")
    assert page.evaluate(SYSTEM, "Canvas") in ground


def force_colours(page, colours: str = "light") -> None:
    """Let the system force its colours."""
    page.emulate_media(color_scheme=colours, forced_colors="active")
    wait_still(page)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_forced_colours_draw_lines_and_bars_in_the_systems_own(open_page, faults, colours) -> None:
    page = opened(open_page, faults, "", "kernel=sobel_x&response=yes")
    drawn(page, 5)
    force_colours(page, colours)
    check_lines(page, 3, 2, {"CanvasText", "LinkText", "Highlight"})
    page = opened(open_page, faults, *BUILDER[:2])
    drawn(page, 5)
    force_colours(page, colours)
    text, ground = (page.evaluate(SYSTEM, name) for name in ("CanvasText", "Canvas"))
    bars = page.evaluate(PAINTED, ".bars .point path")
    assert len(bars) == 3 * 13
    assert {bar["fill"] for bar in bars} == {text}
    assert {one["fill"] for one in page.evaluate(PAINTED, ".bartext-inside")} == {ground}
    assert {one["fill"] for one in page.evaluate(PAINTED, ".bartext-outside")} == {text}


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_numbers_of_axes_are_as_dark_as_the_texts_of_the_page(open_page, faults, colours) -> None:
    page = opened(open_page, faults, "activation-functions", "show=compare&other=prelu")
    page.emulate_media(color_scheme=colours)
    wait_still(page)
    texts = page.evaluate(PAINTED, ".js-plotly-plot :is([class$='tick'], .g-xtitle) text")
    assert len(texts) > 15
    ink = page.evaluate("() => getComputedStyle(document.querySelector('main p')).color")
    assert {text["fill"] for text in texts} == {ink}


EYES = """
() => [...document.querySelectorAll(".js-plotly-plot")].flatMap(({ _fullLayout: { scene } }) =>
  scene ? [[scene.camera.eye.x, scene.camera.eye.y, scene.camera.eye.z]] : [])
"""


def test_keys_turn_the_surfaces_and_leave_the_link_alone(open_page, faults) -> None:
    page = opened(open_page, faults, "", "kernel_b=gaussian_3x3&response=yes")
    page.wait_for_function(f"() => ({EYES})().length === 2")
    seen = [page.evaluate(EYES)]
    address = page.url
    for label in ("Turn left", "Higher", "Lower", "Turn right"):
        button = page.get_by_role("button", name=label, exact=True)
        button.focus()
        page.keyboard.press("Enter")
        other = f"(before) => ({EYES})().every((eye) => String(eye) !== before)"
        page.wait_for_function(
            other, arg=",".join(page.evaluate(f"() => ({EYES})()[0].map(String)"))
        )
        expect(button).to_be_focused()
        seen.append(page.evaluate(EYES))
    for first, left, higher, lower, last in zip(*seen, strict=True):
        assert left[0] > first[0]
        assert higher[2] > left[2]
        assert lower == pytest.approx(left)
        assert last == pytest.approx(first)
    assert page.url == address


STARTS = {"SVG": b"<?xml", "PNG": b"\x89PNG", "PDF": b"%PDF-"}


def check_saved(page, title: str, name: str, tmp_path) -> None:
    """The figure comes as a file of each kind."""
    for kind, start in STARTS.items():
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"{title} as {kind}").click()
        waiting.value.save_as(tmp_path / name)
        assert waiting.value.suggested_filename == f"{name}.{kind.lower()}"
        assert (tmp_path / name).read_bytes().startswith(start)


COMPARED = ("activation-functions", "show=compare&other=tanh")


@pytest.mark.parametrize(
    ("page_and_query", "title", "name"),
    [
        (KERNEL_LAB[:2], "Frequency response", "frequency-response"),
        (BUILDER[:2], "Costs", "costs"),
        (COMPARED, "sigmoid and tanh", "sigmoid-tanh"),
    ],
)
def test_a_chart_is_saved_in_each_kind(
    open_page, faults, page_and_query: tuple[str, str], title: str, name: str, tmp_path
) -> None:
    check_saved(opened(open_page, faults, *page_and_query), title, name, tmp_path)


def test_the_response_follows_the_kernel(open_page, faults) -> None:
    page = opened(open_page, faults, *KERNEL_LAB[:2])
    expect(page.get_by_text("Highest side lobe: 33.3%")).to_be_visible()
    page.get_by_role("slider", name="Dilation").first.press("ArrowRight")
    expect(page.get_by_text("dilated by 2×2")).to_be_visible()


def test_the_history_of_a_training_is_opened_and_brought_up_to_date(
    open_training, tmp_path
) -> None:
    page = open_training("compare=activation&network=plain")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.lower()))
    page.locator("summary", has_text=HISTORY).click()
    drawn(page)
    assert [url for url in fetched if "plotly" in url]
    page.wait_for_function("() => location.search.includes('history=yes')")
    page.get_by_text("ReLU: after step 138, training loss").wait_for()
    page.get_by_text("Sigmoid: after step 138, training loss").wait_for()
    training_page.press(page, "One step")
    training_page.wait_for_step(page, 139)
    page.get_by_role("button", name="Update").click()
    page.get_by_text("ReLU: after step 139, training loss").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download history.csv").click()
    waiting.value.save_as(tmp_path / "history.csv")
    lines = (tmp_path / "history.csv").read_text().splitlines()
    assert lines[0].startswith("run,step,epoch,training loss")
    assert sum(line.startswith("Sigmoid,") for line in lines) >= 139
    check_saved(page, "History", "history", tmp_path)
    force_colours(page)
    check_lines(page, 4, 4, {"CanvasText", "LinkText"})
    page.emulate_media(forced_colors="null")
    found = violations(page)
    page.set_viewport_size(PHONE)
    found += violations(page) + cut_off(page, "main")
    assert not found, "\n".join(found)

"""The page "Activation functions" in a browser: the point, the maps, the chart, for everyone."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.watch import (
    ask_server,
    assert_nothing_sent,
    cut_off,
    frames_from_now_on,
    wait_settled,
)

pytestmark = pytest.mark.browser

PAGE = "activation-functions"
PHONE = {"width": 390, "height": 844}
POINT = "Point x on the curve"
PLOTLY = "plotly"  # in the name of the file that the browser fetches


def table(page) -> dict[str, list[str]]:
    """What the table says, by the names of its rows."""
    rows = page.locator(".activation-curve tr").all()
    texts = [row.locator("th, td").all_inner_texts() for row in rows]
    return {name: values for name, *values in texts}


CURRICULUM = {
    "sigmoid": (["4.54·10⁻⁵", "0.5", "0.99995"], ["4.54·10⁻⁵", "0.25", "4.54·10⁻⁵"]),
    "tanh": (["−1 + 4.12·10⁻⁹", "0", "1 − 4.12·10⁻⁹"], ["8.24·10⁻⁹", "1", "8.24·10⁻⁹"]),
    "relu": (["0", "0", "10"], ["0", "0", "1"]),
    "leaky_0.1": (["−1", "0", "10"], ["0.1", "0.1", "1"]),
    "leaky_0.01": (["−0.1", "0", "10"], ["0.01", "0.01", "1"]),
    "prelu&slope=0.3": (["−3", "0", "10"], ["0.3", "0.3", "1"]),
    "maxout&lines=0_0~1_0": (["0", "0", "10"], ["0", "0", "1"]),
    "elu": (["−0.99995", "0", "10"], ["4.54·10⁻⁵", "1", "1"]),
    "gelu": (["−7.62·10⁻²³", "0", "10"], ["−7.62·10⁻²²", "0.5", "1"]),
    "silu": (["−4.54·10⁻⁴", "0", "9.9995"], ["−4.09·10⁻⁴", "0.5", "1.0004"]),
    "softplus": (["4.54·10⁻⁵", "0.69315", "10 + 4.54·10⁻⁵"], ["4.54·10⁻⁵", "0.5", "0.99995"]),
}


def test_the_values_of_the_curriculum_stand_on_the_page(open_lesson) -> None:
    page = open_lesson(PAGE)
    for query, (values, slopes) in CURRICULUM.items():
        page.goto(f"{page.url.partition('?')[0]}?function={query}")
        wait_settled(page)
        found = table(page)
        assert found["x"][:3] == ["−10", "0", "10"]
        assert (query, found["f(x)"][:3]) == (query, values)
        assert (query, found["f′(x)"][:3]) == (query, slopes)


def test_the_point_is_dragged_and_moved_by_keys_without_the_server(open_lesson) -> None:
    page = open_lesson(PAGE)
    frames = frames_from_now_on(page)
    point = page.get_by_role("slider", name=POINT)
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 60, steps=10)
    page.mouse.up()
    dragged = float(point.get_attribute("aria-valuenow"))
    assert -8 < dragged < -5
    assert table(page)["x"][3] == str(dragged).replace("-", "−").removesuffix(".0")
    expect(page.locator(".activation-curve .gradient")).to_contain_text("Saturated")
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 60)  # no longer held
    assert float(point.get_attribute("aria-valuenow")) == dragged
    for key, x in (("Home", -10), ("PageDown", -9), ("ArrowRight", -8.9), ("End", 10)):
        point.press(key)
        assert float(point.get_attribute("aria-valuenow")) == x
    said = point.get_attribute("aria-valuetext")
    assert said == "x = 10, f(x) = 0.99995, f′(x) = 4.54·10⁻⁵"
    assert_nothing_sent(page, frames)


def test_a_pixel_moves_the_point_without_the_server(open_lesson) -> None:
    page = open_lesson(PAGE, "function=tanh")
    frames = frames_from_now_on(page)
    told = page.locator(".activation-maps .told")
    page.locator(".activation-maps canvas").nth(1).hover(position={"x": 60, "y": 60})
    expect(told).to_contain_text("Pixel [")
    z = float(told.inner_text().split("z = ")[1].split(",")[0].replace("−", "-"))
    moved = float(page.get_by_role("slider", name=POINT).get_attribute("aria-valuenow"))
    assert moved == pytest.approx(max(-10, min(10, z)), abs=0.006)
    response = page.locator(".activation-maps canvas").first
    response.press("ArrowLeft")
    before = told.inner_text()
    response.press("ArrowDown")
    assert told.inner_text() != before
    assert_nothing_sent(page, frames)


def test_a_link_opens_function_slope_and_point(open_lesson) -> None:
    page = open_lesson(PAGE, "function=prelu&slope=0.4&point=-2.5")
    expect(page.locator(".activation-curve .formula")).to_contain_text("a = 0.4")
    assert table(page)["x"][3] == "−2.5"
    assert table(page)["f(x)"][3] == "−1"
    page.get_by_role("slider", name=POINT).press("ArrowRight")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").get_by_text("Copied.").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.endswith("?function=prelu&slope=0.4&point=-2.4")
    before = wait_settled(page)
    page.get_by_role("slider", name="Slope a below 0").press("ArrowRight")
    wait_settled(page, before)
    assert table(page)["f(x)"][3] == "−0.984"


def test_plotly_is_fetched_where_two_functions_are_compared_and_nowhere_else(open_page) -> None:
    page = open_page("/")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.reload()
    wait_settled(page)
    page.get_by_role("link", name="Activation functions").click()
    page.locator(".activation-curve[data-painted]").wait_for()
    assert [url for url in fetched if PLOTLY in url.lower()] == []
    page.get_by_text("Compare two").click()
    page.locator(".js-plotly-plot .scatterlayer .trace").nth(3).wait_for(state="attached")
    assert [url for url in fetched if PLOTLY in url.lower()]


STATES = ["", "function=maxout", "show=compare&other=prelu"]


@pytest.mark.parametrize("query", STATES)
def test_axe_finds_nothing_and_a_phone_shows_all(open_lesson, open_page, faults, query) -> None:
    if "compare" in query:
        faults.allow(rf"/{PAGE}/_stcore/")
        faults.allow(r"Failed to load resource: the server responded with a status of 404")
        page = open_page(f"/{PAGE}?{query}")
        page.locator(".js-plotly-plot .scatterlayer .trace").nth(3).wait_for(state="attached")
    else:
        page = open_lesson(PAGE, query)
    found = []
    for screen in ({"width": 1280, "height": 800}, PHONE):
        page.set_viewport_size(screen)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            found += violations(page)
        found += cut_off(page, "main")
    assert not found, "\n".join(found)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


def test_forced_colours_draw_everything_in_the_systems_own(open_lesson) -> None:
    page = open_lesson(PAGE)
    page.emulate_media(forced_colors="active")
    strokes = page.locator(".activation-curve .curve").evaluate_all(
        "(curves) => curves.map((curve) => getComputedStyle(curve).stroke)"
    )
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert len(strokes) == 2
    assert ground not in strokes


def experiment(open_page, faults, name: str, query: str = "", **options):
    """Open an experiment, and wait for its first picture."""
    faults.allow(rf"/{PAGE}/_stcore/")
    faults.allow(r"Failed to load resource: the server responded with a status of 404")
    page = open_page(f"/{PAGE}?show=experiments&experiment={name}&{query}", **options)
    page.locator(FIRST).first.wait_for(state="attached")
    return page


FIRST = ".experiment-chart[data-painted] .axis, .activation-curve[data-painted] .curve"
PIECES = "() => document.querySelector('.run-bar').requests.piece"
EXPERIMENTS = ("vanish", "zigzag", "dying", "speed", "cost", "maxout")


def test_an_experiment_is_stopped_continued_and_run_again(open_page, faults) -> None:
    page = experiment(open_page, faults, "speed")
    bar = page.locator(".run-bar")
    bar.get_by_role("button", name="Stop").click()
    expect(bar.get_by_role("button", name="Continue")).to_be_visible()
    page.wait_for_function("() => !document.querySelector('.run-bar').requests.busy")
    pieces = page.evaluate(PIECES)
    ask_server(page)
    assert page.evaluate(PIECES) == pieces
    bar.get_by_role("button", name="Continue").click()
    bar.get_by_role("button", name="Run again").wait_for()
    expect(bar.locator("p")).to_have_text("20 of 20 seeds")
    sentence = page.get_by_text("times as many steps as ReLU")
    first = sentence.inner_text()
    assert "median of 20 seeds" in first
    bar.get_by_role("button", name="Run again").click()
    expect(bar.locator("p")).not_to_have_text("20 of 20 seeds")
    bar.get_by_role("button", name="Run again").wait_for()
    assert sentence.inner_text() == first  # the same seeds, the same result


def test_a_chart_is_read_by_keys_and_pointer(open_page, faults) -> None:
    page = experiment(open_page, faults, "vanish")
    chart = page.locator(".experiment-chart")
    told = chart.locator(".told")
    plot = chart.get_by_role("img")
    assert plot.get_attribute("aria-label").startswith("Sigmoid: the gradient of layer 1 is ")
    plot.press("ArrowRight")
    assert told.inner_text().startswith("sigmoid, layer 1: ")
    plot.press("End")
    assert told.inner_text().startswith("ReLU, layer 10: ")
    assert chart.locator(".spoken").inner_text() == told.inner_text()
    plot.hover(position={"x": 90, "y": 330})
    assert "layer 1: " in told.inner_text()
    assert chart.locator(".bar").count() == 20


CROSSED = """
() => {
  const chart = [...document.querySelectorAll(".experiment-chart")]
    .find((one) => one.textContent.includes("goal 0.3"));
  const { x, y, width, height } = chart.querySelector("text.mark").getBBox();
  return [...chart.querySelectorAll("path.line")].map((line) => {
    const count = Math.ceil(line.getTotalLength());
    return Array.from({ length: count }, (_, at) => line.getPointAtLength(at)).filter(
      (one) => one.x > x && one.x < x + width && one.y > y && one.y < y + height,
    ).length;
  });
}
"""
"""How many points of each curve lie under the goal's label."""


def test_no_curve_runs_through_the_goals_label(open_page, faults) -> None:
    page = experiment(open_page, faults, "speed")
    page.locator(".run-bar").get_by_role("button", name="Run again").wait_for()
    assert page.evaluate(CROSSED) == [0, 0]


def test_the_page_answers_while_an_experiment_runs(open_page, faults) -> None:
    page = experiment(open_page, faults, "speed", "rival=sigmoid")
    page.get_by_role("slider", name="First seed").press("ArrowRight")
    page.wait_for_url("**seed=2**")
    page.get_by_text("Zig-zag").click()
    page.get_by_text("steps that change both weights").first.wait_for()
    assert page.locator(".run-bar").count() == 0


STOP = """
() => [...document.querySelectorAll(".run-bar button")]
  .find((button) => button.textContent === "Stop")?.click()
"""
"""At once: an experiment may be over before a hand has come to the button."""


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_axe_finds_nothing_in_an_experiment_and_a_phone_shows_all(
    open_page, faults, name: str
) -> None:
    page = experiment(open_page, faults, name)
    page.evaluate(STOP)
    found = []
    for screen in ({"width": 1280, "height": 800}, PHONE):
        page.set_viewport_size(screen)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            found += violations(page)
        found += cut_off(page, "main")
    assert not found, "\n".join(found)

"""Charts that open on demand: Plotly is fetched then, and everybody can use them."""

import pytest

from tests.browser import training_page
from tests.browser.axe import violations
from tests.browser.watch import cut_off, wait_settled

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


def test_the_response_follows_the_kernel(open_page, faults) -> None:
    page = opened(open_page, faults, *KERNEL_LAB[:2])
    page.get_by_text("Highest side lobe: 33.3%").wait_for()
    page.get_by_role("slider", name="Dilation").first.press("ArrowRight")
    page.get_by_text("dilated by 2×2").wait_for()


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
    found = violations(page)
    page.set_viewport_size(PHONE)
    found += violations(page) + cut_off(page, "main")
    assert not found, "\n".join(found)

"""One server for all browser tests; every page is watched for faults."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser import training_page
from tests.browser.tabs import Tabs
from tests.browser.watch import Faults, wait_settled
from tests.serving import Server, running_server

LAPTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The real app, started as a user starts it."""
    with running_server() as running:
        yield running
        assert "Traceback" not in running.log(), running.log()


@pytest.fixture
def faults() -> Faults:
    """What went wrong in the pages of this test; `faults.allow(pattern)` excuses what must."""
    return Faults()


@pytest.fixture(scope="session")
def tabs(browser, server: Server) -> Tabs:
    return Tabs(browser, server.url)


@pytest.fixture
def open_page(tabs: Tabs, server: Server, faults: Faults) -> Iterator[Callable]:
    """Open a page of the app as a new visitor; the test fails if anything goes wrong in it.

    ``open_page(path="/", color_scheme="light", viewport=LAPTOP, touch=False)`` returns
    Playwright's page.
    """

    def open_page(
        path: str = "/", color_scheme: str = "light", viewport: dict = LAPTOP, touch: bool = False
    ):
        page = tabs.take(faults, color_scheme, viewport, touch)
        page.goto(server.url + path)
        return page

    yield open_page
    tabs.all_back()
    assert not faults.unexcused(), "\n".join(faults.unexcused())


@pytest.fixture
def open_lesson(open_page, faults: Faults) -> Callable:
    """``open_lesson(name, query="", **options)`` opens a page by its own address, and waits.

    `wait` is what waits, by default until the page's first component has painted.
    """

    def open_lesson(name: str, query: str = "", wait: Callable = wait_settled, **options):
        # Streamlit's client looks for the server beside such a page first.
        faults.allow(rf"/{name}/_stcore/")
        faults.allow(r"Failed to load resource: the server responded with a status of 404")
        page = open_page(f"/{name}?{query}", **options)
        wait(page)
        return page

    return open_lesson


@pytest.fixture
def open_untrained(open_lesson):
    """Open the page and wait until its network has been judged as it is."""

    def open_untrained(query: str = "", **options):
        page = open_lesson("training", query, **options)
        page.locator(f"{training_page.WAITING}[data-step='0']").wait_for()
        page.locator(".training-view .matrix table").wait_for()
        page.wait_for_function(training_page.AT_REST)
        return page

    return open_untrained


@pytest.fixture
def open_training(open_untrained):
    """Open the page, press Run, and wait until it has stopped: after six epochs, 138 steps."""

    def open_training(query: str = "", **options):
        epochs = "" if "epochs=" in query else "&epochs=6"
        page = open_untrained(query + epochs, **options)
        training_page.run(page)
        return page

    return open_training

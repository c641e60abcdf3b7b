"""History does not show: after any walk of acts, the page's link opens what the page shows."""

import time
from random import Random

import pytest

from tests.browser.walks.controls import do, settle
from tests.browser.walks.shown import difference, look
from tests.browser.walks.walk import Walk, Walker, rest, told
from tests.pages import PATHS

pytestmark = pytest.mark.browser

WALKS, ACTS = 5, 3  # `tests.benchmarks.walks` takes 200 a page
FEWEST, SECONDS = 2, 12.0  # then no other walk begins: a slow machine has to come to an end too


@pytest.mark.parametrize("name", PATHS)
def test_the_link_of_a_walk_opens_what_is_shown(browser, server, name: str) -> None:
    walker = Walker(browser, server.url, name)
    end = time.monotonic() + SECONDS
    for seed in range(WALKS):
        if seed >= FEWEST and time.monotonic() > end:
            break
        walk = walker.walk(Random(f"{name} {seed}"), ACTS)
        assert not walk.difference, f"seed {seed}\n{told(walker.shortest(walk))}"
    walker.close()


def test_a_slider_that_is_dragged_back_to_where_it_began_is_released(browser, server) -> None:
    """The kernels have lost what a smaller size cuts off; the link has to say so."""
    walker = Walker(browser, server.url, "volumes")
    drag = "drag", ("range", "Kernel F×F", 0), 0.5, 0.1, 0.5
    walk = walker.again(Walk(f"{server.url}/volumes"), [(drag, True)])
    assert not walk.difference, told(walk)
    assert "filters=" in walk.link
    walker.close()


@pytest.mark.parametrize(
    ("start", "menu", "name"),
    [
        ("/output-size?width=9&stride=2", ("Kernel lab", "Output size"), "kernel-lab"),
        ("/?picture=camera&stride=2", ("Volumes", "Kernel lab"), "volumes"),
        ("/builder?width=8&filters=16", ("Step by step", "Build a network"), "step-by-step"),
    ],
)
def test_back_leads_to_a_page_as_it_was_left(
    browser, server, start: str, menu: tuple[str, str], name: str
) -> None:
    walker = Walker(browser, server.url, name)
    opened = walker.page
    rest(opened)
    untouched = look(opened)
    walker.begin(server.url + start)
    for act in [*(("elsewhere", title) for title in menu), ("back",)]:
        assert do(opened, act)
        settle(opened)
    rest(opened)
    assert difference(look(opened), untouched) == []
    walker.close()

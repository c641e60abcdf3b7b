"""History does not show: after any walk of acts, the page's link opens what the page shows."""

from random import Random

import pytest

from tests.browser.walks.controls import do, settle
from tests.browser.walks.shown import difference, look
from tests.browser.walks.walk import PAGES, Walker, rest, told

pytestmark = pytest.mark.browser

WALKS, ACTS = 10, 3


@pytest.mark.parametrize("name", PAGES)
def test_the_link_of_a_walk_opens_what_is_shown(browser, server, name: str) -> None:
    walker = Walker(browser, server.url, name)
    for seed in range(WALKS):
        walk = walker.walk(Random(f"{name} {seed}"), ACTS)
        assert not walk.difference, f"seed {seed}\n{told(walker.shortest(walk))}"
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

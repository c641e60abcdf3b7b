"""History does not show: after any walk of acts, the page's link opens what the page shows."""

from random import Random

import pytest

from tests.browser.walks.walk import PAGES, Walker, told

pytestmark = pytest.mark.browser

WALKS, ACTS = 10, 8


@pytest.mark.parametrize("name", PAGES)
def test_the_link_of_a_walk_opens_what_is_shown(browser, server, name: str) -> None:
    walker = Walker(browser, server.url, name)
    for seed in range(WALKS):
        walk = walker.walk(Random(f"{name} {seed}"), ACTS)
        assert not walk.difference, f"seed {seed}\n{told(walker.shortest(walk))}"
    walker.close()

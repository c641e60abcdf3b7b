"""Links that are older than the code open what they always opened."""

from typing import Any

import pytest

from tests.app import old_links
from tests.app.lab_app import opened, opened_page

LINKS = [entry["link"] for entry in old_links.ENTRIES]
IDS = [f"{number}-{link.partition('?')[0]}" for number, link in enumerate(LINKS)]


@pytest.mark.parametrize("entry", old_links.ENTRIES, ids=IDS)
def test_an_old_link_means_what_it_meant(entry: dict[str, Any]) -> None:
    assert old_links.values(*old_links.parts(entry["link"])) == (entry["opens"], ())


@pytest.mark.parametrize("entry", old_links.ENTRIES, ids=IDS)
def test_its_page_opens_without_complaint_and_writes_a_link_that_means_the_same(
    entry: dict[str, Any],
) -> None:
    page, parameters = old_links.parts(entry["link"])
    if page == "kernel-lab":
        app = opened(parameters)
    else:
        app = opened_page(page.replace("-", "_"), parameters)
    assert not app.exception
    assert not app.warning
    assert old_links.values(page, app.query_params) == (entry["opens"], ())


@pytest.mark.parametrize("page", old_links.READERS)
def test_the_old_links_say_every_parameter_of_every_page(page: str) -> None:
    entries = [entry for entry in old_links.ENTRIES if entry["link"].partition("?")[0] == page]
    said = {name for entry in entries for name in old_links.parts(entry["link"])[1]}
    assert said == set(entries[0]["opens"])

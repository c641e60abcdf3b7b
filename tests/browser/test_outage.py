"""A server that is killed and started anew under an open page; ``outage.py`` tries more."""

import pytest

from tests.browser.outage import problem_after, restarted, visit


@pytest.mark.parametrize(("name", "own"), [("", True), ("step-by-step", False)])
def test_a_page_goes_on_after_a_restart_or_says_what_is_lost(browser, name: str, own: bool) -> None:
    with restarted(browser, lambda browser, url: [visit(browser, url, name, own)]) as done:
        ((here, acted, before),) = done
        assert acted is not None
        assert problem_after(here, acted, before) == ""
        assert ("your picture went with it" in here.said()) == own
        here.page.get_by_role("button", name="OK").click()
        assert here.said() == ""
        here.page.context.close()

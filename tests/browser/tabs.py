"""The tabs of all tests of a process: each is used again, as if it were new.

A new tab is a new process of Chromium, which compiles Streamlit's scripts anew: that took more of
the processor than all that the page does, in every test. What a test may leave in a tab is taken
away here; a second one that it opens beside it is closed.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.browser.watch import PATIENCE, Faults, watch


@dataclass
class _Taken:
    page: object
    touch: bool
    unwatch: Callable[[], None]


class Tabs:
    """Lends tabs of one browser, in each of which `home` is the app's own server."""

    def __init__(self, browser, home: str) -> None:
        self._browser, self._home = browser, home
        self._free: dict[bool, list] = {False: [], True: []}
        self._taken: list[_Taken] = []

    def take(self, faults: Faults, colours: str, viewport: dict[str, int], touch: bool):
        """Return an empty tab; what goes wrong in it is added to `faults`."""
        page = self._free[touch].pop() if self._free[touch] else self._new(touch)
        page.set_viewport_size(viewport)
        page.emulate_media(
            color_scheme=colours, media="null", reduced_motion="null", forced_colors="null"
        )
        self._taken.append(_Taken(page, touch, watch(page, self._home, faults)))
        return page

    def _new(self, touch: bool):
        context = self._browser.new_context(has_touch=touch)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def all_back(self) -> None:
        """Take back what was lent, and clear it; a tab that was closed or broke is let go."""
        from playwright.sync_api import Error

        while self._taken:
            one = self._taken.pop()
            try:
                self._clear(one.page)
                one.unwatch()
            except Error:
                with suppress(Error):
                    one.page.context.close()
            else:
                self._free[one.touch].append(one.page)

    def _clear(self, page) -> None:
        for other in page.context.pages:
            if other != page:
                other.close()
        page.mouse.move(0, 0)
        page.unroute_all()
        page.evaluate("() => location.protocol === 'http:' && sessionStorage.clear()")
        page.goto("about:blank")
        page.context.clear_permissions()
        session = page.context.new_cdp_session(page)
        kept = {"origin": self._home, "storageTypes": "cookies,local_storage,indexeddb"}
        session.send("Storage.clearDataForOrigin", kept)
        session.send("Page.resetNavigationHistory")
        session.detach()

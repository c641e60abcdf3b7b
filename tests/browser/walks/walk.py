"""A random walk through a page, and what its link opens beside it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

from tests.browser.walks import controls, shown
from tests.browser.walks.controls import Act, settle
from tests.browser.watch import PATIENCE
from tests.pages import PATHS

SCREEN = {"width": 1280, "height": 800}
IN_A_HURRY = 0.25
"""How many of the acts come before the page has answered the one before."""

LATE = 5.0
"""Seconds for what a component fetches or counts by itself."""

SENTENCES = "[data-testid='stAlert']:visible, .problem:visible:not(:empty)"
"""What may say that the last act was refused."""

OPEN = "[data-testid='stExpander'] details[open] > summary"


@dataclass
class Walk:
    """Where it began, what was done (with whether the page was waited for), what differs."""

    start: str
    acts: list[tuple[Act, bool]] = field(default_factory=list)
    link: str = ""
    difference: list[str] = field(default_factory=list)


def told(walk: Walk) -> str:
    """Write down a walk, so that it can be walked again by hand."""
    acts = [f"{'' if waits else '(at once) '}{' '.join(map(str, act))}" for act, waits in walk.acts]
    found = [f"  {line}" for line in walk.difference]
    return "\n".join(
        f"  {one}" for one in (f"from {walk.start}", *acts, f"link {walk.link}", *found)
    )


class Walker:
    """Walks in one browser; every walk begins where the link of the one before has led.

    Two tabs take turns, so that the browser has compiled Streamlit already: what a link opens there
    is a document of its own and a new session of the server, and the app keeps nothing in a browser
    but its address.
    """

    def __init__(self, browser, url: str, page: str) -> None:
        self.url, self.name = url, page
        self.errors: list[str] = []
        self.page, self.other = (self._tab(browser) for _ in range(2))
        self.begin(url + PATHS[page])

    def _tab(self, browser):
        context = browser.new_context(
            viewport=SCREEN,
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        for script in (controls.SCRIPT, shown.SCRIPT):
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def close(self) -> None:
        for page in (self.page, self.other):
            page.context.close()

    def begin(self, address: str) -> None:
        """Go on in a new session that opens this address."""
        self._open(self.page, address)

    def _open(self, page, address: str) -> None:
        page.goto("about:blank")  # or an address that is there already would only be scrolled to
        page.goto(address)
        settle(page)
        self.first_entry = page.evaluate("() => navigation.currentEntry.index")

    def walk(self, random: Random, length: int) -> Walk:
        """Do so many acts that the page offers, then compare."""
        walk = Walk(self.page.url)
        with self._told_if_restless(walk):
            for _ in range(length):
                act = self._next_act(random)
                waits = act[0] in controls.LEADS_AWAY or random.random() >= IN_A_HURRY
                walk.acts.append((act, waits))
                self._do(act, waits)
            self._compare(walk)
        return walk

    def _next_act(self, random: Random) -> Act:
        """Draw an act; on another page, the way home is soon taken."""
        home = self._way_home()
        if home and random.random() < 0.5:
            return random.choice([("back",), ("elsewhere", home)])
        return controls.next_act(self.page, random)

    def _way_home(self) -> str | None:
        """The entry of the menu that leads to the walk's page; None where it is shown."""
        found: str | None = self.page.evaluate(
            "(path) => window.walks.titleOf(path)", PATHS[self.name]
        )
        return found

    def again(self, walk: Walk, acts: Sequence[tuple[Act, bool]]) -> Walk:
        """Walk some of the acts of a walk in a new session, then compare."""
        self.begin(walk.start)
        shorter = Walk(walk.start, list(acts))
        with self._told_if_restless(shorter):
            for act, waits in acts:
                self._do(act, waits)
            self._compare(shorter)
        return shorter

    @contextmanager
    def _told_if_restless(self, walk: Walk) -> Iterator[None]:
        try:
            yield
        except controls.Restless as error:
            walk.difference = [str(error)]
            self.begin(walk.start)

    def shortest(self, walk: Walk) -> Walk:
        """Leave acts out as long as something still differs."""
        acts = walk.acts
        size = max(1, len(acts) // 2)
        while size:
            for first in range(len(acts) - size, -1, -size):
                shorter = self.again(walk, acts[:first] + acts[first + size :])
                if shorter.difference:
                    walk, acts = shorter, shorter.acts
            size //= 2
        return walk

    def _do(self, act: Act, waits: bool) -> None:
        done = controls.do(self.page, act, self.first_entry)
        if waits and done:
            settle(self.page)

    def _compare(self, walk: Walk) -> None:
        self._go_home()
        rest(self.page)
        walk.link = self._copied_link()
        fresh = self.other
        self._open(fresh, walk.link)
        rest(fresh)
        end = time.monotonic() + LATE
        while True:
            walk.difference = shown.difference(shown.look(self.page), shown.look(fresh))
            if not walk.difference or time.monotonic() > end:
                break
            settle(self.page)
            settle(fresh)
        walk.difference += self.errors  # that no page's code has caught
        self.errors.clear()
        self.page, self.other = fresh, self.page

    def _go_home(self) -> None:
        """Back to the page that the walk is about, by the menu."""
        settle(self.page)
        controls.close_enlarged(self.page)
        if self.page.locator(SENTENCES).count() and not self._way_home():
            # Why the last act was refused is told until something else is done.
            away = self.page.evaluate("() => window.walks.pages()")[0]
            self._do(("elsewhere", away), True)
        if home := self._way_home():
            self._do(("elsewhere", home), True)

    def _copied_link(self) -> str:
        self.page.locator(".copy-link button").click()
        self.page.locator(".copy-link span").get_by_text("Copied.").wait_for()
        return self.page.evaluate("() => navigator.clipboard.readText()")


def rest(page) -> None:
    """Take the hand away: nothing plays, is pointed at or has the focus, no box lies open."""
    settle(page)
    controls.close_enlarged(page)
    page.mouse.move(1, 1)
    while page.locator("[data-testid='stPopoverBody']:visible").count():
        page.keyboard.press("Escape")
        page.locator("[data-testid='stPopoverBody']:visible").first.wait_for(state="hidden")
    while page.locator(OPEN).count():
        with suppress(controls.error()):  # a box that closes by itself meanwhile
            box = page.locator(OPEN).first.element_handle(timeout=2000)
            box.click(timeout=2000)
            # It stays open while it folds, and another click would unfold it again.
            page.wait_for_function("(box) => !box.isConnected || !box.parentNode.open", arg=box)
        settle(page)
    page.evaluate(HANDS_OFF)
    if page.locator(".training-view").count():
        _begin_training_anew(page)
    for stopped in page.locator(".run-bar button", has_text="Continue").all():
        stopped.click()
    settle(page)


def _begin_training_anew(page) -> None:
    """Let a training be as any other of its settings: a link carries these, not what was learned.

    The previous run is shown in grey, so it has to be the same too.
    """
    for command, step in (("rewind", 0), ("step", 1), ("rewind", 0), ("step", 1)):
        page.locator(f".training-view [data-command={command}]").click()
        page.wait_for_function(TRAINED, arg=step)


TRAINED = """
(wanted) => document.querySelector(".training-view").view.frame?.runs.every(
  ({ state, step, curve }) => state !== "running" && (state === "diverged" || step === wanted) &&
    (state === "diverged" || curve.validation.at(-1)?.[0] === step))
"""

HANDS_OFF = """
() => {
  for (const button of document.querySelectorAll("button.play")) {
    if (button.textContent.includes("Pause")) button.click();
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  document.querySelector("[data-testid='stMain']").scrollTop = 0;
}
"""

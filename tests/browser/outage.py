"""A page whose connection is cut, or whose server is killed and started anew."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from app.state.streamlit_internals import CONNECTED, CONNECTION
from tests.benchmarks.page import upload
from tests.browser.test_lens import png
from tests.pages import PATHS
from tests.serving import free_port, running_server

PAGES = tuple(path.strip("/") for path in PATHS.values())
WITH_PICTURE = ("", "volumes")
SLIDER = ".slider-panel input[type=range]:enabled"
ARRIVED = """([slider, acted, before]) =>
  location.href !== before && document.querySelector(slider)?.value === acted"""
LONGEST = 180_000  # ms, until a page is back: it tries at growing intervals, of a minute at most


class Wire:
    """Everything between browser and server, which can be cut."""

    def __init__(self, port: int) -> None:
        self._to, self._cut = port, threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End all connections and take no new ones."""
        self._cut.set()
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Take connections again."""
        self._cut.clear()

    def close(self) -> None:
        """Cut it for good."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                try:
                    if self._cut.is_set():
                        raise ConnectionError
                    server = socket.create_connection(("127.0.0.1", self._to), timeout=10)
                except OSError:
                    browser.close()
                    continue
                server.settimeout(None)
                for ends in ((browser, server), (server, browser)):
                    self._open.add(ends[0])
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(1 << 16):
                target.sendall(content)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
        self._open.discard(source)


@dataclass
class Visit:
    """A page that somebody works on, with a picture of their own where `own`."""

    page: Page
    name: str
    own: bool

    @property
    def slider(self) -> str | None:
        """What the first slider says, None on a page without one."""
        found = self.page.locator(SLIDER)
        return found.first.input_value() if found.count() else None

    def act(self) -> str | None:
        """Move the first slider by one; return what it says then."""
        if self.slider is None:
            return None
        slider, before = self.page.locator(SLIDER).first, self.slider
        for key in ("ArrowRight", "ArrowLeft"):
            slider.press(key)
            if self.slider != before:
                break
        return self.slider

    @property
    def has_picture(self) -> bool:
        """Whether the menu of pictures shows the learner's own."""
        menus = self.page.get_by_label("Picture", exact=True).all()
        return "Your picture" in [menu.input_value() for menu in menus]

    def wait_until_back(self) -> None:
        """Wait until the page has its connection again."""
        self.page.wait_for_selector(f"[{CONNECTION}='{CONNECTED}']", timeout=LONGEST)

    def has_arrived(self, acted: str, before: str) -> bool:
        """Wait until the server has answered an act with another address, and shows it."""
        with suppress(PlaywrightError):
            self.page.wait_for_function(ARRIVED, arg=[SLIDER, acted, before])
            return True
        return False

    def takes_a_cell(self) -> bool:
        """Write another number into the first cell of a kernel; tell whether the address follows.

        True too where the page has no kernel to edit.
        """
        cells, before = self.page.locator(".kernel-grid .cells input"), self.page.url
        if cells.count() == 0:
            return True
        cells.first.fill("7" if cells.first.input_value() != "7" else "8")
        cells.first.press("Tab")
        with suppress(PlaywrightError):
            self.page.wait_for_function("(before) => location.href !== before", arg=before)
            return True
        return False

    def said(self) -> str:
        """Return the sentence about a lost session, "" where there is none."""
        place = self.page.locator(".lost-session p")
        return place.inner_text() if place.is_visible() else ""


def visit(browser: Browser, url: str, name: str, own: bool) -> Visit:
    """Open a page, upload a picture where asked, and move a slider once."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{url}/{name}")
    page.wait_for_selector(
        SLIDER if name != "training" else ".training-view .run", state="attached"
    )
    if own:
        upload(page, png(np.arange(48 * 48, dtype=np.uint8).reshape(48, 48)))
    found = Visit(page, name, own)
    before, acted = page.url, found.act()
    assert acted is None or found.has_arrived(acted, before), name
    assert found.has_picture == own, name
    return found


def problem_after(here: Visit, acted: str | None, before: str) -> str:
    """Return what is wrong with a page that is back, "" where nothing is.

    `acted` is what its slider was moved to while the server was away, `before` the address then.
    """
    here.wait_until_back()
    if acted is not None and not here.has_arrived(acted, before) and not here.said():
        return f"the slider was moved to {acted}, says {here.slider}, and nothing is said"
    is_there = not here.own or here.has_picture
    if not is_there and "your picture went with it" not in here.said():
        return f"the learner's picture is gone, and the page says {here.said()!r}"
    now, again = here.page.url, here.act()
    if again is not None and not here.has_arrived(again, now):
        return "a slider moved afterwards does nothing"
    if not here.takes_a_cell():
        return "a cell edited afterwards does nothing"
    return ""


def class_of(browser: Browser, url: str) -> list[Visit]:
    """Open every page, and those that take a picture once more with one."""
    every = [(name, False) for name in PAGES] + [(name, True) for name in WITH_PICTURE]
    return [visit(browser, url, name, own) for name, own in every]


@contextmanager
def restarted(browser: Browser, open_pages) -> Iterator[list[tuple[Visit, str | None, str]]]:
    """Open pages, kill their server, act, and start another one on the same port."""
    port = free_port()
    with running_server(port=port) as server:
        visits = open_pages(browser, server.url)
        server.process.kill()
        server.process.wait()
    acts = [(one, one.page.url) for one in visits]
    done = [(one, one.act(), address) for one, address in acts]
    with running_server(port=port):
        yield done

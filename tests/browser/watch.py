"""What went wrong in a page, and when it has finished drawing."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Faults:
    """Console errors, uncaught exceptions, failed requests and requests to other machines."""

    seen: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Excuse the faults in which the regular expression is found."""
        self.allowed.append(pattern)

    def unexcused(self) -> list[str]:
        return [
            fault
            for fault in self.seen
            if not any(re.search(pattern, fault) for pattern in self.allowed)
        ]


def watch(page, home: str, faults: Faults) -> Callable[[], None]:
    """Collect into `faults` whatever goes wrong in the page, whose own server is `home`.

    What is returned ends it.
    """

    def on_console(message) -> None:
        if message.type == "error":
            faults.seen.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(request) -> None:
        scheme = request.url.split(":", 1)[0]
        if scheme in ("http", "https") and not request.url.startswith(home):
            faults.seen.append(f"request to another machine: {request.url}")

    def on_failed(request) -> None:
        # A picture that was replaced while it was loading is no fault.
        if request.failure != "net::ERR_ABORTED":
            faults.seen.append(f"request failed: {request.url}: {request.failure}")

    def on_response(response) -> None:
        if response.status >= 400:
            faults.seen.append(f"status {response.status}: {response.url}")

    def on_exception(error) -> None:
        faults.seen.append(f"exception: {error}")

    listeners = {
        "console": on_console,
        "pageerror": on_exception,
        "request": on_request,
        "requestfailed": on_failed,
        "response": on_response,
    }
    for event, listener in listeners.items():
        page.on(event, listener)

    def unwatch() -> None:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)

    return unwatch


# Streamlit draws components in shadow trees, which document.querySelector does not look into.
DEEP_QUERY = """
(selector) => {
  const find = (root) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot && find(element.shadowRoot);
      if (inside) return inside;
    }
    return null;
  };
  return find(document);
}
"""

PATIENCE = 120_000  # ms: what has not come by then hangs; a busy machine only takes longer

# What the page has decided to draw is drawn then, effects of its components included.
NEXT_FRAMES = """
() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
})
"""

# Colours fade over and boxes unfold; what turns for ever, as a spinner does, is not waited for.
STILL = """
() => document.getAnimations().every((animation) =>
  animation.playState !== "running" || animation.effect?.getComputedTiming().endTime === Infinity)
"""

PAINTED = f"""
(previous) => {{
  const hero = ({DEEP_QUERY})("[data-frame]");
  const app = document.querySelector("[data-testid='stApp']");
  if (!hero || app?.dataset.testScriptState !== "notRunning") return null;
  const {{ frame, painted }} = hero.dataset;
  return frame === painted && frame !== previous ? frame : null;
}}
"""


def wait_painted(page, previous: str | None = None) -> str:
    """Wait for the page's main component and the script; return the digest of what is shown.

    With `previous`, a digest that this function returned, wait for a picture of other settings.
    """
    return page.wait_for_function(PAINTED, arg=previous, timeout=PATIENCE).json_value()


def wait_settled(page, previous: str | None = None) -> str:
    """Like `wait_painted`, and wait for the other components, which may be drawn a moment later."""
    frame = wait_painted(page, previous)
    page.evaluate(NEXT_FRAMES)
    return frame


def wait_still(page) -> None:
    """Wait until nothing in the page fades or unfolds any more."""
    page.evaluate(NEXT_FRAMES)
    page.wait_for_function(STILL, timeout=PATIENCE)


def found_at_last(page, script: str, argument: object = None) -> list[str]:
    """What a function of the page finds once the layout stands: waits until it finds nothing."""
    from playwright.sync_api import TimeoutError as LateError

    with suppress(LateError):
        page.wait_for_function(f"(argument) => ({script})(argument).length === 0", arg=argument)
    found: list[str] = page.evaluate(script, argument)
    return found


def frames_from_now_on(page) -> list[object]:
    """Load the page again; return a list that grows with every WebSocket frame, once it stands."""
    frames: list[object] = []

    def listen(socket) -> None:
        socket.on("framesent", lambda frame: frames.append(frame))
        socket.on("framereceived", lambda frame: frames.append(frame))

    page.on("websocket", listen)
    page.reload()
    wait_settled(page)
    assert frames
    quiet = 0
    while quiet < 3:  # what comes late, comes in between
        frames.clear()
        ask_server(page)
        quiet = 0 if frames else quiet + 1
    return frames


def ask_server(page) -> None:
    """Let the page draw, and the server answer a request of it: what was sent before, has come."""
    page.evaluate(NEXT_FRAMES)
    page.evaluate("() => fetch('/_stcore/health', { cache: 'no-store' }).then((it) => it.text())")
    page.wait_for_function(
        "document.querySelector(\"[data-testid='stApp'][data-test-script-state='notRunning']\")"
    )


def assert_nothing_sent(page, frames: list[object]) -> None:
    """Check that the page has sent nothing to the server, up to a later request of it."""
    ask_server(page)
    assert frames == []


CUT_OFF = """
(selector) => {
  const right = (element) => element.getBoundingClientRect().right;
  const scrolls = (box) =>
    getComputedStyle(box).overflowX === "auto" && right(box) <= innerWidth + 1;
  const reachable = (element) => {
    let box = element.parentElement;
    while (box && !scrolls(box)) box = box.parentElement;
    return box !== null;
  };
  return [...document.querySelectorAll(`${selector} *`)]
    .filter((each) => !each.closest(".spoken") && right(each) > innerWidth + 1 && !reachable(each))
    .map((each) => each.outerHTML.slice(0, 80));
}
"""


def cut_off(page, selector: str) -> list[str]:
    """The elements of a component that reach beyond the screen, and cannot be scrolled to."""
    return found_at_last(page, CUT_OFF, selector)

"""What a page can be asked for, found on the page, and done as a hand does it."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from tests.browser.watch import PATIENCE

HERE = Path(__file__).parent
SCRIPT = (HERE / "controls.js").read_text(encoding="utf-8")
QUIET = (HERE / "quiet.js").read_text(encoding="utf-8")

Act = tuple[Any, ...]
"""What is done, to which control, and how: plain values, so that it can be written down."""

Control = tuple[str, str, int]
"""Kind, name, and which one of that name."""

OFTEN = {"figure": 3, "range": 3, "menu": 3, "choice": 3, "button": 3, "text": 2, "select": 2}
"""How much more often than once a kind of controls is used."""

TEXTS = ("0", "1", "-1", "2", "½", "1/3", "-0.25", "3.5", "12")
POINT_KEYS = (
    "ArrowRight",
    "ArrowLeft",
    "ArrowUp",
    "ArrowDown",
    "Home",
    "End",
    "PageDown",
    "PageUp",
)
FIGURE_KEYS = (*POINT_KEYS, "Enter", "+", "-", "Escape")
ENLARGED = "dialog.enlarged[open]"
LEADS_AWAY = ("elsewhere", "back", "forward", "reload")

# In frames: so that a page which is busy for a moment between two requests is not taken for quiet.
SETTLED = f"""
async () => {{
  const quiet = {QUIET};
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const answered = () => fetch("/_stcore/health", {{ cache: "no-store" }}).then((it) => it.text());
  const end = performance.now() + {PATIENCE};
  for (let calm = 0; calm < 4; calm = quiet() ? 0 : calm + 1) {{
    if (performance.now() > end) return quiet();
    await frame();
    if (calm === 2) await answered();
  }}
  return "";
}}
"""


class Restless(Exception):
    """A page that goes on waiting for something."""


def settle(page) -> None:
    """Wait until the page has drawn all that was asked of it."""
    from playwright.sync_api import Error

    for _ in range(5):
        with suppress(Error):  # another document came meanwhile
            page.wait_for_load_state()
            waits_for = page.evaluate(SETTLED)
            if waits_for:
                raise Restless(f"{page.url} waits for ever: {waits_for}")
            return
    raise Restless(f"{page.url} is loaded again and again")


def next_act(page, random: Random, elsewhere: bool = True) -> Act:
    """Draw an act among all that the page offers now."""
    found: dict[str, list[tuple[Control, list[Any]]]] = {}
    for kind, name, number, choices in page.evaluate("() => window.walks.list()"):
        found.setdefault(kind, []).append(((kind, name, number), choices))
    kinds = [*found, "page"] if elsewhere else list(found)
    kind = random.choices(kinds, [OFTEN.get(one, 1) for one in kinds])[0]
    if kind == "page":
        return _page_act(page, random)
    control, choices = random.choice(found[kind])
    return _act(control, choices, random)


def _page_act(page, random: Random) -> Act:
    match random.choice(("elsewhere", "elsewhere", "back", "back", "forward", "reload")):
        case "elsewhere":
            return ("elsewhere", random.choice(page.evaluate("() => window.walks.pages()")))
        case name:
            return (name,)


def _act(control: Control, choices: Sequence[Any], random: Random) -> Act:
    point = round(random.random(), 3), round(random.random(), 3)
    match control[0]:
        case "range" if random.random() < 0.5:
            return "drag", control, *(round(random.random(), 3) for _ in range(3))
        case "range":
            return "keys", control, _keys(random, POINT_KEYS)
        case "menu":
            return "choose", control, point[0]
        case "select":
            return "select", control, random.choice(choices)
        case "switch":
            return "keys", control, ["Space"]
        case "number":
            lowest, highest = choices
            near = random.random() < 0.7
            most = min(highest, lowest + 12) if near else highest
            return "fill", control, str(random.randint(int(lowest), int(most)))
        case "text":
            return "fill", control, random.choice(TEXTS)
        case "figure" if random.random() < 0.3:
            return "keys", control, _keys(random, FIGURE_KEYS)
        case "figure":
            how = random.choice(("hover", "click", "click", "wheel"))
            return how, control, *point
        case _:
            return "click", control, 0.5, 0.5


def _keys(random: Random, among: Sequence[str]) -> list[str]:
    return [random.choice(among)] * random.choice((1, 1, 2, 5))


def close_enlarged(page) -> None:
    """Close the dialog with one picture of the page, which covers all else."""
    while page.locator(ENLARGED).count():
        page.keyboard.press("Escape")
        page.locator(ENLARGED).wait_for(state="hidden")


def _go_to(page, name: str) -> None:
    """Take an entry of the menu of pages, also one for which there is no room beside the others."""
    close_enlarged(page)
    link = page.get_by_test_id("stTopNavLink").filter(has_text=name).first
    if link.evaluate("(link) => link.closest('[inert]') !== null"):
        page.get_by_test_id("stTopNavSection").click()
        link = page.get_by_test_id("stTopNavDropdownLink").filter(has_text=name)
    link.click()


def do(page, act: Act, first_entry: int = 0) -> bool:
    """Do an act; return whether what it is done to is there.

    Back leads no further than to the entry of the browser's history where the walk began.
    """
    match act:
        case ("elsewhere", name):
            _go_to(page, name)
        case ("back",):
            if page.evaluate("() => navigation.currentEntry.index") <= first_entry:
                return False
            page.evaluate("() => history.back()")
        case ("forward",):
            if not page.evaluate("() => navigation.canGoForward"):
                return False
            page.evaluate("() => history.forward()")
        case ("reload",):
            page.reload()
        case (_, control, *_):
            box = page.evaluate("(control) => window.walks.place(control)", list(control))
            if box is None:
                return False
            _do(page, act, box)
    return True


def _do(page, act: Act, box: Sequence[float]) -> None:
    left, top, width, height = box

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * width, top + y * height

    match act:
        case ("drag", _, *shares):
            page.mouse.move(*at(shares[0], 0.5))
            page.mouse.down()
            for share in shares:
                page.mouse.move(*at(share, 0.5), steps=3)
            page.mouse.up()
        case ("keys", control, keys):
            page.evaluate("(control) => window.walks.find(control)?.focus()", list(control))
            for key in keys:
                page.keyboard.press(key)
        case ("choose", _, share):
            page.mouse.click(*at(0.3, 0.5))
            options = page.locator("[role=option]")
            with suppress(error()):
                options.first.wait_for(timeout=2000)
                options.nth(int(share * options.count())).click(timeout=2000)
        case ("select", control, value):
            if element := _element(page, control):
                with suppress(error()):
                    element.select_option(value, timeout=2000)
        case ("fill", control, text):
            if element := _element(page, control):
                with suppress(error()):
                    element.fill(text, timeout=2000)
                    page.keyboard.press("Enter")
        case ("hover", _, x, y):
            page.mouse.move(*at(x, y))
        case ("click", _, x, y):
            page.mouse.click(*at(x, y))
        case ("wheel", _, x, y):
            page.mouse.move(*at(x, y))
            page.keyboard.down("Control")
            page.mouse.wheel(0, -60 if x < 0.7 else 60)
            page.keyboard.up("Control")


def _element(page, control: Control):
    return page.evaluate_handle("(one) => window.walks.find(one)", list(control)).as_element()


def error() -> type[Exception]:
    """Whatever comes of a control that the page replaces while the hand is on its way to it."""
    from playwright.sync_api import Error

    return Error

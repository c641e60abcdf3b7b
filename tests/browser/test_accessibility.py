"""Every state of the Kernel lab for everyone: axe-core, light and dark, and nothing cut off."""

from collections.abc import Callable

import pytest

from app.state.streamlit_internals import PAGE_ELEMENTS
from tests.browser.axe import PHONE, turn, violations
from tests.browser.kernel_lab_page import KernelLab, address
from tests.browser.watch import found_at_last, wait_still

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1280, "height": 800}

# Elements that reach over the edge of the screen, but for those inside a box that scrolls or cuts.
CUT_OFF = """
() => {
  const cuts = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      const { right } = box.getBoundingClientRect();
      if (getComputedStyle(box).overflowX !== "visible" && right <= innerWidth + 1) {
        return !box.matches("[data-testid='stApp'], [data-testid='stApp'] :is(main, section)");
      }
    }
    return false;
  };
  return [...document.querySelectorAll("main *, [data-testid='stPopoverBody'] *")]
    .filter((element) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      const over = width > 0 && height > 0 && (right > innerWidth + 1 || left < -1);
      return over && !cuts(element);
    })
    .map((element) => element.outerHTML.slice(0, 200));
}
"""

TEXT_CUT_OFF = """
() => [...document.querySelectorAll("main *, [data-testid='stPopoverBody'] *")]
  .filter((element) => element.childElementCount === 0 && element.textContent.trim())
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
  .filter((element) => getComputedStyle(element).overflowX !== "visible")
  .map((element) => element.outerHTML.slice(0, 200))
"""


def as_opened(lab: KernelLab) -> None:
    pass


def own_picture(lab: KernelLab) -> None:
    lab.own_picture()


def refused_file(lab: KernelLab) -> None:
    lab.own_picture()
    lab.upload("diary.png", b"Dear diary")
    lab.page.get_by_text("diary.png is not a PNG").wait_for()


def download(lab: KernelLab) -> None:
    lab.page.get_by_role("button", name="Download").click()
    lab.page.get_by_role("button", name="Picture.npy, raw values").wait_for()


def code(lab: KernelLab) -> None:
    lab.page.get_by_text("Show me the code").click()
    lab.page.get_by_text("picture.png is the “Picture” stage").wait_for()


def learning(lab: KernelLab) -> None:
    lab.page.get_by_text("Why hand-design the filter?").click()
    lab.page.locator(".learned-kernel[data-painted]").wait_for()


def rubbish(lab: KernelLab) -> None:
    lab.write_cell(0, 0, "rubbish")
    lab.page.get_by_text("“rubbish” is not a number").wait_for()


def zoomed(lab: KernelLab) -> None:
    lab.page.get_by_role("button", name="Zoom in").click()
    lab.page.locator(".stage canvas[tabindex='0']").first.focus()


def lens(lab: KernelLab) -> None:
    lab.page.locator(".stage[data-stage=convolution] canvas").click()
    lab.page.locator(".pinned .lens").wait_for()


COLUMN = "~".join(["1"] * 15)
LARGE = "~".join(["_".join(["-0.0044"] * 15)] * 15)
STATES: dict[str, tuple[dict[str, str], Callable[[KernelLab], None]]] = {
    "default": ({}, as_opened),
    "own picture, nonsense in the link": ({"stride": "99", "oops": "1"}, own_picture),
    "refused file": ({}, refused_file),
    "download": ({}, download),
    "code": ({}, code),
    "learning": ({"kernel": "sharpen"}, learning),
    "apart, rubbish": ({"stride": "2_3", "padding": "1_2", "pooling": "none"}, rubbish),
    "does not fit": ({"padding": "valid", "picture": "step_edge", "kernel": COLUMN}, as_opened),
    "left over, colour": ({"stride": "3", "padding": "valid", "colour": "colour"}, as_opened),
    "filter of numbers": ({"kernel": "gabor-6-30-9"}, code),
    "lens": ({"kernel": "gaussian_5x5", "mode": "wrap"}, lens),
    "lens, colour, large kernel": ({"kernel": LARGE, "colour": "colour"}, lens),
    "large kernel, zoomed": ({"kernel": LARGE, "picture": "step_edge", "pool_size": "8"}, zoomed),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_cut_off(open_page, state: str) -> None:
    settings, prepare = STATES[state]
    lab = KernelLab(open_page(address(settings)))
    lab.page.get_by_role("combobox", name="Colour scale").wait_for()
    prepare(lab)
    found = []
    for screen in (LAPTOP, PHONE):
        lab.page.set_viewport_size(screen)
        for colours in ("light", "dark"):
            turn(lab.page, colours)
            where = f"{state}, {screen['width']} pixels, {colours}"
            found += [f"{where}: {sentence}" for sentence in violations(lab.page)]
        for what, script in (("over the edge", CUT_OFF), ("text cut off", TEXT_CUT_OFF)):
            found += [f"{where}: {what}: {html}" for html in found_at_last(lab.page, script)]
        lab.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    assert not found, "\n".join(found)


def test_forced_colours_tell_what_is_chosen_and_a_switch_that_is_on(open_lesson) -> None:
    page = open_lesson("pooling", "operation=average&ceil=yes&include_pad=no")
    page.emulate_media(forced_colors="active")
    wait_still(page)  # colours fade over

    def colours(selector: str) -> set[str]:
        found = page.locator(selector)
        found.first.wait_for()
        return set(
            found.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
        )

    highlight = page.evaluate(
        """() => {
            const probe = document.body.appendChild(document.createElement("i"));
            probe.style.background = "Highlight";
            probe.style.forcedColorAdjust = "none";
            return getComputedStyle(probe).backgroundColor;
        }"""
    )
    segment, track = PAGE_ELEMENTS["segment"], PAGE_ELEMENTS["track"]
    assert colours(f"{segment}[aria-checked='true']") == {highlight}
    assert highlight not in colours(f"{segment}[aria-checked='false']")
    ring = f"{PAGE_ELEMENTS['option']}:has(input:checked) div:has(> div:empty)"
    assert colours(ring) == {highlight}
    assert colours(f"{track}:is(:has(> span > input:checked) > *)") == {highlight}
    assert highlight not in colours(f"{track}:is(:has(> span > input:not(:checked)) > *)")

"""The Kernel lab as a visitor sees and handles it: by roles and labels, keys and clicks."""

import base64
import io
import re
from collections.abc import Mapping
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import expect

from tests.browser.watch import wait_settled


def address(settings: Mapping[str, str]) -> str:
    """The path of a link with these settings."""
    return f"/?{urlencode(settings)}"


PADDING = "Padding on each side"
"""Label of the slider that is there while padding is a number."""

HATCHED = """
(stage) => ["::before", "::after"].map((name, i) => {
  const strips = stage.querySelector(".leftover");
  const size = getComputedStyle(strips, name)[["height", "width"][i]];
  return !strips.hidden && parseFloat(size) > 0;
})
"""


class KernelLab:
    """A page of the browser that shows the Kernel lab; `frame` is the digest of its pictures."""

    def __init__(self, page) -> None:
        self.page = page
        self.frame = wait_settled(page)

    def follow(self) -> None:
        """Wait until the pictures of other settings are painted."""
        self.frame = wait_settled(self.page, self.frame)

    def at_rest(self) -> None:
        """Wait until the server has answered, with the same pictures or others."""
        self.frame = wait_settled(self.page)

    # What is seen

    def sizes(self) -> dict[str, tuple[int, int]]:
        """(rows, columns) of every stage, as its text says."""
        found = {}
        for stage in self.page.locator(".stage").all():
            width, height, *_ = stage.locator(".size").inner_text().split(" × ")
            found[stage.get_attribute("data-stage")] = int(height), int(width)
        return found

    def formulas(self) -> list[str]:
        return self.page.locator(".formulas li").all_inner_texts()

    def canvas(self, stage: str) -> NDArray[np.uint8]:
        """H×W×3: every pixel that the browser holds of a stage."""
        canvas = self.page.locator(f".stage[data-stage={stage}] canvas")
        url = canvas.evaluate("canvas => canvas.toDataURL('image/png')")
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))))
        assert pixels.shape[2] == 3 or np.all(pixels[:, :, 3] == 255)
        return pixels[:, :, :3]

    @property
    def complaints(self):
        """All errors and warnings that can be seen, those of the kernel's cells too."""
        return self.page.locator("[data-testid='stAlert']:visible, .problem:visible")

    def sentences(self, count: int) -> list[str]:
        """The complaints as sentences, once there are so many."""
        expect(self.complaints).to_have_count(count)
        return [re.sub(r"\s+", " ", text).strip() for text in self.complaints.all_inner_texts()]

    def menu(self, label: str):
        return self.page.get_by_role("combobox", name=label)

    def cells(self) -> list[str]:
        """The texts of the kernel's cells, row by row."""
        grid = self.page.get_by_role("group", name="Weights of the kernel")
        return [cell.input_value() for cell in grid.get_by_role("textbox").all()]

    def picked(self, group: str) -> str:
        """Which of a row of buttons is chosen."""
        buttons = self.page.get_by_role("radiogroup", name=group).get_by_role("radio", checked=True)
        return buttons.inner_text()

    def slider(self, label: str) -> int:
        """Where a slider stands."""
        return int(self.page.locator(f"input[type=range][aria-label='{label}']").input_value())

    def hatched(self) -> tuple[bool, bool]:
        """Whether rows and columns of the picture are drawn as left over."""
        return tuple(self.page.locator(".stage").first.evaluate(HATCHED))

    def settings(self) -> str:
        """The part of the address after the question mark."""
        return self.page.url.partition("?")[2]

    def link(self) -> str:
        """Copy the link with its button; return what the clipboard holds then."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.get_by_role("button", name="Copy link").click()
        self.page.get_by_role("status").get_by_text("Copied.").wait_for()
        return self.page.evaluate("() => navigator.clipboard.readText()")

    # What is done

    def choose(self, label: str, option: str) -> None:
        """Choose from a menu by typing a part of the option's name."""
        menu = self.menu(label)
        menu.click()
        menu.fill(option)
        expect(self.page.get_by_role("option").first).to_contain_text(option)
        self.page.keyboard.press("Enter")
        self.follow()

    def focus(self, label: str):
        """Put the keyboard's focus on a slider, a cell or a switch."""
        control = self.page.get_by_label(label, exact=True).locator("visible=true").first
        control.focus()
        return control

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def slide(self, label: str, steps: int) -> None:
        """Move a slider by the arrow keys; the pictures follow every step."""
        self.page.locator(f"input[type=range][aria-label='{label}']").focus()
        for _ in range(abs(steps)):
            self.press("ArrowRight" if steps > 0 else "ArrowLeft")
            self.follow()

    def pick(self, group: str, option: str, follow: bool = True) -> None:
        """Choose one of a row of buttons by keyboard; by default other pictures follow."""
        self.page.get_by_role("radiogroup", name=group).get_by_role("radio", name=option).focus()
        self.press("Space")
        if follow:
            self.follow()

    def write_cell(self, row: int, column: int, text: str) -> None:
        """Write a weight (rows and columns count from 0) and press Enter."""
        self.page.get_by_label(f"row {row}, column {column}", exact=True).fill(text)
        self.press("Enter")

    def own_picture(self) -> None:
        """Open “Use your own picture”."""
        self.page.get_by_role("button", name="Use your own picture").click()
        self.page.get_by_test_id("stFileUploader").wait_for()

    def close_own_picture(self) -> None:
        """Close it again by Escape, which gives the focus back."""
        self.press("Escape")
        self.page.get_by_test_id("stFileUploader").wait_for(state="hidden")
        expect(self.page.get_by_role("button", name="Use your own picture")).to_be_focused()

    def upload(self, name: str, content: bytes, kind: str = "image/png") -> None:
        """Give a file to the uploader; `own_picture` must be open."""
        file = {"name": name, "mimeType": kind, "buffer": content}
        self.page.locator("[data-testid='stFileUploader'] input[type=file]").set_input_files(file)

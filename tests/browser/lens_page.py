"""The lens of the Kernel lab as a visitor points, reads and moves it."""

import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Position

from engine.explain import pipeline
from tests.browser.kernel_lab_page import KernelLab

ROWS = {"convolution": "Convolution", "activation": "ReLU", "pooling": "pooling"}


def number(text: str) -> float:
    return float(Fraction(text.replace("−", "-")))


@dataclass
class Lens:
    """The lens over a page; cells are (row, column) of a stage's whole map."""

    lab: KernelLab

    @property
    def panel(self):
        return self.lab.page.locator(".lens")

    def canvas(self, stage: str):
        return self.lab.page.locator(f".stage[data-stage={stage}] canvas")

    def point(self, stage: str, cell: tuple[int, int]) -> Position:
        """Where the cell's middle is on the canvas, while the whole stage is seen."""
        box, size = self.canvas(stage).bounding_box(), self.lab.sizes()[stage]
        x, y = box["width"] * (cell[1] + 0.5) / size[1], box["height"] * (cell[0] + 0.5) / size[0]
        return {"x": x, "y": y}

    # Playwright waits until the canvas stands still and nothing lies over it.

    def hover(self, stage: str, cell: tuple[int, int]) -> None:
        self.canvas(stage).hover(position=self.point(stage, cell))
        self.lab.page.wait_for_selector(".lens[data-ready=true]")

    def click(self, stage: str, cell: tuple[int, int]) -> None:
        self.canvas(stage).click(position=self.point(stage, cell))
        self.lab.page.wait_for_selector(".pinned .lens[data-ready=true]")

    def tap(self, stage: str, cell: tuple[int, int]) -> None:
        self.canvas(stage).tap(position=self.point(stage, cell))
        self.lab.page.wait_for_selector(".pinned .lens[data-ready=true]")

    def where(self) -> tuple[int, int]:
        """Row and column that the lens says it is at."""
        text = self.panel.locator(".where").inner_text()
        row, column = re.search(r"at row (\d+), column (\d+)", text).groups()
        return int(row), int(column)

    def values(self) -> dict[str, list[float]]:
        """The raw values of every stage, one for each channel."""
        found = {}
        for stage, title in ROWS.items():
            row = self.panel.locator("tr").filter(has_text=title)
            if row.count():
                found[stage] = [number(text) for text in row.locator(".value").all_inner_texts()]
        return found

    def terms(self) -> list[tuple[NDArray, NDArray]]:
        """Values and weights of each channel's window, as they are written in the sum."""
        details = self.panel.locator("details.terms")
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        details.locator(".lines > .line").first.wait_for()
        channels: list[list[list[str]]] = [[]]
        for line in details.locator(".lines > div").all():
            if "channel" in line.get_attribute("class"):
                channels.append([])
                continue
            terms = re.findall(r"([\d.]+)·\(?([−\d./]+)", line.inner_text())
            if terms:
                channels[-1].append(terms)
        found = [np.array(rows) for rows in channels if rows]
        read = np.vectorize(number)
        return [(read(texts[..., 0]), read(texts[..., 1])) for texts in found]


def expected(result: pipeline.Result, cell: tuple[int, int]) -> dict[str, list[float]]:
    """What the engine has at a response, and where 2×2 pooling makes of it what it does."""
    found = {}
    for stage in result.stages:
        row, column = (cell[0] // 2, cell[1] // 2) if stage.name == "pooling" else cell
        read = row < stage.values.shape[0] and column < stage.values.shape[1]
        found[stage.name] = np.atleast_1d(stage.values[row, column]).tolist() if read else []
    return found

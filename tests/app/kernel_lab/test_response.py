"""The frequency response of the lab's kernels: opened, in words, as charts, in the link."""

import math
import sys

import numpy as np
import pytest

from app.kernel_lab import (
    named_filters,
    response_charts,
    response_printing,
    response_wording,
    snippets,
)
from app.kernel_lab.state import store
from engine.explain import pipeline
from engine.explain.frequency_response import response
from tests.app.lab_app import opened
from tests.app.session import control, shown


def texts(app) -> list[str]:
    return [one.value for one in app.markdown]


def test_it_is_closed_at_first_and_the_link_says_where_it_is_open() -> None:
    app = opened()
    assert not any("Gain, at cycles" in text for text in texts(app))
    control(app.expander, store, "response").run()
    app = opened({"kernel": "mean_3x3", "response": "yes"})
    assert not app.exception
    assert shown(app, store).response
    assert dict(app.query_params) == {"kernel": "mean_3x3", "response": "yes"}
    (table,) = (text for text in texts(app) if "Gain, at cycles" in text)
    assert "| Horizontal | 1 | 0.805 | 0.333 | 0.333 |" in table
    assert any("lobe\\: 33\\.3%" in text for text in texts(app))
    assert "plotly" in sys.modules


def test_two_kernels_stand_beside_each_other() -> None:
    app = opened({"kernel": "mean_3x3", "kernel_b": "gaussian_3x3", "response": "yes"})
    assert not app.exception
    (table,) = (text for text in texts(app) if "Gain, at cycles" in text)
    assert "| B, vertical | 1 |" in table
    assert any("No side lobes" in text and text.startswith("B, Gaussian") for text in texts(app))


def test_the_sentence_of_each_kernel_follows_from_its_gains() -> None:
    def said(kernel: object) -> str:
        return response_wording.sentences(response(kernel))

    assert said([[0.0, 0.0]]) == "Every weight is 0: no frequency passes."
    assert said(named_filters.weights("sobel_x")) == (
        "Band-pass horizontally and diagonally, blocked vertically. Zero at DC: flat areas become"
        " 0. Highest gain 8."
    )
    assert said([[-1.0, -1.0]]).startswith(
        "Low-pass horizontally and diagonally, all-pass vertically. Gain 2 at DC, the sum of the"
        " weights without its sign: the highest gain."
    )
    assert "high-frequency emphasis" in said(named_filters.weights("sharpen")).lower()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (4, 1), (2, 3), (15, 15)])
def test_the_charts_draw_these_numbers(shape: tuple[int, int]) -> None:
    kernel = np.random.default_rng(3).normal(size=shape)
    found = response(kernel)
    (surface,) = response_charts.surface(kernel, "").data
    heights = np.array(surface.z)
    np.testing.assert_array_equal(heights[1:-1:2, 1:-1:2], kernel)
    np.testing.assert_array_equal(heights[2:-1:2, 2:-1:2], kernel)
    assert not heights[[0, -1]].any()
    assert (len(surface.y), len(surface.x)) == heights.shape
    (plane,) = response_charts.plane(found, "").data
    np.testing.assert_allclose(np.array(plane.z), found.plane, rtol=1e-3, atol=1e-12)
    drawn = response_charts.cuts({"": found}).data
    assert 1 <= len(drawn) <= 3
    np.testing.assert_allclose(drawn[0].y[::16], found.cuts[0].gain[::64], rtol=1e-3, atol=1e-12)


@pytest.mark.parametrize("sides", [("",), ("A", "B")])
def test_it_is_printed_for_one_kernel_and_for_two(sides: tuple[str, ...]) -> None:
    kernels = ("sobel_x", "mean_3x3")
    found = {
        side: response(named_filters.weights(name))
        for side, name in zip(sides, kernels, strict=False)
    }
    file = response_printing.pdf(found)
    assert file.startswith(b"%PDF-")
    assert file.count(b"/Subtype /Image") >= len(sides)
    assert b"(Frequency response)" in file
    assert response_printing.pdf(found) == file


@pytest.mark.parametrize("with_torch", [False, True])
def test_the_programs_compute_what_is_shown(with_torch: bool, monkeypatch) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    if with_torch:
        pytest.importorskip("torch")
    monkeypatch.setattr(pyplot, "show", pyplot.close)
    settings = pipeline.Settings(kernel=((1.0, -2.0, 0.5), (0.25, 3.0, math.pi)), dilation=(3, 2))
    names: dict = {}
    exec(snippets.response_code(settings, (), with_torch), names)
    expected = response(settings.kernel, settings.dilation).plane[:-1, :-1]
    np.testing.assert_allclose(np.asarray(names["gain"]), expected, atol=1e-9)

"""The frequency response of the lab's kernels: opened, in words, as charts, in the link."""

import json
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
from app.kernel_lab.turning import View
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
    (surface,) = response_charts.surface(kernel, "", View()).data
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
    names = ("sobel_x", "mean_3x3")
    kernels = {side: named_filters.weights(name) for side, name in zip(sides, names, strict=False)}
    found = {side: response(kernel) for side, kernel in kernels.items()}
    figure = response_printing.figure(kernels, found, View(40, 50))
    titled = {axes.get_title(): axes for axes in figure.axes}
    for side, kernel in kernels.items():
        of_side = f" of {side}" * bool(side)
        surface = titled[f"Weights{of_side}"]
        assert (surface.azim, surface.elev) == (40, 50)
        lowest, highest = surface.zz_dataLim.intervalx
        assert (lowest, highest) == (min(0, np.min(kernel)), np.max(kernel))
        (plane,) = titled[f"Gain{of_side}"].images
        np.testing.assert_array_equal(plane.get_array(), found[side].plane)
    labels = [line.get_label() for line in titled["Gain along a direction"].lines]
    assert len(labels) == sum(len(response_charts.different(one.cuts)) for one in found.values())
    assert all(label.startswith(sides) for label in labels)


def test_a_press_turns_the_surface_and_changes_no_link() -> None:
    app = opened({"response": "yes"})

    def eye() -> dict[str, float]:
        first = json.loads(app.get("plotly_chart")[0].proto.spec)
        return first["layout"]["scene"]["camera"]["eye"]

    def press(label: str) -> dict[str, float]:
        next(one for one in app.button if one.label == label).click().run()
        assert not app.exception
        return eye()

    before = eye()
    assert press("Turn left")["x"] > before["x"]  # from further right it looks turned to the left
    back = press("Turn right")
    assert back == pytest.approx(before)
    assert press("Higher")["z"] > before["z"]
    assert press("Lower") == pytest.approx(before)
    assert dict(app.query_params) == {"response": "yes"}


def test_a_view_goes_all_around_and_not_over_the_top() -> None:
    view = View()
    for _ in range(24):
        view = view.turned(15, 10)
        assert math.hypot(*view.eye.values()) == pytest.approx(2.15)
    assert view == View(View().turn, 80)
    assert view.turned(0, -200).eye["z"] == 0


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

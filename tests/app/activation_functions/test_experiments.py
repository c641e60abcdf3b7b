"""The experiments through the entry of the app, and their runs piece by piece."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.activation_functions import experiment_charts
from app.activation_functions.schema import EXPERIMENTS
from app.activation_functions.state import store
from engine.explain import zig_zag
from engine.explain.activation_curves import Function
from engine.explain.convergence import Loss, Race
from engine.explain.dying_units import Count
from engine.explain.vanishing_gradients import Flow
from tests.app.lab_app import opened_page
from tests.app.session import control


def opened(**query: str) -> AppTest:
    """The page at its experiments, opened with the parameters of a link."""
    return opened_page("activation_functions", {"show": "experiments", **query})


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_has_a_first_result_without_a_click(name: str) -> None:
    app = opened(experiment=name)
    assert not app.exception
    assert not app.warning
    assert control(app.segmented_control, store, "experiment").value == name
    assert len(app.get("html")) >= 1


def test_experiments_of_other_functions_and_seeds() -> None:
    app = opened(function="maxout", other="prelu", seed="7", depth="4")
    assert not app.exception
    for name in ("zigzag", "dying", "speed"):
        control(app.segmented_control, store, "experiment").set_value(name).run()
        assert not app.exception
    assert dict(app.query_params)["experiment"] == "speed"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the charts were asked to show: axes and series."""
    calls: list[tuple[Any, ...]] = []

    def note(*asked: Any) -> None:
        calls.append(asked)

    monkeypatch.setattr(experiment_charts, "experiment_chart", note)
    return calls


def test_the_charts_show_the_numbers(drawn: list[tuple[Any, ...]]) -> None:
    experiment_charts.flows({"a": Flow((1e-6, 1e-3)), "b": Flow((0.0, 0.2))}, "")
    x, y, series, *_ = drawn[-1]
    assert [one["y"] for one in series] == [[1e-6, 1e-3], [1e-30, 0.2]]
    assert x["names"] == ["1", "2"]
    assert y["low"] < 1e-30 < 0.2 <= y["high"]
    found = [Race(1, 30, 20), Race(2, None, 50), Race(3, None, None)]
    losses = [Loss(3, 0, 0, 2.0), Loss(3, 1, 0, 2.5), Loss(3, 1, 5, 1.5)]
    experiment_charts.losses(losses, ("tanh", "ReLU"), 0.3, "")
    _, y, (first, second), *_ = drawn[-1]
    assert (first["y"], second["x"], second["y"], y["high"]) == ([2.0], [0, 5], [2.5, 1.5], 2.5)
    experiment_charts.ratios(found, ("tanh", "ReLU"), "")
    x, _, (times,), *_ = drawn[-1]
    assert (times["x"], x["high"]) == ([1.5, 20.0], 22.0)
    experiment_charts.costs([[3.0, 1.0], [2.0, 4.0]], ["ReLU", "GELU"], "")
    _, y, (bars,), *_ = drawn[-1]
    assert (y["names"], bars["x"]) == (["GELU", "ReLU"], [1.0, 2.0])
    experiment_charts.deaths(
        [("a", [Count(0, 0, 0, 1.0), Count(5, 9, 9, 1.0)]), ("a", [Count(0, 0, 0, 1.0)])], ""
    )
    assert [one["y"] for one in drawn[-1][2]] == [[0, 9], [0]]
    assert {one["name"] for one in drawn[-1][2]} == {"a"}
    descent = zig_zag.descend(Function("sigmoid"), True, 1)
    experiment_charts.path("a", descent, 0, "")
    assert drawn[-1][2][0]["x"][0] == zig_zag.START[0]

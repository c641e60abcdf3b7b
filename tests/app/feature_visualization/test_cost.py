"""What long climbs and dreams cost: known before they begin, and told to who began them."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app import runs as experiments
from app.feature_visualization import analysis, climbing, cost, wording
from app.feature_visualization.schema import FeatureState
from app.feature_visualization.state import runs
from app.runs import Run
from engine.networks import Graph
from tests.app.lab_app import opened_page

STATE = FeatureState(network="lenet_cifar10", octaves=2, passes=3).start()


def passes(monkeypatch: pytest.MonkeyPatch, act) -> float:
    """How often layers went forward or backward while that was done, in work of one pass."""
    done = 0.0
    trace, backward = Graph.trace, Graph.backward

    def counted_trace(network, x, *args, **how):
        nonlocal done
        made = trace(network, x, *args, **how)
        done += sum(network.table.rows[stage.layer].multiply_adds for stage, _ in made.saved)
        return made

    def counted_backward(network, given, *args, **how):
        nonlocal done
        done += 2 * sum(network.table.rows[one.layer].multiply_adds for one, _ in given.saved)
        return backward(network, given, *args, **how)

    monkeypatch.setattr(Graph, "trace", counted_trace)
    monkeypatch.setattr(Graph, "backward", counted_backward)
    act()
    return done


def test_a_climb_costs_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = analysis.scene(replace(STATE, unit="class", steps=20, jitter=8))
    work = cost.climb(scene)
    assert len(work) == 21
    found = passes(monkeypatch, lambda: list(climbing.climb(scene)))
    assert found == pytest.approx(sum(work), rel=0.02)  # a move by nothing costs nothing


def test_a_dream_costs_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = analysis.scene(STATE)
    work = cost.dream(scene)
    results = list[object]()
    found = passes(monkeypatch, lambda: results.extend(climbing.dream(scene)))
    assert len(work) == len(results)
    assert found == sum(work)


def test_the_time_left_goes_by_the_work_that_was_done() -> None:
    run = Run[object]("", iter(()), 3, results=[1, 2], seconds=3.0)
    assert cost.seconds_left(run, [1, 2, 12]) == 12
    assert "about 50 seconds" in wording.cost(10**9, 50.2)
    assert "about 5 minutes" in wording.cost(10**9, 311)


def test_a_dream_larger_than_the_memory_is_refused() -> None:
    cost.check_memory(analysis.scene(STATE))
    large = analysis.scene(replace(STATE, times=8))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cost, "MOST_BYTES", 10**6)
        with pytest.raises(ValueError, match=r"would need about 0\.0 GB of memory in this network"):
            cost.check_memory(large)


@pytest.mark.parametrize("view", ["maximisation", "dream"])
def test_a_long_one_says_so_and_shows_its_first_result(
    view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "LONG", 10)
    monkeypatch.setattr(experiments, "PIECE", -1)
    app: AppTest = opened_page("feature_visualization", {"view": view, "steps": "500"})
    assert not app.exception
    (said,) = app.info
    assert "billion multiply-adds here: at the speed so far" in said.value.replace("\\", "")
    assert len(app.session_state[runs.last.key].results) == 1

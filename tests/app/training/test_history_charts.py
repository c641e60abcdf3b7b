"""A run's history as curves, sentence and table: what it remembers, no more and no less."""

import csv
import io
import math
from array import array
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.training import history_charts, history_code, history_printing, state
from app.training.history import History
from app.training.run import Run
from app.training.scheduler import scheduler
from tests.app import programs
from tests.app.lab_app import opened_page
from tests.app.training.test_run import finish, new_run


@pytest.fixture(scope="module")
def run() -> Run:
    """A run of one epoch after another one that was rewound."""
    made = new_run()
    made.epochs(2)
    finish(made)
    made.rewind()
    made.epochs(1)
    finish(made)
    return made


def test_the_chart_draws_every_step_of_the_run_and_of_the_previous_one(run: Run) -> None:
    found = history_charts.curves([run])
    assert [one.is_previous for one in found] == [False, True]
    for what in ("loss", "accuracy"):
        traces = {trace.name: trace for trace in history_charts.chart(found, what).data}
        assert len(traces) == 2 * 2
        for one in found:
            history = one.history
            training, validation = (
                traces[f"{one.title}, {name}"] for name in ("training", "validation")
            )
            numbers = history.losses if what == "loss" else history.accuracies
            assert list(training.x) == list(range(1, history.steps + 1))
            np.testing.assert_allclose(training.y, numbers, rtol=1e-5)
            expected = [getattr(point, what) for point in history.validation]
            assert list(validation.y) == expected
            assert list(validation.x) == [point.step for point in history.validation]


def test_the_figure_to_keep_draws_the_same_lines(run: Run) -> None:
    found = history_charts.curves([run])
    panels = history_printing.figure(found).axes
    for axes, what in zip(panels, ("loss", "accuracy"), strict=True):
        assert axes.get_title() == what.capitalize()
        traces = history_charts.chart(found, what).data
        for line, trace in zip(axes.lines, traces, strict=True):
            assert line.get_label() == trace.name
            assert line.get_color() == trace.line.color
            np.testing.assert_array_equal(line.get_xdata(), trace.x)
            np.testing.assert_array_equal(line.get_ydata(), trace.y)


def test_lines_are_told_apart_without_their_colours(run: Run) -> None:
    traces = history_charts.chart(history_charts.curves([run, run]), "loss").data
    markers = [trace.marker.symbol for trace in traces if "markers" in trace.mode]
    assert len(markers) == len(set(markers)) == 4
    assert [trace.line.dash for trace in traces] == ["solid", "dash"] * 4


def test_a_loss_that_is_not_finite_is_a_gap(run: Run) -> None:
    history = History(array("d", [1.0, math.inf, 2.0]), array("d", [0, 0, 0]))
    one = replace(history_charts.curves([run])[0], history=history)
    (line, _) = history_charts.lines([one], "loss")
    assert line.values == [1.0, None, 2.0]
    (drawn, _) = history_printing.figure([one]).axes[0].lines
    assert math.isnan(drawn.get_ydata()[1])


def test_the_sentence_says_where_it_ends(run: Run) -> None:
    one = history_charts.curves([run])[0]
    said = history_charts.sentence(one)
    final = run.history.validation[-1]
    assert f"after step {run.history.steps:,}, training loss" in said
    assert f"accuracy {final.accuracy:.1%}, at best" in said


def test_the_table_has_every_number(run: Run) -> None:
    found = history_charts.curves([run])
    rows = list(csv.DictReader(io.StringIO(history_charts.table_csv(found))))
    assert tuple(rows[0]) == history_charts.COLUMNS
    for one in found:
        own = [row for row in rows if row["run"] == one.title and row["step"] != "0"]
        assert [float(row["training loss"]) for row in own] == list(one.history.losses)
        known = [row for row in rows if row["run"] == one.title and row["validation loss"]]
        assert [float(row["validation accuracy"]) for row in known] == [
            point.accuracy for point in one.history.validation
        ]
    assert len(rows) >= sum(one.history.steps for one in found)


@pytest.mark.parametrize("count", [1, 7, 2000, 2001, 5003])
def test_long_curves_are_thinned_by_means(count: int) -> None:
    values = array("d", np.random.default_rng(1).normal(size=count))
    steps, means = history_charts.thinned(values)
    assert steps[-1] == count
    assert len(steps) == len(means) <= 2000
    before = [0, *steps[:-1]]
    expected = [np.mean(values[a:b]) for a, b in zip(before, steps, strict=True)]
    np.testing.assert_allclose(means, expected, rtol=1e-5)


def opened(monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setattr(scheduler, "add", lambda session: None)
    return opened_page("training", query)


def test_the_page_opens_it_before_the_first_step_and_after(monkeypatch) -> None:
    app = opened(monkeypatch, history="yes")
    assert any("curves appear" in one.value for one in app.markdown)
    assert dict(app.query_params) == {"history": "yes"}
    session = app.session_state[state._session.key]
    (of_page,) = session.runs
    of_page.step()
    finish(of_page)
    next(one for one in app.button if one.label == "Update").click().run()
    assert not app.exception
    assert any("after step 1, training loss" in one.value for one in app.markdown)


@pytest.mark.torch
@pytest.mark.parametrize("write", [history_code.numpy_code, history_code.torch_code])
def test_a_program_draws_the_file_of_the_history(run: Run, write, tmp_path, monkeypatch) -> None:
    if write is history_code.torch_code:
        pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    found = history_charts.curves([run])
    Path("history.csv").write_text(history_charts.table_csv(found), encoding="utf-8", newline="")
    names = programs.run(write())
    for axes, what in zip(names["panels"], ("loss", "accuracy"), strict=True):
        drawn = {line.get_label(): line for line in axes.lines}
        expected = history_charts.lines(found, what)
        assert set(drawn) == {line.name for line in expected}
        for line in expected:
            np.testing.assert_array_equal(drawn[line.name].get_xdata(), line.steps)
            np.testing.assert_allclose(drawn[line.name].get_ydata(), line.values, rtol=1e-5)


def test_the_page_shows_the_programs_also_before_the_first_step(monkeypatch) -> None:
    app = opened(monkeypatch)
    app.session_state[f"{state.store.page}-code"] = True
    app.run()
    assert not app.exception
    shown = [one.value for one in app.code]
    assert history_code.numpy_code().rstrip() in shown
    assert history_code.torch_code().rstrip() in shown

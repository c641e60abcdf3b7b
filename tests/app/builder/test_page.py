"""The page through the entry: what each control changes, and what the table asks for."""

import csv
import io
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.builder import actions, code, presets, view
from app.builder.inspection import inspect
from app.builder.schema import BuilderState
from app.builder.state import store
from app.state import layer_edits, link
from app.state.streamlit_internals import Interruption
from tests.app.lab_app import opened_page
from tests.app.session import Panel, Session, control, interrupt_at_next_report, shown


def opened(query: dict[str, str] | None = None) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("builder", query or {})


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """The session's state at the first visit of the page."""
    new = Session()
    monkeypatch.setattr(st, "session_state", new)
    store.begin(BuilderState())
    return new


def test_the_first_visit_shows_lenet() -> None:
    app = opened()
    assert shown(app, store) == BuilderState()
    assert control(app.selectbox, store, "network").value == "LeNet on CIFAR-10"
    assert "[(CONV → ReLU)·1 → POOL]·2" in app.markdown[0].value.replace("\\", "")
    assert "nn.Conv2d(3, 6, 5)" in app.code[0].value
    assert dict(app.query_params) == {}


def test_every_network_can_be_chosen() -> None:
    app = opened()
    for name in presets.NETWORKS:
        control(app.selectbox, store, "network").set_value(name).run()
        assert not app.exception
        assert shown(app, store) == presets.NETWORKS[name]
        assert control(app.selectbox, store, "network").value == name


def test_the_controls_of_the_pattern() -> None:
    app = opened()
    control(app.number_input, store, "width").set_value(28).run()
    control(app.number_input, store, "depth").set_value(1).run()
    control(app.number_input, store, "classes").set_value(7).run()
    control(app.segmented_control, store, "kernel").set_value(3).run()
    control(app.segmented_control, store, "padding").set_value("same").run()
    control(app.segmented_control, store, "pooling").set_value("average").run()
    control(app.segmented_control, store, "dropout").set_value("0.5").run()
    control(app.selectbox, store, "activation").set_value("Tanh").run()
    control(app.toggle, store, "norm").set_value(True).run()
    assert not app.exception
    wanted = BuilderState(
        *("pattern", 28, 1, 7, 1, "6_16", 3, "same", "120_84", "Tanh", "average", True, "0.5")
    )
    assert shown(app, store) == wanted
    assert dict(app.query_params) == link.write(wanted)


def test_layer_by_layer_goes_on_with_the_layers_of_the_pattern() -> None:
    app = opened()
    control(app.segmented_control, store, "show").set_value("layers").run()
    assert not app.exception
    assert shown(app, store).show == "layers"
    assert shown(app, store).layers == BuilderState().text
    app.button[0].click().run()
    assert shown(app, store).layers == "flatten~fc_20~relu~fc_10~softmax"
    control(app.segmented_control, store, "show").set_value("pattern").run()
    assert shown(app, store).filters == "6_16"


def test_a_network_that_does_not_fit_leaves_the_page_standing() -> None:
    app = opened({"width": "8", "filters": "6_16_32_64", "oops": "[x](http://example.org)"})
    assert len(app.warning) == 1
    assert not app.code
    text = "conv_5_1_0_6~softmax~flatten~conv_3_1_1_4"
    assert not opened({"show": "layers", "layers": text}).code


def test_the_table_for_a_spreadsheet() -> None:
    lines = list(csv.reader(io.StringIO(code.table_csv(inspect(BuilderState())))))
    assert lines[1][:2] == ["CONV", "6 filters, 5×5, stride 1"]
    assert list(map(int, lines[1][2:])) == [28, 28, 6, 456, 352_800, 18_816, 5]
    assert sum(int(line[5]) for line in lines[1:]) == 62_006
    assert len(lines) == 14
    too_large = BuilderState(width=4)
    assert len(code.table_csv(inspect(too_large)).splitlines()) == 1


def test_sliders_set_the_pattern() -> None:
    state = BuilderState()
    for count, filters in ((4, "6_16_32_64"), (1, "6"), (0, ""), (2, "16_32")):
        state = actions.set_blocks(state, count)
        assert state.filters == filters
    state = actions.set_filters(1)(state, 512)
    assert state.filters == "16_512"
    assert actions.set_blocks(state, 3).filters == "16_512_512"
    assert actions.set_filters(2)(state, 8) == state  # of a block that has gone
    assert actions.set_dense(state, 0).neurons == ""
    state = actions.set_dense(actions.set_dense(state, 0), 2)
    assert state.neurons == "64_64"
    assert actions.set_neurons(0)(state, 200).neurons == "200_64"


def test_the_menu_of_networks_follows_what_is_shown() -> None:
    app = opened()
    control(app.number_input, store, "width").set_value(28).run()
    assert control(app.selectbox, store, "network").value == "Your own network"
    control(app.selectbox, store, "network").set_value("LeNet on CIFAR-10").run()
    assert shown(app, store) == BuilderState()
    assert control(app.number_input, store, "width").value == 32


LAYERS = "conv_3_1_1_16~relu~flatten~fc_10"


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"kind": [1, "tanh"]}, "conv_3_1_1_16~tanh~flatten~fc_10"),
        ({"kind": [1, "max"]}, "conv_3_1_1_16~max_2_2_0~flatten~fc_10"),
        ({"number": [0, 3, "32"]}, "conv_3_1_1_32~relu~flatten~fc_10"),
        ({"number": [0, 4, "2"]}, "conv_3_1_1_16_2~relu~flatten~fc_10"),
        ({"number": [0, 5, "4"]}, "conv_3_1_1_16_1_4~relu~flatten~fc_10"),
        ({"move": [1, -1]}, "relu~conv_3_1_1_16~flatten~fc_10"),
        ({"move": [2, 1]}, "conv_3_1_1_16~relu~fc_10~flatten"),
        ({"add": 0}, "conv_3_1_1_16~relu~relu~flatten~fc_10"),
        ({"add": 1}, "conv_3_1_1_16~relu~conv_3_1_1_16~flatten~fc_10"),
        ({"add": 2}, "conv_3_1_1_16~relu~flatten~fc_10~fc_10"),
        ({"remove": 3}, "conv_3_1_1_16~relu~flatten"),
        *(
            (asked, LAYERS)
            for asked in (
                *(None, {}, {"kind": [9, "relu"]}, {"kind": [0, "evil"]}, {"kind": ["0", "relu"]}),
                *({"number": [0, 9, "1"]}, {"number": [0, -1, "1"]}, {"number": [1, 0, "1"]}),
                *({"number": [0, 0, 3]}, {"move": [0, -1]}, {"move": [3, 1]}, {"move": [1, 2]}),
                *({"add": 4}, {"add": True}, {"remove": -1}, {"remove": 2.0}),
            )
        ),
    ],
)
def test_what_the_table_asks_for(asked: Any, text: str) -> None:
    assert layer_edits.edited(asked, LAYERS) == text


def test_what_cannot_be_is_reported_at_its_layer_and_changes_nothing(session: Session) -> None:
    state = BuilderState(show="layers", layers=LAYERS)
    store.begin(state)
    for value in ("0", "16", "-1", "2.5", "", "<b>", "1e3", "9" * 999):
        session[view.TABLE] = Panel({"number": [0, 0, value]})
        view.edit()
        assert store.current() == state
        rows = view.table_content(inspect(state)).rows
        assert rows[0].problem == "F of CONV must be from 1 to 15."
        assert [row.problem for row in rows[1:]] == ["", "", ""]
    session[view.TABLE] = Panel({"number": [0, 0, "5"]})
    view.edit()
    assert not any(row.problem for row in view.table_content(inspect(store.current())).rows)
    full = "~".join(["relu"] * 60)
    with pytest.raises(layer_edits.Refused, match="at most 60 layers"):
        layer_edits.edited({"add": 0}, full)


@pytest.mark.parametrize(
    ("layers", "row", "sentence"),
    [
        ("relu~conv_3_1_1_4", 1, "no row of classes at its end, which a twin needs."),
        ("relu~fc_10", 1, "so Flatten must come before it; a twin needs a network that fits."),
    ],
)
def test_a_network_without_a_twin_is_explained(
    session, layers: str, row: int, sentence: str
) -> None:
    state = BuilderState(show="layers", layers=layers)
    store.begin(state)
    store.act(actions.take_twin, "table")
    assert store.current() == state
    problems = [line.problem for line in view.table_content(inspect(state)).rows]
    assert problems[row].endswith(sentence)
    assert sum(map(bool, problems)) == 1


def test_why_a_layer_does_not_fit_stands_at_that_layer(session: Session) -> None:
    text = "conv_3_1_1_16~flatten~conv_3_1_1_4~relu"
    store.begin(BuilderState(show="layers", width=8, layers=text))
    seen = view.table_content(inspect(store.current()))
    assert [row.kind for row in seen.rows] == ["conv", "flatten", "conv", "relu"]
    assert [bool(row.problem) for row in seen.rows] == [False, False, True, False]
    assert "its input is a row of 1024 numbers" in seen.rows[2].problem
    assert seen.rows[3].results[0] == ("—", "")
    assert seen.sum.startswith("Layer 3 does not fit. Up to there: 448 parameters")
    store.begin(BuilderState(show="layers", layers="relu~conv_3_1_1_16_1_2~relu"))
    seen = view.table_content(inspect(store.current()))
    assert "cannot both be divided into 2 groups" in seen.rows[1].problem
    assert seen.rows[0].results[0][0] == "32×32×3"


def test_an_edit_that_the_next_act_interrupts_is_done_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.begin(BuilderState(show="layers", layers="relu~flatten~fc_10"))
    session[view.TABLE] = Panel({"repeat": 0})
    interrupt_at_next_report(monkeypatch)
    with pytest.raises(Interruption):
        view.edit()
    assert store.current().layers == "relu~relu~flatten~fc_10"

"""The chain of layers on the page."""

from typing import Any

import pytest

from app.output_size import actions, chain_view, presets
from app.output_size.network import network
from app.output_size.pattern import Pattern
from app.output_size.schema import SizeState
from app.output_size.state import store
from tests.app.output_size.size_app import opened
from tests.app.session import Panel, Session, control, shown


@pytest.mark.parametrize("name", presets.CHAINS)
def test_every_network_can_be_chosen(name: str) -> None:
    app = opened({"show": "chain"})
    control(app.selectbox, store, "chain example").set_value(name).run()
    assert not app.exception
    state = shown(app, store)
    assert presets.name_of(state, presets.CHAINS) == name
    assert control(app.number_input, store, "start_width").value == state.start_width


def test_another_input_is_in_the_address() -> None:
    app = opened({"show": "chain"})
    control(app.number_input, store, "start_width").set_value(64).run()
    assert not app.exception
    assert app.query_params["start_width"] == "64"
    assert control(app.selectbox, store, "chain example").value == chain_view.OWN


def ask(session: Session, asked: Any) -> None:
    session[chain_view.TABLE] = Panel(asked)
    chain_view._take()


def test_an_edited_chain_is_taken_over(session: Session) -> None:
    ask(session, {"layers": "conv_5_1_0_6~relu~fc_10"})
    assert store.current().layers == "conv_5_1_0_6~relu~fc_10"


@pytest.mark.parametrize(
    "text", ["", "conv_5_1_0_", "conv_99_1_0_6", "<b>", "~".join(["relu"] * 49)]
)
def test_a_wrong_chain_is_told_and_changes_nothing(session: Session, text: str) -> None:
    ask(session, {"layers": text})
    assert store.current() == SizeState()
    assert store.refused("chain")
    store.act(lambda state: state)
    assert not store.refused("chain")


@pytest.mark.parametrize("asked", [None, {}, {"layers": 3}, {"start": [1, 2]}])
def test_anything_else_changes_nothing(session: Session, asked: Any) -> None:
    ask(session, asked)
    assert store.current() == SizeState()
    assert not store.refused("chain")


def test_a_layer_that_does_not_fit_is_named_and_what_is_left_over_said() -> None:
    state = SizeState(start_width=7, layers="conv_3_3_0_6~conv_5_1_0_6")
    result = network(state.chain_input, state.chain)
    assert chain_view._problem(result) == (
        "Layer 2 does not fit: kernel 5×5 is larger than the padded input 2×2."
    )
    (row,) = map(chain_view._row, result.steps)
    assert row == ("2×2×6", "168", "648", "3×3", "rounded down, 1 left over", "CONV1", 0)
    assert not opened({"show": "chain", "start_width": "7", "layers": state.layers}).exception


def test_n_m_and_k_of_the_pattern_are_moved() -> None:
    more = actions.set_pattern("blocks")(SizeState(layers=Pattern().text), 5)
    assert more.layers == Pattern(blocks=5).text
    assert actions.set_pattern("dense")(more, 0).layers == Pattern(blocks=5, dense=0).text


def test_a_chain_of_the_pattern_is_known_by_its_layers() -> None:
    app = opened({"show": "chain", "layers": Pattern(1, 2, 0).text})
    assert control(app.selectbox, store, "chain example").value.startswith("[(CONV → ReLU)·N")


def test_a_dense_layer_on_maps_can_be_written_as_a_convolution() -> None:
    state = SizeState(start_width=7, layers="fc_20~fc_10")
    rows = [chain_view._row(step) for step in network(state.chain_input, state.chain).steps]
    assert [row[-1] for row in rows] == [7, 0]
    wide = SizeState(start_width=16, layers="fc_20")
    assert [chain_view._row(step)[-1] for step in network(wide.chain_input, wide.chain).steps] == [
        0
    ]

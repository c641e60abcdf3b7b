"""The chain of layers on the page."""

from typing import Any

import pytest

from app.output_size import chain_view, presets
from app.output_size.link import SizeState
from engine.volumes import chain
from tests.app.output_size.size_app import Panel, Session, opened


@pytest.mark.parametrize("name", presets.CHAINS)
def test_every_network_can_be_chosen(name: str) -> None:
    app = opened({"show": "chain"})
    app.selectbox(key="size_network").set_value(name).run()
    assert not app.exception
    shown = app.session_state.output_size
    assert presets.name_of(shown, presets.CHAINS) == name
    assert app.number_input(key="size_start_width").value == shown.start_width


def test_another_input_is_in_the_address() -> None:
    app = opened({"show": "chain"})
    app.number_input(key="size_start_width").set_value(64).run()
    assert not app.exception
    assert app.query_params["start_width"] == "64"
    assert app.selectbox(key="size_network").value == chain_view.OWN


def ask(session: Session, asked: Any) -> None:
    session[chain_view.TABLE] = Panel(asked)
    chain_view._take()


def test_an_edited_chain_is_taken_over(session: Session) -> None:
    ask(session, {"layers": "conv_5_1_0_6~relu~fc_10"})
    assert session.output_size.layers == "conv_5_1_0_6~relu~fc_10"


@pytest.mark.parametrize(
    "text", ["", "conv_5_1_0_", "conv_99_1_0_6", "<b>", "~".join(["relu"] * 41)]
)
def test_a_wrong_chain_is_told_and_changes_nothing(session: Session, text: str) -> None:
    ask(session, {"layers": text})
    assert session.output_size == SizeState()
    assert session.size_chain_problem.endswith(".")


@pytest.mark.parametrize("asked", [None, {}, {"layers": 3}, {"start": [1, 2]}])
def test_anything_else_changes_nothing(session: Session, asked: Any) -> None:
    ask(session, asked)
    assert session == {"output_size": SizeState(), chain_view.TABLE: session[chain_view.TABLE]}


def test_a_layer_that_does_not_fit_is_named_and_what_is_left_over_said() -> None:
    state = SizeState(start_width=7, layers="conv_3_3_0_6~conv_5_1_0_6")
    result = chain(state.start, state.chain)
    assert chain_view._problem(result) == (
        "Layer 2 does not fit: kernel 5×5 is larger than the padded input 2×2."
    )
    (row,) = map(chain_view._row, result.steps)
    assert row == ("2×2×6", "168", "648", "3×3", "rounded down, 1 left over")
    assert not opened({"show": "chain", "start_width": "7", "layers": state.layers}).exception

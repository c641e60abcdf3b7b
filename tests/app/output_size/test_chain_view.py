"""The chain of layers on the page."""

from typing import Any

import pytest

from app.components.chain_table import NOTHING
from app.components.shared import layer_fields
from app.output_size import actions, chain_view, presets
from app.output_size.network import network
from app.output_size.pattern import Pattern
from app.output_size.schema import SizeState
from app.output_size.state import store
from app.state.streamlit_internals import Interruption
from engine.networks import notation
from engine.networks.layers.registry import KEYS
from engine.planning.volumes import Volume
from tests.app.output_size.size_app import opened
from tests.app.session import Panel, Session, control, interrupt_at_next_report, shown


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


CHAIN = "conv_5_1_0_6~relu~fc_10"


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"kind": [1, "max"]}, "conv_5_1_0_6~max_2_2_0~fc_10"),
        ({"number": [0, 3, "12"]}, "conv_5_1_0_12~relu~fc_10"),
        ({"repeat": 0}, "conv_5_1_0_6~conv_5_1_0_6~relu~fc_10"),
        ({"remove": 1}, "conv_5_1_0_6~fc_10"),
        ({"convolve": 2}, "conv_5_1_0_6~relu~conv_3_1_0_10"),
        *(
            (asked, CHAIN)
            for asked in (
                *(None, {}, {"layers": 3}, {"convolve": 0}, {"convolve": 3}, {"convolve": -1}),
                *({"convolve": True}, {"convolve": "2"}, {"repeat": 3}, {"kind": [0, "evil"]}),
            )
        ),
    ],
)
def test_what_the_table_asks_for(session: Session, asked: Any, text: str) -> None:
    store.begin(SizeState(start_width=7, layers=CHAIN))
    ask(session, asked)
    assert store.current() == SizeState(start_width=7, layers=text)
    assert not store.refused("chain")


@pytest.mark.parametrize("value", ["99", "", "2.5", "<b>"])
def test_a_wrong_number_is_reported_and_changes_nothing(session: Session, value: str) -> None:
    ask(session, {"number": [0, 0, value]})
    assert store.current() == SizeState()
    assert str(store.refused("chain")) == "F of CONV must be from 1 to 15"
    store.act(lambda state: state)
    assert not store.refused("chain")


def test_a_chain_has_no_more_layers_than_a_link_holds(session: Session) -> None:
    full = SizeState(layers="~".join(["relu"] * 60))
    store.begin(full)
    ask(session, {"repeat": 0})
    assert store.current() == full
    assert str(store.refused("chain")) == "a network has at most 60 layers here"


def test_a_chain_offers_every_layer_and_its_settings() -> None:
    specs = [notation.usual(kind.layer.__name__) for kind in KEYS.values()]
    result = network(Volume(64, 64, 16), specs)
    lines = chain_view.rows(specs, result)
    assert [line.kind for line in lines] == [key for key, _ in layer_fields.KINDS] == list(KEYS)
    told = {line.kind: [field.symbol for field in line.fields] for line in lines}
    assert told["conv"] == ["F", "S", "P", "K"]
    assert told["inception"][1] == "1×1 before 3×3"
    (rare,) = notation.read("conv_3_1_1_16_2")
    assert [field.symbol for field in layer_fields.fields(rare, rare=False)][-1] == "D"


def test_a_layer_that_does_not_fit_is_named_and_what_is_left_over_said() -> None:
    state = SizeState(start_width=7, layers="conv_3_3_0_6~conv_5_1_0_6")
    result = network(state.chain_input, state.chain)
    assert chain_view._problem(result) == (
        "Layer 2 does not fit: kernel 5×5 is larger than the padded input 2×2."
    )
    first, second = chain_view.rows(state.chain, result)
    assert (first.number, first.over) == ("1", "rounded down, 1 left over")
    assert first.results == ("2×2×6", "168", "648", "3×3")
    assert second.results == NOTHING
    assert not opened({"show": "chain", "start_width": "7", "layers": state.layers}).exception


def test_n_m_and_k_of_the_pattern_are_moved() -> None:
    more = actions.set_pattern("blocks")(SizeState(layers=Pattern().text), 5)
    assert more.layers == Pattern(blocks=5).text
    assert actions.set_pattern("dense")(more, 0).layers == Pattern(blocks=5, dense=0).text


def test_a_chain_of_the_pattern_is_known_by_its_layers() -> None:
    app = opened({"show": "chain", "layers": Pattern(1, 2, 0).text})
    assert control(app.selectbox, store, "chain example").value.startswith("[(CONV → ReLU)·N")


def test_a_dense_layer_on_maps_can_be_written_as_a_convolution() -> None:
    def offers(state: SizeState) -> list[bool]:
        made = network(state.chain_input, state.chain)
        return [line.convolution for line in chain_view.rows(state.chain, made)]

    assert offers(SizeState(start_width=7, layers="fc_20~fc_10")) == [True, False]
    assert offers(SizeState(start_width=16, layers="fc_20")) == [False]


def test_an_edit_that_the_next_act_interrupts_is_done_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.begin(SizeState(layers=CHAIN))
    interrupt_at_next_report(monkeypatch)
    with pytest.raises(Interruption):
        ask(session, {"repeat": 1})
    assert store.current().layers == "conv_5_1_0_6~relu~relu~fc_10"

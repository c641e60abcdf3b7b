"""The page through the entry: what each control changes in the state and in the address."""

from typing import Any

import pytest

from app.output_size import layer_view, presets
from app.output_size.link import LIMITS, SizeState
from tests.app.output_size.size_app import Panel, Session, opened


def test_the_first_visit_shows_a_layer_that_does_not_fit() -> None:
    app = opened()
    assert app.session_state.output_size == SizeState()
    assert app.selectbox(key="size_preset").value == "7×7, F = 3, stride 3"
    assert dict(app.query_params) == {}


@pytest.mark.parametrize("name", presets.LAYERS)
def test_every_example_can_be_chosen(name: str) -> None:
    app = opened()
    app.selectbox(key="size_preset").set_value(name).run()
    assert not app.exception
    shown = app.session_state.output_size
    assert presets.name_of(shown, presets.LAYERS) == name
    assert app.selectbox(key="size_preset").value == name


def test_pooling_instead_of_convolution() -> None:
    app = opened({"width": "55", "stride": "2", "depth": "96"})
    app.segmented_control(key="size_kind").set_value("pool").run()
    assert not app.exception
    assert app.query_params["kind"] == "pool"


def test_a_link_of_nonsense_is_told_and_the_page_stands() -> None:
    app = opened({"width": "9999", "oops": "[x](http://example.org)"})
    assert len(app.warning) == 2
    assert app.session_state.output_size == SizeState()


def test_a_kernel_larger_than_the_input_leaves_the_page_standing() -> None:
    app = opened({"width": "2", "kernel": "15", "dilation": "8"})
    assert app.session_state.output_size.width == 2


def test_a_slider_is_moved_within_its_limits(session: Session) -> None:
    for name, (lowest, highest) in LIMITS.items():
        session[layer_view.PANEL] = Panel({"slider": name, "value": highest})
        layer_view._take_slider()
        assert getattr(session.output_size, name) == highest
        session[layer_view.PANEL] = Panel({"slider": name, "value": lowest - 1})
        layer_view._take_slider()
        assert getattr(session.output_size, name) == highest


def test_common_settings_change_only_their_own_numbers(session: Session) -> None:
    session.output_size = SizeState(width=33, depth=4, kind="pool", dilation=2)
    for index, numbers in enumerate(presets.COMMON.values()):
        session[layer_view.PANEL] = Panel({"offer": index})
        layer_view._take_slider()
        shown = vars(session.output_size)
        assert {name: shown[name] for name in numbers} == numbers
        assert (shown["width"], shown["depth"], shown["kind"], shown["dilation"]) == (
            33,
            4,
            "conv",
            1,
        )
    session[layer_view.PANEL] = Panel({"offer": len(presets.COMMON)})
    before = session.output_size
    layer_view._take_slider()
    assert session.output_size == before


@pytest.mark.parametrize(
    "asked", [None, {}, {"slider": "show", "value": 1}, {"slider": "width", "value": "7"}]
)
def test_anything_else_moves_nothing(session: Session, asked: Any) -> None:
    session[layer_view.PANEL] = Panel(asked)
    layer_view._take_slider()
    assert session.output_size == SizeState()


def test_every_offer_makes_it_fit_and_no_other_is_taken(session: Session) -> None:
    offers = layer_view._nearest(SizeState())
    assert len(offers) > 3
    for index in range(len(offers)):
        session.output_size = SizeState()
        session[layer_view.AXIS] = Panel({"offer": index})
        layer_view._take_offer()
        assert layer_view._fit(session.output_size).fits
    for wrong in (-1, len(offers), "0", None):
        session.output_size = SizeState()
        session[layer_view.AXIS] = Panel({"offer": wrong})
        layer_view._take_offer()
        assert session.output_size == SizeState()

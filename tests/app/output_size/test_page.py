"""The page through the entry: what each control changes in the state and in the address."""

from dataclasses import replace

import pytest

from app.output_size import actions, presets
from app.output_size.schema import SizeState
from app.output_size.state import store
from tests.app.output_size.size_app import opened
from tests.app.session import control, shown


def test_the_first_visit_shows_a_layer_that_does_not_fit() -> None:
    app = opened()
    assert shown(app, store) == SizeState()
    assert control(app.selectbox, store, "layer example").value == "7×7, F = 3, stride 3"
    assert dict(app.query_params) == {}


@pytest.mark.parametrize("name", presets.LAYERS)
def test_every_example_can_be_chosen(name: str) -> None:
    app = opened()
    control(app.selectbox, store, "layer example").set_value(name).run()
    assert not app.exception
    assert presets.name_of(shown(app, store), presets.LAYERS) == name
    assert control(app.selectbox, store, "layer example").value == name


def test_pooling_instead_of_convolution() -> None:
    app = opened({"width": "55", "stride": "2", "depth": "96"})
    control(app.segmented_control, store, "kind").set_value("pool").run()
    assert not app.exception
    assert app.query_params["kind"] == "pool"


def test_a_link_of_nonsense_is_reported_and_the_page_stands() -> None:
    app = opened({"width": "9999", "oops": "[x](http://example.org)"})
    assert len(app.warning) == 2
    assert shown(app, store) == SizeState()


def test_a_kernel_larger_than_the_input_leaves_the_page_standing() -> None:
    app = opened({"width": "2", "kernel": "15", "dilation": "8"})
    assert shown(app, store).width == 2


def test_common_settings_change_only_their_own_numbers() -> None:
    before = SizeState(width=33, depth=4, kind="pool", dilation=2)
    for numbers in presets.COMMON.values():
        assert actions.common(numbers)(before) == replace(
            before, kind="conv", dilation=1, **numbers
        )


def test_every_offer_makes_it_fit() -> None:
    offers = actions.nearest(SizeState())
    assert len(offers) > 3
    for offer in offers:
        assert actions.fitting(actions.take(offer)(SizeState())).fits

"""The page "Look inside" through the entry of the app."""

import base64
import json
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.look_inside import actions, analysis, payload
from app.look_inside.schema import InsideState
from app.look_inside.state import store
from app.trained_networks import subjects
from engine import networks
from engine.explain.features import effective_receptive_field
from tests.app.lab_app import opened_page
from tests.app.look_inside.networks import residual, shipped
from tests.app.session import control, show, shown


def opened(**query: str) -> AppTest:
    return opened_page("look_inside", query)


def warnings(app: AppTest) -> str:
    return " ".join(one.value for one in app.warning).replace("\\", "")


def header(packed: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", packed)
    found: dict[str, Any] = json.loads(packed[4 : 4 + length])
    return found


def test_the_first_visit_says_what_is_predicted() -> None:
    app = opened()
    assert any("Predicted “" in text.value for text in app.markdown)
    assert dict(app.query_params) == {}
    assert len(app.warning) == len(app.error) == 0


def test_every_shipped_network_can_be_chosen() -> None:
    app = opened()
    for name in networks.shipped():
        control(app.selectbox, store, "network").set_value(name).run()
        assert not app.exception
        assert shown(app, store).picture in subjects.names(name)


def test_another_picture_leaves_the_map_open() -> None:
    app = opened(network="lenet_digits", opened="layer_1_2_3_4")
    control(app.selectbox, store, "picture").set_value("digit_7").run()
    assert shown(app, store).opened == "layer_1_2_3_4"


@pytest.mark.parametrize("place", ["layer_99_0", "layer_1_6", "layer_1_0_28_0", "layer_7_400"])
def test_a_place_that_the_network_does_not_have_is_ignored(place: str) -> None:
    app = opened(network="lenet_cifar10", opened=place, range="map", temperature="2.5")
    assert f"opened = “{place}”, which is not a place for LeNet on CIFAR-10" in warnings(app)
    state = shown(app, store)
    assert (state.opened, state.range, state.temperature) == ("", "map", "2.5")


@pytest.mark.parametrize("query", [{"temperature": "0"}, {"temperature": "1.25"}, {"opened": "x"}])
def test_what_cannot_be_read_is_said(query: dict[str, str]) -> None:
    (name,) = query
    assert name in warnings(opened(**query))


def test_all_numbers_are_packed_and_all_weights_counted() -> None:
    for scene in (shipped("lenet_cifar10"), residual()):
        head = header(payload.maps(scene))
        (outputs,) = (stage["length"] // 4 for stage in head["stages"])
        assert outputs == sum(one.size for one in scene.outputs)
        assert head["weights"]["count"] == sum(one.size for one in scene.network.state.values())
        assert len(head["nodes"]) == len(scene.network.nodes) + 1


def test_the_effective_field_is_computed_where_the_browser_asks_for_it() -> None:
    app = opened(network="lenet_digits")
    show(app, store, actions.ask_effective(shown(app, store), "layer_4_3_2_2"))
    assert app.query_params["effective"] == "layer_4_3_2_2"
    scene = analysis.scene_of(shown(app, store))
    found = header(payload.maps(scene))["effective"]
    expected = effective_receptive_field(scene.network, 3, (2, 2), scene.x, channel=3)
    assert found["of"] == "layer_4_3_2_2"
    values = np.frombuffer(base64.b64decode(found["map"]), "<f4")
    np.testing.assert_array_equal(values, expected.map.ravel())
    assert (found["pixels"], found["share"]) == (expected.pixels, expected.share)


@pytest.mark.parametrize("place", [None, 3, "", "x", "layer_0_0_0_0", "layer_8_0", "layer_4_3_8_0"])
def test_what_is_no_cell_of_a_map_has_no_effective_field(place: object) -> None:
    with pytest.raises(ValueError, match=r"names no map|no cell of"):
        actions.ask_effective(InsideState(network="lenet_digits").start(), place)


def test_another_picture_or_network_stands_beside_it() -> None:
    app = opened(network="lenet_digits", beside="digit_7")
    texts = " ".join(text.value for text in app.markdown).replace("\\", "")
    assert texts.count("Predicted “") == 2
    control(app.selectbox, store, "network").set_value("lenet_cifar10").run()
    assert shown(app, store).beside == "none"
    state = replace(InsideState(network="lenet_digits").start(), beside="network_lenet_digits")
    second = analysis.beside(analysis.scene_of(state))
    assert second is not None
    assert header(payload.maps(second, is_second=True))["isSecond"]
    assert "not something to compare with" in warnings(opened(beside="digit_7"))


def test_the_lesson_on_depth_has_its_own_link() -> None:
    app = opened()
    control(app.segmented_control, store, "view").set_value("depth").run()
    assert not app.exception
    assert dict(app.query_params) == {"view": "depth"}
    state = shown(opened(view="depth"), store)
    assert (state.view, state.beside, state.shift) == ("depth", "shifted", 2)
    control(app.segmented_control, store, "view").set_value("layers").run()
    assert dict(app.query_params) == {}


def test_the_lesson_takes_another_picture_beside_it_but_no_network() -> None:
    app = opened(view="depth", network="lenet_digits", beside="digit_4")
    control(app.segmented_control, store, "view").set_value("layers").run()
    assert shown(app, store).beside == "digit_4"
    app = opened(view="depth", network="lenet_cifar10", beside="network_residual_cifar10")
    assert "not something to compare with" in warnings(app)
    assert shown(app, store).beside == "shifted"

"""The page "Look inside" through the entry of the app."""

import json
import struct
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.look_inside import payload
from app.look_inside.state import store
from app.trained_networks import subjects
from engine import networks
from tests.app.lab_app import opened_page
from tests.app.look_inside.networks import residual, shipped
from tests.app.session import control, shown


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


def test_all_numbers_and_weights_are_packed() -> None:
    for scene in (shipped("lenet_cifar10"), residual()):
        head = header(payload.maps(scene))
        outputs, weights = (stage["length"] // 4 for stage in head["stages"])
        assert outputs == sum(one.size for one in scene.outputs)
        assert weights == sum(one.size for one in scene.network.state.values())
        assert len(head["nodes"]) == len(scene.network.nodes) + 1

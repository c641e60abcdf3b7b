"""The page "Feature visualisation" through the entry of the app."""

import pytest
from streamlit.testing.v1 import AppTest

from app.feature_visualization.schema import VIEWS, FeatureState
from app.feature_visualization.state import store
from engine import networks
from tests.app.lab_app import opened_page
from tests.app.session import control, shown


def opened(**query: str) -> AppTest:
    return opened_page("feature_visualization", query)


def texts(app: AppTest) -> str:
    """All texts of the page, as they are read."""
    return " ".join(text.value for text in app.markdown).replace("\\", "")


def test_the_first_visit_shows_the_patches_of_a_channel() -> None:
    app = opened()
    assert "these activate the channel most: " in texts(app)
    assert dict(app.query_params) == {}
    assert len(app.warning) == len(app.error) == len(app.exception) == 0


@pytest.mark.parametrize("network", networks.shipped())
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_every_network_and_stands_in_the_link(view: str, network: str) -> None:
    app = opened(network=network)
    control(app.get("button_group"), store, "view").set_value(view).run()
    assert not app.exception
    assert len(app.error) == 0
    assert shown(app, store).view == view
    assert app.query_params.get("view", VIEWS[0]) == view


@pytest.mark.parametrize("unit", ["channel", "cell", "class"])
def test_a_climb_begins_with_the_page_and_says_what_it_climbs(unit: str) -> None:
    app = opened(network="lenet_digits", view="maximisation", unit=unit, target="3", steps="10")
    said = {
        "channel": "The mean of channel 0 of layer",
        "cell": "The cell [4, 4] of channel 0 of layer",
        "class": "The score of “3”: from",
    }
    assert said[unit] in texts(app)
    assert "neighbouring pixels differ by" in texts(app)


def test_another_layer_begins_with_its_first_channel() -> None:
    app = opened(network="lenet_digits", channel="5", row="2")
    control(app.selectbox, store, "layer").set_value("0").run()
    assert not app.exception
    assert (shown(app, store).channel, shown(app, store).row) == (0, -1)


def test_what_the_network_does_not_have_is_said_and_ignored() -> None:
    app = opened(network="lenet_digits", picture="cat_drawing", layer="conv9", channel="40")
    said = " ".join(one.value for one in app.warning).replace("\\", "")
    assert "picture = “cat_drawing”, which is not a picture for LeNet on digits" in said
    assert "layer = “conv9”, which is not a layer with maps" in said
    assert "channel = 40, but in this layer of LeNet on digits the highest is 15" in said
    assert shown(app, store) == FeatureState(network="lenet_digits").start()

"""The page "Where it looks" through the entry of the app."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app import own_picture
from app.pictures import OWN
from app.trained_networks import subjects
from app.where_it_looks.schema import VIEWS, WhereState
from app.where_it_looks.state import store
from engine import networks
from engine.explain.heat_maps.methods import METHODS
from tests.app.lab_app import opened_page
from tests.app.session import control, show, shown


def opened(**query: str) -> AppTest:
    return opened_page("where_it_looks", query)


def reading_digits(**query: str) -> AppTest:
    """The page with the network of digits, whichever comes first."""
    return opened(network="lenet_digits", **query)


def linked(app: AppTest) -> dict[str, str]:
    """What the link says beside the network."""
    return {name: text for name, text in app.query_params.items() if name != "network"}


def texts(app: AppTest) -> str:
    """All texts of the page, as they are read."""
    return " ".join(text.value for text in app.markdown).replace("\\", "")


def test_the_first_visit_explains_a_prediction() -> None:
    app = opened()
    assert "Predicted “" in texts(app)
    assert dict(app.query_params) == {}
    assert len(app.warning) == len(app.error) == 0


def test_of_the_digits_one_that_is_misclassified_comes_first() -> None:
    app = reading_digits()
    assert "Predicted “9” with" in texts(app)
    assert "misclassified: it is “4”" in texts(app)
    assert linked(app) == {}


def test_classes_stand_in_the_menu_by_their_probability() -> None:
    menu = control(reading_digits().selectbox, store, "target")
    assert menu.options[0] == "Predicted class (9)"
    shares = [float(title.split(": ")[1].rstrip("%")) for title in menu.options[1:]]
    assert len(shares) == 10
    assert shares == sorted(shares, reverse=True)


def test_every_method_shows_its_map_or_says_why_not() -> None:
    app = reading_digits()
    for method in METHODS:
        control(app.selectbox, store, "method").set_value(method).run()
        assert not app.exception
        errors = [error.value for error in app.error]
        assert len(errors) == (method == "cam")
        if errors:
            assert "does not end in global average pooling" in errors[0]
    assert shown(app, store).method == METHODS[-1]


def test_another_picture_is_explained_by_its_own_prediction() -> None:
    app = reading_digits(target="3", compare="5")
    control(app.selectbox, store, "picture").set_value("digit_7").run()
    state = shown(app, store)
    assert (state.target, state.compare) == ("predicted", "usual")
    assert "Predicted “7”" in texts(app)
    assert linked(app) == {"picture": "digit_7"}


def test_the_checks_judge_the_map_by_numbers() -> None:
    app = reading_digits(view="checks", curves="yes")
    assert "With random weights in every layer the map is" in texts(app)
    (board,) = [one.proto.body for one in app.get("html") if "check-tiles" in one.proto.body]
    assert board.count("<li") == 9
    assert board.count("rank correlation") + board.count("empty heat map") >= 8
    assert "Deletion sets the pixels to mid-grey" in texts(app)


@pytest.mark.parametrize("view", ["occlusion", "checks"])
def test_a_view_stands_in_the_link(view: str) -> None:
    app = opened()
    control(app.get("button_group"), store, "view").set_value(view).run()
    assert dict(app.query_params) == {"view": view}
    assert not app.exception


def test_every_shipped_network_can_be_chosen() -> None:
    app = opened()
    for name in networks.shipped():
        control(app.selectbox, store, "network").set_value(name).run()
        assert not app.exception
        assert shown(app, store).picture in subjects.names(name)


def test_what_the_network_does_not_have_is_said_and_ignored() -> None:
    app = reading_digits(picture="cat_drawing", layer="conv9")
    said = " ".join(one.value for one in app.warning).replace("\\", "")
    assert "picture = “cat_drawing”, which is not a picture for LeNet on digits" in said
    assert "layer = “conv9”, which is not a layer with maps" in said


def test_the_programs_are_written_once_the_box_is_open() -> None:
    app = opened()
    assert len(app.code) == 0
    app.session_state["where-it-looks-code"] = True
    show(app, store, WhereState())
    assert [one.language for one in app.code] == ["python", "python"]


def test_an_own_picture_goes_through_every_view() -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(file, "PNG")
    app = opened()
    app.session_state[f"where-it-looks-{own_picture.NAME}"] = True
    app.run()
    given = "mine.png", file.getvalue(), "image/png"
    app.file_uploader(key="where-it-looks-upload").set_value(given).run()
    assert shown(app, store).picture == OWN
    for view in VIEWS:
        show(app, store, replace(shown(app, store), view=view))
        assert len(app.error) == 0
    assert "picture" not in app.query_params

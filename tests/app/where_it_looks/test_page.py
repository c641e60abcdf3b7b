"""The page "Where it looks" through the entry of the app."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app import formulas, own_picture
from app.pictures import OWN
from app.trained_networks import subjects
from app.where_it_looks import actions, analysis, payload
from app.where_it_looks.schema import VIEWS, WhereState
from app.where_it_looks.state import store
from engine import networks
from engine.explain.features import effective_receptive_field
from engine.explain.heat_maps.methods import METHODS
from tests.app.lab_app import opened_page
from tests.app.session import control, show, shown
from tests.load.classroom import header_of


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


@pytest.mark.parametrize("signed", [False, True])
def test_two_maps_have_one_colour_scale_where_that_is_asked_for(signed: bool) -> None:
    state = replace(WhereState(network="lenet_digits").start(), signed=signed)
    scene = analysis.scene(state)
    values = [analysis.explained(scene, target).values for target in scene.classes]
    most = [float(one.max()) for one in values]
    own = [panel["high"] for panel in header_of(payload.maps(scene))[0]["panels"]]
    assert own[:2] == [formulas.short(one, 3) for one in most]
    assert own[0] != own[1]
    common = analysis.scene(replace(state, common=True))
    panels = header_of(payload.maps(common))[0]["panels"]
    assert {panel["high"] for panel in panels[:2]} == {formulas.short(max(most), 3)}
    ends = {formulas.short(float(np.abs(values).max()), 3)} if signed else set()
    assert {panel["high"] for panel in panels[2:]} == ends
    darker = most.index(min(most))
    assert (
        panels[darker]["overlay"] != header_of(payload.maps(scene))[0]["panels"][darker]["overlay"]
    )


def test_the_common_scale_is_chosen_beside_two_maps_and_stands_in_the_link() -> None:
    app = reading_digits()
    control(app.toggle, store, "common").set_value(True).run()
    assert linked(app) == {"common": "yes"}
    control(app.selectbox, store, "compare").set_value("none").run()
    assert not app.exception
    assert not [one for one in app.toggle if "Common" in one.label]


@pytest.mark.parametrize(("method", "place"), [("grad_cam", "map0_3_4"), ("grad_cam", "map1_0_0"),
                                               ("grad_cam_plus_plus", "map0_3_4")])  # fmt: skip
def test_the_effective_field_is_that_of_the_cells_weighted_sum(method: str, place: str) -> None:
    app = reading_digits(method=method)
    show(app, store, actions.ask_effective(shown(app, store), place))
    assert app.query_params["effective"] == place
    scene = analysis.scene(shown(app, store))
    target = scene.classes[int(place[3])]
    cell = [int(part) for part in place.split("_")[1:]]
    weighted = analysis.explained(scene, target).weighted
    expected = effective_receptive_field(
        scene.network, scene.layer, cell, scene.x, weights=weighted.weights[0]
    )
    found = header_of(payload.maps(scene))[0]["effective"]
    assert found["of"] == place
    assert f" {expected.pixels} pixels reach 4.55% of" in found["text"]
    np.testing.assert_array_equal(analysis.effective_field(scene).map, expected.map)
    assert expected.pixels < expected.rectangle.height * expected.rectangle.width


def test_another_map_has_no_effective_field_of_the_cell_before() -> None:
    asked = actions.ask_effective(WhereState(network="lenet_digits").start(), "map1_2_2")
    for changed in (
        actions.choose_method(asked, "saliency"),
        actions.choose_layer(asked, "0"),
        actions.choose_picture(asked, "digit_7"),
        actions.choose_compare(asked, "none"),
        actions.choose_view(asked, "checks"),
    ):
        assert changed.effective == ""
    assert replace(asked, target="3").effective == "map1_2_2"


@pytest.mark.parametrize("place", ["", "map0", "map2_0_0", "map0_0", "map0_99_0", "map0_0_-1", 3])
def test_what_is_no_cell_has_no_effective_field(place: object) -> None:
    with pytest.raises(ValueError, match="no"):
        actions.ask_effective(WhereState(network="lenet_digits").start(), place)


def test_a_link_to_no_cell_is_said_and_ignored() -> None:
    for query in ({"effective": "map0_99_0"}, {"effective": "map0_1_1", "method": "saliency"}):
        app = reading_digits(**query)
        assert not app.exception
        said = " ".join(one.value for one in app.warning).replace("\\", "")
        assert "which is not a cell of a heat map for LeNet on digits" in said
        assert shown(app, store).effective == ""


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

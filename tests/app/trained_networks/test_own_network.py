"""The learner's own model on a page: uploaded, set, kept for the session, and in no link."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app.look_inside import state as look_inside
from app.state import link
from app.trained_networks import own_controls, own_network
from app.trained_networks.own_network import OWN
from app.where_it_looks.schema import VIEWS, WhereState
from app.where_it_looks.state import store
from tests.app.lab_app import opened_page
from tests.app.session import control, show, shown
from tests.app.trained_networks import models

BOX = f"{store.page}-{own_controls.NAME}"


def opened(**query: str) -> AppTest:
    app = opened_page("where_it_looks", query)
    app.session_state[BOX] = True
    return app.run()


def give(app: AppTest, content: bytes, name: str = "mine.onnx") -> None:
    given = name, content, "application/octet-stream"
    app.file_uploader(key=f"{store.page}-model").set_value(given).run()
    assert not app.exception


def texts(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown).replace("\\", "")


@pytest.fixture(scope="module")
def mine() -> AppTest:
    """The page with a small model."""
    app = opened()
    give(app, models.residual_file())
    return app


def test_it_is_shown_at_once_and_stands_in_no_link(mine: AppTest) -> None:
    state = shown(mine, store)
    assert state.network == OWN
    assert "Predicted “class " in texts(mine)
    assert "network" not in mine.query_params
    assert link.write(state).keys() <= {"view"}
    assert control(mine.selectbox, store, "network").options[0] == "Your model: mine.onnx"


def test_every_view_works_with_it(mine: AppTest) -> None:
    state = shown(mine, store)
    for view in VIEWS:
        show(mine, store, in_view(state, view))
        assert len(mine.error) == 0
    show(mine, store, state)


def in_view(state: WhereState, view: str) -> WhereState:
    """With a large patch, which is quick."""
    return replace(state, view=view, patch=16, stride=4)


def test_class_names_are_typed_and_refused_where_their_number_is_wrong(mine: AppTest) -> None:
    names = control(mine.text_area, store, "own-network-names")
    names.set_value("\n".join("abcdefghij")).run()
    assert "Predicted “class " not in texts(mine)
    control(mine.text_area, store, "own-network-names").set_value("cat\ndog").run()
    (error,) = mine.error
    assert "There are 2 class names, and the model has 10 outputs" in error.value.replace("\\", "")
    assert mine.session_state[own_network.own.key].classes == tuple("abcdefghij")
    assert control(mine.text_area, store, "own-network-names").value == "cat\ndog"


def test_another_normalisation_changes_what_is_predicted(mine: AppTest) -> None:
    before = texts(mine)
    control(mine.selectbox, store, "own-network-normalisation").set_value("caffe").run()
    assert texts(mine) != before
    assert control(mine.selectbox, store, "own-network-order").value == "bgr"
    assert not mine.error


@pytest.mark.parametrize("content", [b"\x89PNG\r\n", models.residual_file()[:5000]])
def test_a_wrong_file_is_refused_and_the_model_stays(mine: AppTest, content: bytes) -> None:
    before = mine.session_state[own_network.own.key]
    give(mine, content, "wrong.onnx")
    (error,) = mine.error
    assert error.value.replace("\\", "").startswith("“wrong.onnx” cannot be used: ")
    assert mine.session_state[own_network.own.key] is before
    assert shown(mine, store).network == OWN


def test_another_session_sees_nothing_of_it_and_the_same_file_is_held_once() -> None:
    first, second = opened(), opened()
    give(first, models.residual_file(), "one.onnx")
    second.run()
    assert not any("Your" in one for one in control(second.selectbox, store, "network").options)
    give(second, models.residual_file(), "one.onnx")
    held = [app.session_state[own_network.own.key] for app in (first, second)]
    assert held[0] is held[1]


def test_no_more_is_held_than_the_server_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_network, "_FILES_AT_ONCE", 0)
    app = opened()
    give(app, models.small_file())
    (error,) = app.error
    assert "has no room left for this one" in error.value
    assert shown(app, store).network != OWN


def test_a_model_that_is_run_as_a_whole_says_what_works() -> None:
    app = opened()
    give(app, models.whole_file(), "strange.onnx")
    assert "It predicts, and Occlusion works; feature maps and gradients do not" in texts(app)
    for view in VIEWS:
        show(app, store, in_view(shown(app, store), view))
        assert len(app.error) == (view != "occlusion")
    show(
        app,
        store,
        WhereState(**{**vars(in_view(shown(app, store), "checks")), "method": "occlusion"}),
    )
    assert len(app.error) == 0


def test_a_link_names_nothing_of_it_but_a_picture_that_ships() -> None:
    state = WhereState(network=OWN, picture="coffee", layer="conv1", target="a", signed=True)
    assert state.in_link() == WhereState(picture="coffee", signed=True)


def test_it_stays_where_a_link_says_nothing_of_a_network(mine: AppTest) -> None:
    mine.query_params.clear()
    mine.run()
    assert shown(mine, store).network == OWN
    del mine
    app = opened(layer="conv1")
    assert shown(app, store).network != OWN


def test_look_inside_shows_it_or_says_why_not(mine: AppTest) -> None:
    mine.switch_page("../pages/look_inside.py").run()
    assert not mine.exception
    assert shown(mine, look_inside.store).network == OWN
    assert not mine.info
    mine.session_state[f"{look_inside.store.page}-{own_controls.NAME}"] = True
    mine.run()
    given = "strange.onnx", models.whole_file(), "application/octet-stream"
    mine.file_uploader(key=f"{look_inside.store.page}-model").set_value(given).run()
    assert not mine.exception
    assert "feature maps of this model are not known" in mine.info[0].value

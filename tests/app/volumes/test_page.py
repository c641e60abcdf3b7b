"""The page through the entry of the app: what its controls do to the numbers and the address."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.pictures import OWN
from app.volumes import bank, compute, controls, link
from app.volumes import state as page
from engine.images import gallery
from tests.app.lab_app import opened_page
from tests.app.session import Panel, Session


def opened(**query: str) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("volumes", query)


def key(app: AppTest, name: str) -> str:
    return f"volume_{name}_{app.session_state.volume_menus}"


def test_the_first_visit_shows_six_maps() -> None:
    app = opened()
    assert app.session_state.volume_result.maps.shape == (6, 128, 128)
    assert len(app.warning) == 0
    assert dict(app.query_params) == {}
    assert any("3·3·3 \\+ 1\\)·6 = 168" in text.value for text in app.markdown)


@pytest.mark.parametrize("name", bank.SETS)
def test_every_set_can_be_chosen(name: str) -> None:
    app = opened()
    app.selectbox(key=key(app, "set")).set_value(name).run()
    assert not app.exception
    assert len(app.session_state.volume_result.maps) == len(bank.begun(name, 1))


def test_menus_change_the_picture_the_filter_and_the_activation() -> None:
    app = opened(set="random", seed="7")
    app.selectbox(key=key(app, "picture")).set_value("coffee").run()
    app.segmented_control(key=key(app, "side")).set_value(32).run()
    app.segmented_control(key=key(app, "activation")).set_value("none").run()
    assert not app.exception
    assert app.session_state.volume_result.sums.min() < 0
    menu = next(box for box in app.selectbox if "filter_" in str(box.key))
    menu.set_value("Vertical edges").run()
    assert not app.exception
    state = app.session_state.volume_state
    assert state.filters[2] == bank.BANK["Vertical edges"]
    assert link.read(dict(app.query_params.items()))[0] == state


def test_a_link_of_nonsense_is_told_and_the_page_stands() -> None:
    app = opened(filters="<script>", stride="1e999", oops="½")
    assert len(app.warning) == 3


@pytest.mark.parametrize("shape", [(1, 1, 3), (10, 2000, 3)])
def test_a_layer_without_room_is_told_and_can_be_undone(shape: tuple[int, int, int]) -> None:
    app = opened()
    pixels = np.full(shape, 200, np.uint8)
    app.session_state.own_picture = replace(gallery.load("astronaut"), pixels=pixels)
    app.session_state.volume_state = replace(app.session_state.volume_state, picture=OWN)
    app.run()
    assert not app.exception
    before = app.session_state.volume_result
    filters = tuple(bank.resized(one, 5) for one in before.state.filters)
    for changed in ({"filters": filters}, {"filters": filters[:1], "bias": ("0",), "chosen": 0}):
        state = replace(app.session_state.volume_state, padding=0, **changed)
        app.session_state.volume_state = state
        app.run()
        assert not app.exception
        assert app.session_state.volume_result is before
    app.session_state.volume_state = replace(state, filters=before.state.filters[:1], padding=1)
    app.run()
    assert not app.exception
    assert len(app.session_state.volume_result.maps) == 1


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session without a browser, on the first visit."""
    import streamlit

    new = Session()
    monkeypatch.setattr(streamlit, "session_state", new)
    monkeypatch.setattr(controls, "session", new)
    page.begin(link.start(link.VolumeState()))
    picture = gallery.load("astronaut").pixels
    new.volume_result = compute.run(compute.reduced(picture, 128), page.current())
    return new


def test_sliders_set_filters_and_sides_within_their_limits(session: Any) -> None:
    for name, value in (("filters", 8), ("kernel", 5), ("stride", 3), ("padding", 9)):
        session[controls.SLIDERS] = Panel({"slider": name, "value": value})
        controls._take_slider()
    state = page.current()
    assert (len(state.filters), len(state.bias), state.stride, state.padding) == (8, 8, 3, 1)
    assert {len(matrix) for one in state.filters for matrix in one} == {5}
    page.slide("filters", 1)
    assert (len(page.current().filters), page.current().chosen) == (1, 0)


@pytest.mark.parametrize("place", [[6, 0, 0], [0, -1, 0], [0, 0, 128], [0, 0], "x", [0.5, 0, 0]])
def test_a_place_that_is_none_opens_nothing(session: Any, place: Any) -> None:
    session[controls.VIEW] = Panel({"place": place})
    controls._take_place()
    assert page.current() == link.start(link.VolumeState())


def test_a_place_of_another_map_is_opened(session: Any) -> None:
    session[controls.VIEW] = Panel({"place": [4, 10, 20]})
    controls._take_place()
    assert page.current().chosen == 4
    picture = gallery.load("astronaut").pixels
    for side in (128, 64):
        result = compute.run(compute.reduced(picture, side), page.current())
        assert result.place == (10 * side // 128, 20 * side // 128)


@pytest.mark.parametrize("rubbish", ["<script>", "1e999", ""])
def test_what_is_no_number_is_told_and_the_number_before_it_counts(
    session: Any, rubbish: str
) -> None:
    texts = [list(row) for row in page.texts_of(1)]
    texts[0][0] = rubbish
    page.edit(1, {"texts": texts})()
    shown, numbers, problems = page.draft(1)
    assert (shown[0][0], len(problems)) == (rubbish, 1)
    assert numbers[0][0] == pytest.approx(-1 / 9)
    assert page.draft(0)[2] == ()


def test_cells_and_biases_are_edited_and_sides_are_not(session: Any) -> None:
    texts = [list(row) for row in page.texts_of(2)]
    texts[1][1] = "½"
    page.edit(2, {"texts": texts})()
    assert page.current().filters[2][2][1][1] == "½"
    page.edit(None, {"texts": [["1", "2", "3", "4", "5", "6"]]})()
    assert page.current().bias == ("1", "2", "3", "4", "5", "6")
    for asked in ({"sides": [2, 2]}, {"texts": [["1"]]}):
        with pytest.raises(ValueError, match="slider"):
            page.edit(0, asked)

"""The page through the entry of the app: what its controls do to the numbers and the address."""

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app import pictures
from app.pictures import OWN
from app.state import link
from app.state.streamlit_internals import Interruption
from app.volumes import actions, bank, compute, controls
from app.volumes.compute import Result
from app.volumes.schema import VolumeState
from app.volumes.state import last_result, store
from engine.images import gallery
from tests.app.lab_app import opened_page
from tests.app.session import Panel, Session, control, interrupt_at_next_report, show, shown


def opened(**query: str) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("volumes", query)


def computed(app: AppTest) -> Result:
    """What the page shows."""
    found: Result = app.session_state[last_result.key]
    return found


def test_the_first_visit_shows_six_maps() -> None:
    app = opened()
    assert computed(app).maps.shape == (6, 128, 128)
    assert len(app.warning) == 0
    assert dict(app.query_params) == {}
    assert any("3·3·3 \\+ 1\\)·6 = 168" in text.value for text in app.markdown)


@pytest.mark.parametrize("name", bank.SETS)
def test_every_set_can_be_chosen(name: str) -> None:
    app = opened()
    control(app.selectbox, store, "set").set_value(name).run()
    assert not app.exception
    assert len(computed(app).maps) == len(bank.initial_filters(name, 1))


def test_menus_change_the_picture_the_filter_and_the_activation() -> None:
    app = opened(set="random", seed="7")
    control(app.selectbox, store, "picture").set_value("coffee").run()
    control(app.segmented_control, store, "side").set_value(32).run()
    control(app.segmented_control, store, "activation").set_value("none").run()
    assert not app.exception
    assert computed(app).sums.min() < 0
    menu = control(app.selectbox, store, "filter")
    menu.set_value("Vertical edges").run()
    assert not app.exception
    state = shown(app, store)
    assert state.filters[2] == bank.BANK["Vertical edges"]
    assert link.read(VolumeState, dict(app.query_params.items()))[0] == state


def test_a_link_of_nonsense_is_reported_and_the_page_stands() -> None:
    app = opened(filters="<script>", stride="1e999", oops="½")
    assert len(app.warning) == 3


@pytest.mark.parametrize("shape", [(1, 1, 3), (10, 2000, 3)])
def test_a_layer_without_room_is_reported_and_can_be_undone(shape: tuple[int, int, int]) -> None:
    app = opened()
    file = io.BytesIO()
    Image.fromarray(np.full(shape, 200, np.uint8)).save(file, "PNG")
    app.session_state[pictures.own.key] = pictures.OwnPicture(file.getvalue(), "mine.png")
    show(app, store, replace(shown(app, store), picture=OWN))
    before = computed(app)
    filters = tuple(bank.resized(one, 5) for one in before.state.filters)
    for changed in ({"filters": filters}, {"filters": filters[:1], "bias": ("0",), "chosen": 0}):
        state = replace(shown(app, store), padding=0, **changed)
        show(app, store, state)
        assert computed(app) is before
    show(app, store, replace(state, filters=before.state.filters[:1], padding=1))
    assert len(computed(app).maps) == 1


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session without a browser, on the first visit."""
    import streamlit

    new = Session()
    monkeypatch.setattr(streamlit, "session_state", new)
    store.begin(VolumeState().start())
    picture = gallery.load("astronaut").pixels
    last_result.set(compute.run(compute.reduced(picture, 128), store.current()))
    return new


BEGUN = VolumeState().start()


def test_sliders_set_filters_and_sides() -> None:
    state = actions.set_kernel(actions.set_count(BEGUN, 8), 5)
    assert (len(state.filters), len(state.bias)) == (8, 8)
    assert {len(matrix) for one in state.filters for matrix in one} == {5}
    fewer = actions.set_count(state, 1)
    assert (len(fewer.filters), fewer.chosen) == (1, 0)


@pytest.mark.parametrize("place", [[6, 0, 0], [0, -1, 0], [0, 0, 128], [0, 0], "x", [0.5, 0, 0]])
def test_a_place_that_is_none_opens_nothing(session: Any, place: Any) -> None:
    session[controls.VIEW] = Panel({"place": place})
    controls._take_place()
    assert store.current() == BEGUN


def test_a_place_is_opened_though_the_next_act_interrupts_that(
    session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    session[controls.VIEW] = Panel({"place": [4, 10, 20]})
    interrupt_at_next_report(monkeypatch)
    with pytest.raises(Interruption):
        controls._take_place()
    assert store.current().chosen == 4


def test_a_place_of_another_map_is_opened(session: Any) -> None:
    session[controls.VIEW] = Panel({"place": [4, 10, 20]})
    controls._take_place()
    assert store.current().chosen == 4
    picture = gallery.load("astronaut").pixels
    for side in (128, 64):
        result = compute.run(compute.reduced(picture, side), store.current())
        assert result.place == (10 * side // 128, 20 * side // 128)


def test_a_random_filter_has_the_seed_of_the_random_set_only() -> None:
    state = actions.choose_seed(actions.choose_set(BEGUN, bank.RANDOM), 7)
    assert state.filters == bank.initial_filters(bank.RANDOM, 7)
    state = actions.choose_filter(actions.choose_set(state, "colours"), bank.RANDOM_TITLE)
    assert link.read(VolumeState, link.write(state)) == (state, ())


def test_cells_and_biases_are_edited_and_sides_are_not() -> None:
    texts = BEGUN.filters[2][2]
    edited = actions.set_matrix(2)(BEGUN, (("½", *texts[0][1:]), *texts[1:]))
    assert edited.filters[2][2][0][0] == "½"
    assert edited.filters[2][:2] == BEGUN.filters[2][:2]
    state = actions.set_bias(BEGUN, (("1", "2", "3", "4", "5", "6"),))
    assert state.bias == ("1", "2", "3", "4", "5", "6")
    for act, matrix in ((actions.set_bias, (("1",),)), (actions.set_matrix(0), (("1", "2"),))):
        with pytest.raises(ValueError, match="slider"):
            act(BEGUN, matrix)

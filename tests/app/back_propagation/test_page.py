"""The page through the entry of the app: what its controls do to the numbers and the address."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.back_propagation import actions, controls, network, toy
from app.back_propagation.examples import EXAMPLES
from app.back_propagation.schema import BackState
from app.back_propagation.state import last_model, store
from engine.explain import back_propagation
from tests.app.lab_app import opened_page
from tests.app.session import control


def opened(**query: str) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("back_propagation", query)


def sent(app: AppTest) -> dict[str, Any]:
    """The model that the component got."""
    found: dict[str, Any] = app.session_state[last_model.key]
    return found


def quantity(model: dict[str, Any], name: str) -> Any:
    return next(one for one in model["quantities"] if one["name"] == name)


def gradients(model: dict[str, Any], name: str) -> Any:
    return quantity(model, name)["gradients"]


def sum_of(maps: list[list[list[float]]]) -> float:
    return sum(number for rows in maps for row in rows for number in row)


def test_the_first_visit_shows_one_convolution() -> None:
    app = opened()
    assert gradients(sent(app), "y") == [[[2, 1], [-7, 6]]]
    assert gradients(sent(app), "kernels")[0][0] == [21, -15, -9]
    assert gradients(sent(app), "bias") == [[[2]]]
    assert sent(app)["lost"] == 45
    assert len(app.warning) == 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_has_its_own_numbers_and_a_gradient(name: str) -> None:
    state = BackState(example=name).start()
    assert state.loss != "squared" or state.target_texts == state.target
    assert not state.classes or state.dense_texts == state.dense
    passes = back_propagation.run(network.build(state))
    assert all((gradient != 0).any() for gradient in passes.gradients.values())
    after = back_propagation.descend(network.build(state), passes, float(state.rate))
    assert back_propagation.loss_of(after) < passes.loss


def test_an_example_brings_its_numbers_and_settings() -> None:
    app = opened()
    control(app.selectbox, store, "shown example").set_value("network").run()
    assert not app.exception
    assert [one["name"] for one in sent(app)["quantities"]] == [
        "x", "kernels", "bias", "y", "relu", "pool", "dense", "offset", "scores",
    ]  # fmt: skip
    assert app.query_params["example"] == "network"


def test_a_step_makes_the_weights_the_pages_own() -> None:
    app = opened()
    before = sent(app)
    buttons = {one.label: one for one in app.button}
    buttons["Take this step"].click().run()
    assert not app.exception
    assert sent(app)["lost"] == pytest.approx(before["lostAfter"], abs=1e-4)
    assert sent(app)["quantities"][1]["values"][0][0] == [0.79, 0.15, -0.91]


def test_a_bias_for_each_position_begins_with_its_filters_and_has_the_outputs_gradient() -> None:
    app = opened()
    before = sent(app)
    control(app.selectbox, store, "biases").set_value("position").run()
    assert not app.exception
    after = sent(app)
    assert app.query_params["biases"] == "position"
    assert "bias_maps" not in app.query_params
    assert gradients(after, "y") == gradients(before, "y")
    assert gradients(after, "bias") == gradients(after, "y") == [[[2, 1], [-7, 6]]]
    assert quantity(after, "bias")["values"] == [[[1, 1], [1, 1]]]
    assert quantity(after, "bias")["after"] == [[[0.98, 0.99], [1.07, 0.94]]]
    assert "9 weights + 4 biases = 13 parameters" in " ".join(after["notes"])
    assert "9 weights + 1 bias = 10 parameters" in " ".join(before["notes"])
    {one.label: one for one in app.button}["Take this step"].click().run()
    assert app.query_params["bias_maps"] == "0.98_0.99~1.07_0.94"
    assert sent(app)["lost"] == pytest.approx(after["lostAfter"], abs=1e-4)
    control(app.selectbox, store, "biases").set_value("filter").run()
    assert "bias_maps" not in app.query_params
    assert gradients(sent(app), "bias") == [[[pytest.approx(sum_of(gradients(sent(app), "y")))]]]


def test_biases_of_positions_count_only_in_the_shape_of_the_output() -> None:
    shown = {"biases": "position", "bias_maps": "1_2~3_4"}
    assert quantity(sent(opened(**shown)), "bias")["values"] == [[[1, 2], [3, 4]]]
    app = opened(**shown, padding="1")
    assert not app.exception
    assert quantity(sent(app), "bias")["values"] == [[[1] * 4] * 4]
    assert "bias_maps" not in app.query_params
    assert quantity(sent(opened(bias_maps="1_2~3_4")), "bias")["values"] == [[[1]]]
    app = opened(biases="position", dilation="3")
    assert not app.exception
    assert app.session_state[last_model.key] is None


def test_editing_a_map_of_biases_leaves_the_others() -> None:
    state = actions.set_biases(BackState(example="channels").start(), "position")
    edited = actions.set_bias_map(1)(state, (("5",) * 3,) * 3)
    assert edited.bias_map_texts == ((("1",) * 3,) * 3, (("5",) * 3,) * 3)
    assert network.build(edited).bias.tolist() == [[[1.0] * 3] * 3, [[5.0] * 3] * 3]
    assert actions.set_filters(edited, 3).bias_map_texts[1] == (("0",) * 3,) * 3
    assert not edited.is_untouched


def test_what_has_no_room_is_said_beside_the_sliders_and_nothing_is_lost() -> None:
    app = opened(dilation="3")
    assert not app.exception
    assert app.session_state[last_model.key] is None
    app = opened()
    before = sent(app)
    with pytest.raises(ValueError, match="7"):  # as the sliders say it
        network.build(replace(BackState().start(), dilation=3))
    control(app.toggle, store, "relu").set_value(True).run()
    assert [one["name"] for one in sent(app)["quantities"]][-1] == "relu"
    assert sent(app)["problem"] == before["problem"]


def test_too_many_inputs_of_the_fully_connected_layer_are_refused_in_words() -> None:
    state = BackState(
        volume=((("1",) * 8,) * 8,) * 1, kernels=(((("1",),),),) * 4, bias=("0",) * 4, classes=2
    )
    with pytest.raises(ValueError, match="would have 256 inputs"):
        network.build(state)


def test_a_label_beyond_the_classes_is_the_last_of_them() -> None:
    state = replace(BackState().start(), loss="cross_entropy", label=999)
    assert network.build(state).label == 3


def test_the_scores_are_said_in_a_sentence() -> None:
    assert controls.scores(4) == ("The 4 outputs are the scores, one for each class, row by row.")
    app = opened(loss="cross_entropy")
    said = control(app.selectbox, store, "label").help
    assert said == controls.scores(len(sent(app)["quantities"][-1]["values"][0]) ** 2)


@pytest.mark.parametrize(("volume", "shown"), [(6, False), (4, True)])
def test_weights_that_have_no_room_are_said_to_have_none(volume: int, shown: bool) -> None:
    side = volume - 2  # after a 3×3 kernel
    app = opened(volume="~".join(["_".join(["1"] * volume)] * volume), classes="2")
    assert not app.exception
    told = (
        f"W has {side * side} columns, one for each input; with at most 15 inputs it can be edited "
        "here."
    )
    assert (told in [one.value for one in app.caption]) == (not shown)


def test_the_1d_convolution_has_its_own_numbers_in_the_link() -> None:
    app = opened(view="jacobians", points="1_2_3_4", weights="1_0_-1")
    assert not app.exception
    assert len(app.warning) == 0
    made = toy.build(BackState(points=("1", "2", "3", "4"), weights=("1", "0", "-1")))
    assert made["oi"] == [[1, 0, -1, 0], [0, 1, 0, -1]]
    assert made["ow"] == [[1, 2, 3], [2, 3, 4]]
    assert made["o"] == [-2, -2]

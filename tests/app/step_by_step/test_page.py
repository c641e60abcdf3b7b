"""The page through the entry of the app: what its controls do to the numbers and the address."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.kernel_lab import state as lab
from app.state import link, record
from app.step_by_step import actions
from app.step_by_step.schema import StepState
from app.step_by_step.state import last_problem, store
from tests.app.lab_app import ENTRY, opened_page
from tests.app.session import control, show, shown

STEPS = str(Path(__file__).parents[3] / "pages" / "step_by_step.py")
LAB = str(Path(__file__).parents[3] / "pages" / "kernel_lab.py")


def opened(**query: str) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("step_by_step", query)


def sent(app: AppTest) -> dict[str, Any]:
    """The problem that the stepper got."""
    found: dict[str, Any] = app.session_state[last_problem.key]
    return found


def menu(app: AppTest, name: str) -> Any:
    return control(app.selectbox, store, name)


def test_the_first_visit_shows_worked_example_a() -> None:
    app = opened()
    assert sent(app)["window"] == [3, 3]
    assert sent(app)["input"][0][0] == (7, 2, 3, 3, 8)
    assert len(app.warning) == 0


def test_an_example_brings_its_numbers_and_settings() -> None:
    app = opened()
    menu(app, "shown example").set_value("c").run()
    assert not app.exception
    assert len(sent(app)["input"]) == 3
    assert sent(app)["bias"] == [1]
    assert sent(app)["padding"] == [[1, 1], [1, 1]]
    assert app.query_params["example"] == "c"
    menu(app, "operation").set_value("convolution").run()
    assert sent(app)["operation"] == "convolution"
    assert app.query_params["operation"] == "convolution"


def test_random_integers_by_seed_and_size() -> None:
    app = opened(example="random", rows="12", columns="12", channels="4", filters="4")
    first = sent(app)["input"]
    assert (len(first), len(first[0]), len(first[0][0])) == (4, 12, 12)
    control(app.number_input, store, "seed").set_value(2).run()
    assert not app.exception
    assert sent(app)["input"] != first
    assert app.query_params["seed"] == "2"
    menu(app, "groups").set_value(4).run()
    assert [len(kernel) for kernel in sent(app)["kernels"]] == [1] * 4


def test_another_seed_keeps_operation_and_settings() -> None:
    app = opened(example="random", operation="convolution", stride="2", padding="1", groups="2")
    control(app.number_input, store, "seed").set_value(2).run()
    control(app.number_input, store, "channels").set_value(3).run()
    assert not app.exception
    assert sent(app)["operation"] == "convolution"
    assert (sent(app)["stride"], sent(app)["padding"]) == ([2, 2], [[1, 1], [1, 1]])
    assert (len(sent(app)["input"]), sent(app)["groups"]) == (3, 1)


@pytest.mark.parametrize(
    "query",
    [
        {"example": "c", "groups": "3"},
        {"example": "random", "channels": "4", "filters": "4", "groups": "3"},
    ],
)
def test_a_link_that_cannot_work_falls_back_with_one_sentence(query: dict[str, str]) -> None:
    app = opened(**query)
    assert len(app.warning) == 1
    assert sent(app)["groups"] == 1
    assert shown(app, store).plan.output


def test_a_changed_example_is_called_the_learners_own() -> None:
    app = opened(volume="1_2~3_4", operation="max")
    assert app.selectbox[0].value == "own"
    assert not any("Nine products" in text.value for text in app.markdown)
    app.selectbox[0].set_value("a").run()
    assert not app.exception
    assert any("Nine products" in text.value for text in app.markdown)
    menu(app, "operation").set_value("average").run()
    assert app.selectbox[0].value == "own"


def test_padding_same_and_a_number_vertical_and_horizontal_apart() -> None:
    app = opened(stride="2_1")
    assert control(app.toggle, store, "separate").value
    control(app.segmented_control, store, "padding").set_value("same").run()
    assert app.query_params["padding"] == "same"
    assert sent(app)["padding"] == [[1, 1], [1, 1]]
    control(app.segmented_control, store, "padding").set_value("number").run()
    assert app.query_params["padding"] == "1"
    control(app.toggle, store, "separate").set_value(False).run()
    assert sent(app)["stride"] == [2, 2]
    control(app.segmented_control, store, "padding").set_value("same").run()
    menu(app, "operation").set_value("transposed").run()
    assert not app.exception
    assert sent(app)["padding"] == [[0, 0], [0, 0]]


def is_hidden(app: AppTest) -> bool:
    """Whether the page hides the problem that it has shown last."""
    return any("visibility: hidden" in one.proto.body for one in app.get("html"))


def test_settings_without_an_output_hide_what_was_there() -> None:
    app = opened()
    before = sent(app)
    assert not is_hidden(app)
    show(app, store, replace(shown(app, store), dilation=(3, 3)))
    assert is_hidden(app)
    assert sent(app) == before  # for the sliders below keep their place
    assert app.query_params["dilation"] == "3"
    show(app, store, replace(shown(app, store), dilation=(1, 1)))
    assert not is_hidden(app)


@pytest.mark.parametrize(
    "query",
    [{"volume": "1"}, {"dilation": "3"}, {"example": "random", "rows": "1", "side": "7"}],
)
def test_a_link_without_an_output_is_opened_as_it_is(query: dict[str, str]) -> None:
    app = opened(**query)
    assert not app.exception
    assert len(app.warning) == 0
    assert sent(app) is None
    assert link.write(shown(app, store)) == query


def test_a_link_of_nonsense_is_reported_and_the_page_stands() -> None:
    app = opened(volume="<script>", stride="1e999", oops="½")
    assert len(app.warning) == 3
    assert sent(app)["stride"] == [1, 1]


def test_every_page_keeps_its_own_state_and_address() -> None:
    app = AppTest.from_file(str(ENTRY), default_timeout=120)
    app.query_params["kernel"] = "sharpen"
    app.run()
    app.switch_page(STEPS)
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert len(app.warning) == 0
    menu(app, "shown example").set_value("b").run()
    assert dict(app.query_params) == {"example": "b"}
    app.switch_page(LAB)
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert len(app.warning) == 0
    assert shown(app, lab.store).kernel == "sharpen"
    # The browser completes the address, without another entry in its history.
    assert not app.query_params
    assert app.session_state[record.KEY].records[lab.store.page].address == {"kernel": "sharpen"}
    app.switch_page(STEPS)
    app.query_params.clear()
    app.run()
    assert sent(app)["padding"] == [[1, 1], [1, 1]]
    assert not app.query_params
    assert app.session_state[record.KEY].records[store.page].address == {"example": "b"}
    menu(app, "operation").set_value("max").run()
    assert dict(app.query_params) == {"example": "b", "operation": "max"}


def test_numbers_that_belong_to_an_example_are_changed_one_by_one() -> None:
    begun = StepState(example="c").start()
    texts = (("1", "0", "0"), ("1", "1/9", "-1"), ("1", "0", "-1"))
    after = actions.set_kernel(0, 1)(begun, texts)
    assert after.kernels[0] == (begun.kernels[0][0], texts, begun.kernels[0][2])
    assert replace(after, kernels=begun.kernels) == begun


def test_other_sides_count_for_all_channels_and_filters() -> None:
    begun = StepState(example="volume").start()
    wide = actions.set_channel(0)(begun, (("1",) * 4,) * 6)
    assert {(len(one), len(one[0])) for one in wide.volume} == {(6, 4)}
    flat = actions.set_kernel(1, 2)(begun, (("1",) * 3,) * 2)
    assert {(len(one), len(one[0])) for kernel in flat.kernels for one in kernel} == {(2, 3)}
    with pytest.raises(ValueError, match="one bias"):
        actions.set_bias(begun, (("1", "2"),))


def test_the_switch_of_vertical_and_horizontal_is_in_the_link_where_they_are_equal() -> None:
    app = opened(stride="2")
    control(app.toggle, store, "separate").set_value(True).run()
    assert dict(app.query_params) == {"stride": "2", "separate": "yes"}
    show(app, store, replace(shown(app, store), stride=(2, 3)))
    assert dict(app.query_params) == {"stride": "2_3"}
    assert opened(stride="2_3").toggle[0].value
    control(app.toggle, store, "separate").set_value(False).run()
    assert dict(app.query_params) == {"stride": "2"}


@pytest.mark.parametrize("view", ["neurons", "matrix", "pooling"])
def test_a_convolution_without_an_output_leaves_the_last_problem_in_its_view(view: str) -> None:
    """The 2×2 input of the transposed convolution is too small for the window of a convolution."""
    app = opened(example="transposed", view=view)
    for operation in ("convolution", "transposed", "correlation"):
        menu(app, "operation").set_value(operation).run()
        assert not app.exception
        assert sent(app)["operation"] == "transposed"

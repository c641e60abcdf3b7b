"""The page through the entry of the app: what its controls do to the numbers and the address."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.step_by_step import link
from app.step_by_step import state as page
from app.step_by_step.examples import EXAMPLES
from tests.app.lab_app import ENTRY, opened_page

STEPS = str(Path(__file__).parents[3] / "pages" / "step_by_step.py")
LAB = str(Path(__file__).parents[3] / "pages" / "kernel_lab.py")


def opened(**query: str) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("step_by_step", query)


def sent(app: AppTest) -> dict[str, Any]:
    """The problem that the stepper got."""
    found: dict[str, Any] = app.session_state.step_problem
    return found


def menu(app: AppTest, name: str) -> Any:
    return app.selectbox(key=f"step_{name}_{app.session_state.step_menus}")


def test_the_first_visit_shows_worked_example_a() -> None:
    app = opened()
    assert sent(app)["window"] == [3, 3]
    assert sent(app)["input"][0][0] == (7, 2, 3, 3, 8)
    assert len(app.warning) == 0


def test_an_example_brings_its_numbers_and_settings() -> None:
    app = opened()
    menu(app, "example").set_value("c").run()
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
    key = f"step_seed_{app.session_state.step_menus}"
    app.number_input(key=key).set_value(2).run()
    assert not app.exception
    assert sent(app)["input"] != first
    assert app.query_params["seed"] == "2"
    menu(app, "groups").set_value(4).run()
    assert [len(kernel) for kernel in sent(app)["kernels"]] == [1] * 4


def test_another_seed_keeps_operation_and_settings() -> None:
    app = opened(example="random", operation="convolution", stride="2", padding="1", groups="2")
    app.number_input(key=f"step_seed_{app.session_state.step_menus}").set_value(2).run()
    app.number_input(key=f"step_channels_{app.session_state.step_menus}").set_value(3).run()
    assert not app.exception
    assert sent(app)["operation"] == "convolution"
    assert (sent(app)["stride"], sent(app)["padding"]) == ([2, 2], [[1, 1], [1, 1]])
    assert (len(sent(app)["input"]), sent(app)["groups"]) == (3, 1)


@pytest.mark.parametrize(
    "query",
    [
        {"volume": "1"},
        {"example": "c", "groups": "3"},
        {"example": "random", "channels": "4", "filters": "4", "groups": "3"},
        {"example": "random", "rows": "1", "side": "7"},
    ],
)
def test_a_link_that_cannot_work_falls_back_with_one_sentence(query: dict[str, str]) -> None:
    app = opened(**query)
    assert len(app.warning) == 1
    assert sent(app)["groups"] == 1
    assert app.session_state.step_state == page.problem.usable(app.session_state.step_state)[0]


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
    menus = app.session_state.step_menus
    assert app.toggle(key=f"step_apart_{menus}").value
    app.segmented_control(key=f"step_padding_{menus}").set_value("same").run()
    assert app.query_params["padding"] == "same"
    assert sent(app)["padding"] == [[1, 1], [1, 1]]
    app.segmented_control(key=f"step_padding_{menus}").set_value("number").run()
    assert app.query_params["padding"] == "1"
    app.toggle(key=f"step_apart_{menus}").set_value(False).run()
    assert sent(app)["stride"] == [2, 2]
    app.segmented_control(key=f"step_padding_{menus}").set_value("same").run()
    menu(app, "operation").set_value("transposed").run()
    assert not app.exception
    assert sent(app)["padding"] == [[0, 0], [0, 0]]


def test_settings_that_do_not_fit_leave_what_was_there() -> None:
    app = opened()
    before = sent(app)
    app.session_state.step_state = replace(app.session_state.step_state, dilation=(3, 3))
    app.run()
    assert not app.exception
    assert sent(app) == before


def test_a_link_of_nonsense_is_told_and_the_page_stands() -> None:
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
    menu(app, "example").set_value("b").run()
    assert dict(app.query_params) == {"example": "b"}
    app.switch_page(LAB)
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert len(app.warning) == 0
    assert app.session_state.kernel == "sharpen"
    assert dict(app.query_params) == {"kernel": "sharpen"}
    app.switch_page(STEPS)
    app.query_params.clear()
    app.run()
    assert sent(app)["padding"] == [[1, 1], [1, 1]]
    assert dict(app.query_params) == {"example": "b"}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session without a browser, on example c."""
    import streamlit

    class Session(dict):
        __getattr__ = dict.__getitem__
        __setattr__ = dict.__setitem__

    new = Session()
    monkeypatch.setattr(streamlit, "session_state", new)
    page.begin(link.start(link.StepState(example="c")))
    return new


def test_an_edited_cell_changes_its_number_alone(session: Any) -> None:
    texts = [list(row) for row in page.texts_of(("kernels", 0, 1))]
    texts[1][1] = "1/9"
    page.edit(("kernels", 0, 1), {"texts": texts})()
    assert page.current().kernels[0][1][1] == ("1", "1/9", "-1")
    assert page.current().kernels[0][0] == EXAMPLES["c"].kernels[0][0]


def test_a_slider_moves_both_axes_or_its_own(session: Any) -> None:
    page.slide("stride", 2)
    assert page.current().stride == (2, 2)
    session[page.menu("apart")] = True
    page.slide("stride_across", 3)
    page.slide("padding", 4)
    assert (page.current().stride, page.current().padding) == ((2, 3), (4, 1))


@pytest.mark.parametrize("rubbish", ["<script>", "1e999", ""])
def test_what_is_no_number_is_told_and_the_number_before_it_counts(
    session: Any, rubbish: str
) -> None:
    texts = [list(row) for row in page.texts_of(("volume", 2))]
    texts[0][0] = rubbish
    page.edit(("volume", 2), {"texts": texts})()
    shown, numbers, problems = page.draft(("volume", 2))
    assert shown[0][0] == rubbish
    assert numbers[0][0] == 163
    assert len(problems) == 1
    assert page.current().volume[2][0][0] == "163"


def test_other_sides_count_for_all_channels_and_filters(session: Any) -> None:
    page.edit(("volume", 0), {"sides": [6, 4]})()
    assert {(len(one), len(one[0])) for one in page.current().volume} == {(6, 4)}
    page.edit(("kernels", 0, 2), {"sides": [2, 3]})()
    assert {(len(one), len(one[0])) for one in page.current().kernels[0]} == {(2, 3)}
    with pytest.raises(ValueError, match="1 to 12"):
        page.edit(("volume", 0), {"sides": [13, 4]})()
    with pytest.raises(ValueError, match="one bias"):
        page.edit(("bias",), {"texts": [["1", "2"]]})()

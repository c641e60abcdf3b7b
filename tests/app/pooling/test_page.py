"""The page "Pooling" through the entry of the app."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.pooling.examples import POOLED
from app.pooling.state import last_problem, store
from tests.app.lab_app import opened_page
from tests.app.session import control, shown


def opened(**query: str) -> AppTest:
    return opened_page("pooling", query)


def texts(app: AppTest) -> str:
    """All texts of the page, as they are read."""
    return " ".join(text.value for text in app.markdown).replace("\\", "")


def test_the_first_visit_pools_the_numbers_of_the_lectures() -> None:
    app = opened()
    assert app.session_state[last_problem.key]["window"] == [2, 2]
    assert len(app.warning) == 0
    assert dict(app.query_params) == {}


@pytest.mark.parametrize("name", POOLED)
def test_every_example_can_be_chosen(name: str) -> None:
    app = opened()
    control(app.selectbox, store, "shown example").set_value(name).run()
    assert not app.exception
    assert shown(app, store) == shown(app, store).start()
    assert POOLED[name].shows in texts(app)


def test_ceil_mode_and_the_padding_belong_to_the_link() -> None:
    app = opened(operation="average", window="3", padding="1")
    control(app.toggle, store, "ceil").set_value(True).run()
    control(app.toggle, store, "include_pad").set_value(False).run()
    made = app.session_state[last_problem.key]
    assert made["beyond"] == [1, 1]
    assert made["count_include_pad"] is False
    assert dict(app.query_params) == {
        "operation": "average", "window": "3", "padding": "1", "ceil": "yes", "include_pad": "no",
    }  # fmt: skip


def test_own_numbers_have_the_formula_above_them() -> None:
    app = opened(window="3", stride="2")
    assert "(6 − 3 + 2·0)/2 + 1 = 2.5 → 2" in texts(app)
    app = opened(window="3", stride="2", ceil="yes")
    assert "rounded up to 3 × 3 (ceil mode)" in texts(app)


def test_a_picture_shows_every_way_and_what_a_shift_leaves() -> None:
    app = opened(view="picture")
    (board,) = [one.proto.body for one in app.get("html") if "pooling-tiles" in one.proto.body]
    assert board.count("<img") == 8
    assert "Average pooling 2×2, stride 2" in board
    shares = [int(share) for share in re.findall(r"(\d+)% unchanged", board)]
    assert len(shares) == 7
    assert all(0 <= share < 100 for share in shares)
    assert re.search(r"Dilated convolution.*100% moved along", board)
    assert len(re.findall(r"values \S+ … \S+<br>", board)) == 8
    assert board.count("% of the mean") == 7
    assert "image-rendering: pixelated" in board
    app = opened(view="picture", right="0", down="0")
    (board,) = [one.proto.body for one in app.get("html") if "pooling-tiles" in one.proto.body]
    assert board.count("Shift the picture to see what stays") == 7


def test_the_way_back_tells_which_inputs_give_this_size() -> None:
    app = opened(view="back")
    assert "(4 − 1)·2 + 3 − 2·0 + 0 = 9" in texts(app)
    assert "turns inputs of 9 and 10 all into 4" in texts(app)
    (tables,) = [one.proto.body for one in app.get("html") if "overlap-tables" in one.proto.body]
    assert "F = 3, S = 2: uneven: a checkerboard" in tables
    assert "F = 4, S = 2: even inside" in tables


@pytest.mark.parametrize(
    "query",
    [
        {"window": "6", "numbers_in": "1_2~3_4"},
        {"window": "2", "padding": "3"},
        {"view": "back", "size": "1", "side": "1", "steps": "1", "crop": "3"},
        {"view": "back", "more": "3"},
    ],
)
def test_settings_without_an_output_hide_the_last_numbers(query: dict[str, str]) -> None:
    app = opened(**query)
    assert not app.exception
    key = "overlap_view" if "view" in query else "pooling_view"
    hidden = f".st-key-{key} {{ visibility: hidden; }}"
    assert any(hidden in one.proto.body for one in app.get("html"))

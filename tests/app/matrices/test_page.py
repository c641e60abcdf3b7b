"""The page "Convolution as matrices" through the entry of the app."""

import pytest
from streamlit.testing.v1 import AppTest

from app.matrices import cost_view
from app.matrices.layers import REAL
from app.matrices.schema import OFFERED
from app.matrices.state import last_problem, store
from tests.app.lab_app import opened_page
from tests.app.session import control, shown


def opened(**query: str) -> AppTest:
    return opened_page("matrices", query)


def texts(app: AppTest) -> str:
    """All texts of the page, as they are read."""
    parts = [text.value for text in (*app.markdown, *app.caption)]
    return " ".join([*parts, *(one.proto.body for one in app.get("html"))]).replace("\\", "")


def test_the_first_visit_shows_the_windows_of_the_first_example() -> None:
    app = opened()
    assert app.session_state[last_problem.key]["window"] == [3, 3]
    assert len(app.warning) == 0
    assert dict(app.query_params) == {}
    assert "Every window becomes a column" in texts(app)


@pytest.mark.parametrize("name", OFFERED)
@pytest.mark.parametrize("view", ["im2col", "sparse"])
def test_every_example_is_shown_both_ways(name: str, view: str) -> None:
    app = opened(view=view)
    control(app.selectbox, store, "shown example").set_value(name).run()
    assert not app.exception
    assert shown(app, store) == shown(app, store).start()


def test_the_direction_and_the_padding_belong_to_the_link() -> None:
    app = opened(view="sparse", padding="same", stride="2")
    control(app.button_group, store, "direction").set_value("backward").run()
    assert not app.exception
    assert dict(app.query_params) == {
        "view": "sparse", "padding": "same", "stride": "2", "direction": "backward",
    }  # fmt: skip


def test_settings_without_an_output_hide_the_last_numbers() -> None:
    app = opened(dilation="3")
    assert not app.exception
    hidden = ".st-key-matrices_view { visibility: hidden; }"
    assert any(hidden in one.proto.body for one in app.get("html"))


def test_fc_as_conv_has_the_lectures_numbers() -> None:
    app = opened(view="fc")
    said = texts(app)
    assert "7·7·512·4096 = 102,760,448 + 4,096 biases" in said
    assert "F = 7, K = 4096: 12×12×512 → 6×6×4096" in said
    assert "F = 1, K = 1000: 6×6×4096 → 6×6×1000" in said
    assert "384/32 = 12, then 12 − 7 + 1 = 6" in said
    assert "(12 − 8)/2 + 1 = 3, a map of 3×3×10" in said
    app = opened(view="fc", blocks="7", extra="0")
    assert "1×1×1000: the scores that the fully connected layers give." in texts(app)
    assert "Accuracy on 297 test digits: " in texts(app)


def test_the_cost_has_alexnets_numbers_and_says_what_was_extrapolated() -> None:
    said = texts(opened(view="cost"))
    for part in ("363×3025", "1,098,075", "96×3025 → 55×55×96", "105,415,200 multiply-adds"):
        assert part in said
    assert "of 290,400 outputs measured in a round" in said
    assert "The columns hold 7.1 times as many numbers as the input" in said


@pytest.mark.parametrize("name", REAL)
def test_every_layer_is_measured(name: str) -> None:
    app = opened(view="cost", layer=name)
    assert not app.exception
    assert "times as fast as loops" in texts(app)


def test_the_charts_times_and_its_sentence_come_from_the_fastest_rounds() -> None:
    rounds = [
        cost_view.Round((9.0, 0.010, 0.002), 300, 0.001),
        cost_view.Round((8.0, 0.012, 0.004), 200, 0.002),
    ]
    assert cost_view.best(rounds) == (8.0, 0.010, 0.002)
    assert cost_view.verdict(rounds) == (
        "im2col and one product: about 800 times as fast as loops. "
        "The engine is 5.0 times as fast as im2col."
    )

"""The page "Why convolution" through the entry of the app."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.output_size import state as output_size
from app.output_size.network import Network, network
from app.output_size.schema import SizeState
from app.state import link
from app.training import state as training
from app.why_convolution import drawings, shuffles_view, twins_view, verdicts, weights_view
from app.why_convolution.filters_view import chain
from app.why_convolution.schema import STAGES, WhyState
from app.why_convolution.state import runs, store
from engine.explain import twins
from engine.explain.channel_groups import KINDS
from engine.explain.small_filters import compare
from engine.explain.twins import Trained
from engine.explain.weight_sharing import sharing
from tests.app.lab_app import opened_page
from tests.app.session import control, shown


def opened(**query: str) -> AppTest:
    return opened_page("why_convolution", query)


def texts(app: AppTest) -> str:
    """All texts of the page, as they are read."""
    html = [one.proto.body for one in app.get("html")]
    return " ".join([*(one.value for one in app.markdown), *html]).replace("\\", "")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the drawings show: shapes, size, words, name, key."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(drawings, "diagram", lambda *asked: calls.append(asked))
    return calls


def words(asked: tuple[Any, ...]) -> list[str]:
    """The texts in a drawing."""
    return [text for name, _, text in asked[0] if name == "text"]


@pytest.mark.parametrize(
    ("size", "neuron", "full"),
    [
        (32, "3,072", "32·32·(32·32·3 + 1) = 3,146,752"),
        (64, "12,288", "64·64·(64·64·3 + 1) = 50,335,744"),
        (200, "120,000", "200·200·(200·200·3 + 1) = 4,800,040,000"),
        (1000, "3,000,000", "1000·1000·(1000·1000·3 + 1) = 3,000,001,000,000"),
    ],
)
def test_the_numbers_of_the_lectures_stand_on_the_page(
    drawn: list[tuple[Any, ...]], size: int, neuron: str, full: str
) -> None:
    app = opened(size=str(size))
    shown = texts(app)
    assert f"{size}·{size}·3 = <b>{neuron} weights</b>" in shown
    assert "5·5·3 = <b>75 weights</b>" in shown
    neurons, bars = drawn[-2:]
    assert f"{neuron} weights" in words(neurons)
    formula, result = full.split(" = ")
    assert {f"Fully connected: {formula}", result} <= set(words(bars))
    assert {"Shared weights: 5·5·3 + 1", "76"} <= set(words(bars))


def test_every_size_of_the_lectures_is_one_press_away_with_its_weights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered: list[str] = []

    def note(*_: Any, **how: Any) -> None:
        offered.extend(how["offers"].acts if "offers" in how else [])

    monkeypatch.setattr(weights_view.store, "sliders", note)
    opened()
    assert offered == [
        *("32×32×3: 3,072", "64×64×3: 12,288", "200×200×3: 120,000", "1000×1000×3: 3,000,000")
    ]


def test_connections_become_fewer_stage_by_stage(drawn: list[tuple[Any, ...]]) -> None:
    app = opened()
    filled = []
    for stage in STAGES:
        control(app.segmented_control, store, "stage").set_value(stage).run()
        bars = drawn[-1]
        rects = [looks for name, looks, _ in bars[0] if name == "rect"]
        filled.append(sum("filled" in str(one["class"]) for one in rects))
        widths = [float(one["width"]) for one in rects]
        assert widths == sorted(widths, reverse=True)
    assert filled == [1, 2, 3]
    # All with the same weights, or each with its own.
    assert [word for word in words(drawn[-2]) if word.startswith("w")] == ["w"] * 3
    assert [word for word in words(drawn[-4]) if word.startswith("w")] == ["w₁", "w₂", "w₃"]
    assert dict(app.query_params) == {"stage": "shared"}


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (
            "5",
            "Two 3×3 layers see the same 5×5 as one 5×5 layer, with 28% fewer parameters and one",
        ),
        ("7", "Three 3×3 layers see the same 7×7 as one 7×7 layer, with 45% fewer parameters and"),
    ],
)
def test_stacked_filters_beside_a_large_one(field: str, said: str) -> None:
    shown = texts(opened(view="filters", field=field))
    assert said in shown
    small, large = compare(int(field), 64)
    for one in (small, large):
        assert f"= {one.parameters:,}" in shown
    assert f"1 + {small.layers}·(3 − 1) = {field}: {field}×{field}" in shown


def in_output_size(asked: SizeState) -> Network:
    """The chain that the link of a state opens on the page Output size."""
    app = opened_page("output_size", link.write(asked))
    assert len(app.warning) == 0
    state = shown(app, output_size.store)
    return network(state.chain_input, state.chain)


def test_a_stack_opens_in_output_size_with_the_same_numbers() -> None:
    small, _ = compare(7, 20)
    made = in_output_size(chain(small))
    assert made.parameters == small.parameters
    assert made.steps[-1].receptive_field == 7


@pytest.mark.parametrize("size", [16, 1000])
def test_a_filter_opens_in_output_size_with_the_same_numbers(size: int) -> None:
    found = sharing(size, 7)
    made = in_output_size(weights_view.layer(found))
    assert made.start == found.volume
    assert made.parameters == found.shared
    assert made.steps[-1].output.count == found.neurons


def test_links_to_output_size_are_written_as_that_page_writes_them() -> None:
    small, _ = compare(5, 64)
    assert link.write(chain(small)) == {
        "show": "chain",
        "start_depth": "64",
        "layers": "conv_3_1_1_64~relu~conv_3_1_1_64~relu",
    }
    assert link.write(weights_view.layer(sharing(200, 11))) == {
        "show": "chain",
        "start_width": "200",
        "layers": "conv_11_1_5_1",
    }


def test_twins_open_in_training() -> None:
    app = opened_page("why_convolution", {"view": "twins"})
    assert not app.exception
    app = opened_page("training", link.write(twins_view.in_training()))
    assert not app.warning
    assert shown(app, training.store).compare == "dense"


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_drawn_for_every_kernel(drawn: list[tuple[Any, ...]], kind: str) -> None:
    app = opened(view="channels", kind=kind, inputs="4", outputs="6")
    assert not app.exception
    lines = sum(name == "line" for name, *_ in drawn[-1][0])
    expected = {"standard": 24, "groups": 12, "depthwise": 4, "separable": 28, "pointwise": 24}
    assert lines == expected[kind]


def test_depthwise_is_compared_with_a_standard_convolution_of_as_many_maps() -> None:
    app = opened(view="channels", kind="depthwise", inputs="5", outputs="7", side="3")
    depthwise, standard = 5 * (9 + 1), 5 * (5 * 9 + 1)
    said = " ".join(one.proto.body for one in app.get("html"))
    assert "so 5 channels give 5 maps" in said
    assert f"{depthwise / standard:.0%} of the parameters of a standard" in said
    assert "5 → 5 maps" in said


def test_channels_without_groups_have_a_sentence() -> None:
    app = opened(view="channels", inputs="5", outputs="8")
    assert [one.value for one in app.error] == ["No number of groups above 1 divides both 5 and 8."]
    assert WhyState(inputs=8, outputs=12, groups=3).used_groups == 2
    assert WhyState(inputs=9, outputs=3, groups=2).used_groups == 3


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Experiments of a few steps."""
    for module in (twins, shuffles_view, verdicts):
        monkeypatch.setattr(module, "STEPS", 4)
    monkeypatch.setattr(twins, "EVERY", 2)
    monkeypatch.setattr(twins, "TESTS", 3)


@pytest.mark.parametrize("experiment", ["shifted", "shuffled"])
def test_an_experiment_has_a_first_picture_without_a_click(short: None, experiment: str) -> None:
    app = opened(view="twins", experiment=experiment)
    assert not app.warning
    assert app.session_state[runs.last.key].results
    assert "Test image 1, a" in " ".join(one.value for one in app.header)
    assert "5,130 parameters, fully connected 5,083" in " ".join(
        one.value.replace("\\", "") for one in app.caption
    )


def test_the_trained_networks_are_asked_about_the_shifted_image(short: None) -> None:
    app = opened(view="twins", end="flat", shift="-3", image="7")
    run = app.session_state[runs.last.key]
    for _ in range(40):
        run.is_asked = True
        app.run()
        if any(isinstance(one, Trained) for one in run.results):
            break
    trained = next(one for one in run.results if isinstance(one, Trained))
    app.run()
    moved = twins.shifted(twins.split().test_x[7:8], -3)[0]
    digit, probability = twins.predict(trained.networks[0], moved)
    assert f"CNN: predicted {digit} ({probability:.0%})" in texts(app)

"""What is said of a layer as neurons, and of pooling beside it."""

import numpy as np
import pytest

import engine
from app.state import link
from app.step_by_step import fields, problem
from app.step_by_step.schema import StepState


def sent(**query: str) -> dict:
    state, complaints = link.read(StepState, query)
    assert complaints == ()
    return problem.build(state)


def test_a_layer_as_neurons_counts_what_sharing_saves() -> None:
    facts = dict(fields.neurons(problem.build(StepState(example="volume").start()))["facts"])
    assert facts["Neurons"].startswith("4·4·4 = 64")
    assert "3·3·3 = 27 weights and a bias, and sees 27 of 108 inputs" in facts["Local connectivity"]
    assert facts["Depth column"] == "v[y, x, :]: 4 neurons over the same window"
    assert facts["Depth slice"] == "v[:, :, k]: 16 neurons with the same weights and bias"
    assert facts["Parameter sharing"] == (
        "(27 + 1)·4 = 112 parameters; without sharing (27 + 1)·64 = 1,792; "
        "fully connected (108 + 1)·64 = 6,976"
    )
    assert "290,400 neurons of 363 weights: 34,944 parameters" in facts["AlexNet CONV1"]


def test_dilation_and_groups_change_what_a_neuron_sees() -> None:
    random = {"example": "random", "rows": "8", "columns": "8", "groups": "2", "dilation": "2"}
    facts = dict(fields.neurons(sent(**random, stride="2"))["facts"])
    assert facts["Neurons"].startswith("2·2·2 = 8")
    assert "3·3·1 = 9 weights" in facts["Local connectivity"]
    assert "5×5 cells" in facts["Local connectivity"]
    assert facts["Depth column"].endswith("each group on its own channels")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"padding": "1"},
            "at most 9 of 16 inputs in its receptive field, 3×3 cells; neuron [0, 0] sees 4: "
            "5 of its 9 weights lie on padding",
        ),
        (
            {"padding": "1", "mode": "edge"},
            "at most 9 of 16 inputs in its receptive field, 3×3 cells; neuron [0, 0] sees 4: "
            "5 of its 9 weights lie on padding, which repeats inputs",
        ),
        (
            {"padding": "1", "mode": "wrap"},
            "at most 9 of 16 inputs in its receptive field, 3×3 cells; neuron [0, 0] sees 9: "
            "5 of its 9 weights lie on padding, which repeats inputs",
        ),
        (
            {"padding": "same", "side": "2"},
            "at most 4 of 16 inputs in its receptive field, 2×2 cells; neuron [3, 3] sees 1: "
            "3 of its 4 weights lie on padding",
        ),
        (
            {"padding": "2", "dilation": "3"},
            "at most 1 of 16 inputs in its receptive field, 7×7 cells; neuron [0, 0] sees 1: "
            "8 of its 9 weights lie on padding",
        ),
        (
            {"rows": "5", "columns": "5", "channels": "3", "padding": "1"},
            "at most 27 of 75 inputs in its receptive field, 3×3 cells; neuron [0, 0] sees 12: "
            "15 of its 27 weights lie on padding",
        ),
        ({"stride": "2"}, "9 of 16 inputs: its receptive field, 3×3 cells"),
    ],
)
def test_a_neuron_sees_no_inputs_in_the_padding(settings: dict[str, str], said: str) -> None:
    size = {"rows": "4", "columns": "4", "channels": "1", "filters": "1"}
    made = fields.neurons(sent(example="random", **(size | settings)))
    assert dict(made["facts"])["Local connectivity"].endswith(f"and sees {said}")


def test_pooling_has_no_dilation_and_says_so() -> None:
    shown = sent(example="random", rows="8", columns="8", dilation="2")
    made = fields.pooling(shown)
    assert made["note"].startswith(
        "Pooling has no dilation here: its windows are 3×3 cells, those of the convolution span "
        "5×5."
    )
    assert [fact.split(":")[0] for _, fact in made["facts"]] == ["4×4×2", "6×6×2"]
    assert "dilation" not in fields.pooling(shown | {"dilation": [1, 1]})["note"]


def test_a_strided_convolution_beside_pooling_over_the_same_windows() -> None:
    shown = problem.build(StepState(example="strided").start())
    made = fields.pooling(shown)
    assert [panel["title"] for panel in made["panels"]] == [
        "Convolution",
        "Max pooling",
        "Average pooling",
    ]
    (_, convolution), (_, pooling) = made["facts"]
    assert "(4 + 1)·1 = 5 parameters" in convolution
    assert convolution.startswith("3×3×1")
    assert pooling.startswith("3×3×1")
    assert "0 parameters" in pooling
    x = np.array([shown["input"]], float)
    assert engine.max_pool2d(x, 2)[0][0, 0].tolist() == [[5, 9, 8], [7, 6, 6], [6, 7, 4]]


@pytest.mark.parametrize(("padding", "panels"), [("1", 3), ("2", 1)])
def test_pooling_takes_no_more_padding_than_half_its_window(padding: str, panels: int) -> None:
    made = fields.pooling(sent(padding=padding))
    assert len(made["panels"]) == panels
    assert ("half its window" in made["note"]) == (panels == 1)

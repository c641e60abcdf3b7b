"""Networks that branch, as texts in a link."""

import pytest

from app import branching_networks
from app.branching_networks import BLOCKS, FILTERS, NETWORKS, Choices, is_one, nodes, read, write
from app.state import link
from app.training.schema import TrainingState
from engine.networks.builder import ACTIVATIONS
from engine.networks.layers.registry import KEYS

SHAPE = (3, 32, 32)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_comes_back_from_its_text(name: str) -> None:
    for activation in ACTIVATIONS:
        chosen = Choices(SHAPE, 7, activation, BLOCKS[1], 12)
        text = write(name, chosen)
        assert read(text) == text
        assert nodes(text, SHAPE, 7) == NETWORKS[name].nodes(chosen)


@pytest.mark.parametrize("name", [name for name, one in NETWORKS.items() if one.has_side])
def test_sides_and_stages_are_in_the_text_where_they_are_not_the_usual_ones(name: str) -> None:
    widths = tuple(range(5, 5 + len(NETWORKS[name].stages)))
    for side, filters in ((5, ()), (5, widths), (3, widths)):
        chosen = Choices(SHAPE, 7, "ReLU", 2, 12, side, filters)
        text = write(name, chosen)
        assert read(text) == text
        assert nodes(text, SHAPE, 7) == NETWORKS[name].nodes(chosen)
    usual = write(name, Choices(SHAPE, 7, "ReLU", 2, 12))
    assert usual.endswith("_relu")


def test_no_layer_is_called_as_a_network_is() -> None:
    assert not NETWORKS.keys() & KEYS.keys()
    assert not any("_" in name for name in NETWORKS)
    assert not is_one("conv_3_1_1_16~relu")
    assert read("max_2_2_0~norm") == "max_2_2_0~batchnorm"


@pytest.mark.parametrize(
    "text",
    [
        "residual",
        "residual_3_16",
        "residual_relu",
        "residual_3_16_step",
        "residual_3_16_relu_2",
        "residual_3_16_relu_3_16_32",
        "residual_3_16_relu_3_16_32_0",
        "smallinception_96_relu_3_16",
        "resnet18_relu_3",
        f"residual_{BLOCKS[1] + 1}_16_relu",
        f"residual_3_{FILTERS[1] + 1}_relu",
        "residual_-1_16_relu",
        "residual_1.5_16_relu",
        "resnet18_3_relu",
        "residual_3_16_relu~fc_10",
    ],
)
def test_what_no_network_is_called_is_left_out_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"^it (is not|must be)"):
        branching_networks.read(text)
    state, complaints = link.read(TrainingState, {"network": "built", "layers": text})
    assert (state.network, state.layers) == ("small", "")
    assert len(complaints) == 1


def test_numbers_are_written_in_one_way() -> None:
    assert read("residual_03_016_relu") == "residual_3_16_relu"
    assert read("residual_3_16_relu_3") == "residual_3_16_relu"

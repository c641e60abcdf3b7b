"""The page's chain as a network of the engine: sizes, costs, names, and what is said of them."""

import pytest

from app.output_size import network, pattern, presets
from app.output_size.notes import notes
from engine.networks import notation, ready_made
from engine.networks.googlenet import googlenet
from engine.planning.volumes import Volume

COLOUR_32 = Volume(32, 32, 3)


def made(text: str, start: Volume = COLOUR_32) -> network.Network:
    return network.network(start, notation.read(text))


def of_preset(name: str) -> network.Network:
    preset = presets.CHAINS[name]
    return network.network(preset.chain_input, preset.chain)


def test_repeated_filters_shrink_the_picture_and_widen_what_is_seen() -> None:
    steps = made("~".join(["conv_5_1_0_1"] * 3)).steps
    assert [step.output.width for step in steps] == [28, 24, 20]
    assert [step.receptive_field for step in steps] == [5, 9, 13]


def test_five_pools_take_224_to_7() -> None:
    found = of_preset("Five 2×2 pools: 224 → 7")
    assert [step.output.width for step in found.steps] == [112, 56, 28, 14, 7]
    assert found.steps[-1].receptive_field == 32
    assert found.parameters == found.multiply_adds == 0


def test_a_dense_layer_sees_the_whole_picture() -> None:
    steps = made("conv_5_1_0_6~fc_10~relu~fc_4~softmax").steps
    assert [step.receptive_field for step in steps] == [5, 32, 32, 32, 32]
    assert [step.takes_maps for step in steps] == [True, True, False, False, False]


def test_alexnet_from_conv1_to_fc8() -> None:
    found = of_preset("AlexNet")
    named = {step.name: str(step.output) for step in found.steps if step.spec[0] != "ReLU"}
    assert list(named) == [
        *("CONV1", "POOL1", "NORM1", "CONV2", "POOL2", "NORM2", "CONV3", "CONV4", "CONV5"),
        *("POOL3", "FC6", "FC7", "FC8", "softmax"),
    ]
    assert named["CONV1"] == "55×55×96"
    assert named["POOL1"] == named["NORM1"] == "27×27×96"
    assert (found.parameters, found.problem) == (62_378_344, None)


def test_googlenets_modules() -> None:
    found = of_preset("GoogLeNet")
    modules = [step for step in found.steps if step.spec[0] == "Inception"]
    assert len(modules) == 9
    assert (str(modules[0].output), modules[0].row.parameters) == ("28×28×256", 163_696)
    assert found.parameters == 6_998_552
    assert found.steps[0].row.fit.leftover == 1


@pytest.mark.parametrize(
    ("layers_of", "text"),
    [
        (ready_made.lenet(), "conv_5_1_0_6~relu~max_2_2_0~conv_5_1_0_16~relu~max_2_2_0~fc_120"),
        (googlenet(), "conv_7_2_3_64~relu~max_3_2_1~conv_1_1_0_64~relu~conv_3_1_1_192~relu"),
    ],
)
def test_a_network_of_the_engine_as_text(layers_of: tuple, text: str) -> None:
    assert pattern.text_of(layers_of).startswith(text)


def test_a_chain_ends_where_a_kernel_has_no_room() -> None:
    found = made("conv_5_1_0_6~conv_5_1_0_6~relu", Volume(7, 7, 1))
    assert len(found.steps) == 1
    assert found.problem == "kernel 5×5 is larger than the padded input 3×3"


@pytest.mark.parametrize(
    "kind", ["conv_1_1_0_6", "max_1_1_0", "mean", "lrn", "batchnorm", "inception" + "_1" * 6]
)
def test_no_window_moves_over_a_row_of_numbers(kind: str) -> None:
    found = made(f"fc_10~{kind}")
    assert len(found.steps) == 1
    assert "row of 10 numbers" in found.problem


@pytest.mark.parametrize("blocks", range(6))
@pytest.mark.parametrize("dense", range(3))
def test_every_pattern_is_found_again_and_fits(blocks: int, dense: int) -> None:
    for convolutions in (1, 2, 3):
        chosen = pattern.Pattern(convolutions, blocks, dense)
        again = pattern.find(chosen.text)
        assert again == chosen or (blocks == 0 and again.text == chosen.text)
        found = made(chosen.text)
        kinds = [name for name, _ in notation.read(chosen.text)]
        assert kinds.count("Conv2d") == convolutions * blocks
        assert kinds.count("MaxPool2d") == blocks
        assert kinds[-2:] == ["Linear", "Softmax"]
        assert kinds.count("Linear") == dense + 1
        assert found.problem is None
        assert found.steps[-1].output == Volume(1, 1, 10)
    assert pattern.find("conv_5_1_0_6") is None


def test_stacked_small_filters_against_a_large_one() -> None:
    (stacked,) = notes(of_preset("Three stacked 3×3"))
    assert stacked.startswith(
        "A single 7×7 layer of 16 filters has the same receptive field, 7×7, with 12,560"
    )
    assert "instead of 6,960" in stacked
    (single,) = notes(of_preset("One 7×7 instead"))
    assert single.startswith(
        "3 stacked 3×3 layers of 16 filters have the same receptive field, 7×7, with 6,960"
    )
    assert notes(made("conv_3_2_0_6~conv_3_1_0_6")) == []


def test_one_neuron_on_the_whole_picture() -> None:
    (note,) = notes(of_preset("Why not fully connected"))
    for number in ("32·32·3 = 3,072", "12,288", "200×200×3: 120,000", "3,000,000", "has 75 on"):
        assert number in note
    (larger,) = notes(made("fc_10", Volume(200, 200, 3)))
    assert "200·200·3 = 120,000" in larger
    assert "200×200×3:" not in larger


def test_a_dense_layer_as_a_convolution_and_the_map_that_a_larger_picture_gives() -> None:
    found = of_preset("FC as CONV")
    assert [str(step.output) for step in found.steps[::2]] == ["1×1×4096", "1×1×1000"]
    assert found.steps[0].row.parameters == made("fc_4096", Volume(7, 7, 512)).parameters
    (note,) = notes(found)
    assert "F = 7 fits exactly one position on 7×7×512; the 102,764,544 parameters" in note
    larger = of_preset("VGG-16 with FC as CONV, on 384×384")
    assert larger.parameters == 138_357_544
    (note,) = notes(larger)
    assert "The 384×384 image gives a 6×6 map of scores for each of 1,000 classes" in note
    assert "mean of its 36 scores" in note

"""Tables, patterns and ready-made networks: the lectures' and the papers' numbers."""

import numpy as np
import pytest

from engine.networks import (
    BatchNorm2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    build,
    pattern,
    table,
)
from engine.networks import ready_made as ready
from engine.networks.googlenet import INPUT, googlenet
from engine.networks.layers.inception import Inception

COLOUR_32, COLOUR_64 = (3, 32, 32), (3, 64, 64)


def test_lenet_of_the_lectures():
    model = table(COLOUR_32, ready.lenet())
    rows = [row for row in model.rows if row.layer.title not in ("ReLU", "flattening", "softmax")]
    assert [row.parameters for row in rows] == [456, 0, 2416, 0, 48_120, 10_164, 850]
    assert [str(row.volume) for row in rows] == [
        *("28×28×6", "14×14×6", "10×10×16", "5×5×16"),
        *("1×1×120", "1×1×84", "1×1×10"),
    ]
    assert [row.receptive_field[0] for row in rows] == [5, 6, 14, 16, 32, 32, 32]
    assert rows[2].multiply_adds == 10 * 10 * 16 * 150
    assert rows[0].output_bytes == 4 * 28 * 28 * 6
    assert (model.parameters, model.parameter_bytes) == (62_006, 248_024)
    assert model.problem is None


@pytest.mark.parametrize(
    ("shape", "layers", "parameters"),
    [
        (COLOUR_64, ready.tiny_vgg(), 19_920),
        (COLOUR_32, ready.six_layer_vgg(), 307_498),
        ((3, 227, 227), ready.alexnet(), 62_378_344),
        ((3, 227, 227), ready.alexnet(columns=2), 60_965_224),
        ((3, 224, 224), ready.vgg16(), 138_357_544),
        (INPUT, googlenet(), 6_998_552),
    ],
)
def test_totals(shape, layers, parameters):
    model = table(shape, layers)
    assert (model.problem, model.parameters) == (None, parameters)
    assert model.output == ((1000,) if parameters > 10**6 else (10,))


def test_volumes_of_the_large_networks():
    alexnet = [str(row.volume) for row in table((3, 227, 227), ready.alexnet()).rows]
    assert (alexnet[0], alexnet[2], alexnet[5]) == ("55×55×96", "27×27×96", "13×13×256")
    modules = [
        (str(row.volume), row.parameters)
        for row in table(INPUT, googlenet()).rows
        if isinstance(row.layer, Inception)
    ]
    assert modules[0] == ("28×28×256", 163_696)
    assert [volume for volume, _ in modules[1:]] == [
        *("28×28×480", "14×14×512", "14×14×512", "14×14×512", "14×14×528"),
        *("14×14×832", "7×7×832", "7×7×1024"),
    ]


def test_a_twin_has_about_as_many_parameters():
    twin = table(COLOUR_32, ready.twin(COLOUR_32, ready.lenet()))
    assert twin.parameters == pytest.approx(62_006, rel=0.02)
    assert [row.layer.title for row in twin.rows][:2] == [
        "flattening",
        "fully connected layer of 20",
    ]
    with pytest.raises(ValueError, match="no row of classes"):
        ready.twin(COLOUR_32, [ReLU()])


def test_the_table_stops_where_a_layer_does_not_fit():
    layers = [Conv2d(1, 2, 5), MaxPool2d(2), MaxPool2d(2), ReLU()]
    model = table((1, 7, 7), layers)
    assert [row.output for row in model.rows] == [(2, 3, 3), (2, 1, 1)]
    assert model.output == (2, 1, 1)
    assert model.problem == (
        "layer 3, max pooling 2×2: kernel 2×2 is larger than the padded input 1×1"
    )
    with pytest.raises(ValueError, match=r"^layer 3, max pooling 2×2: kernel 2×2 is larger"):
        Sequential((1, 7, 7), layers)


@pytest.mark.parametrize(
    ("shape", "layer", "sentence"),
    [
        ((8,), Conv2d(1, 1, 3), "layer 1, convolution 3×3: its input is a row of 8 numbers"),
        (COLOUR_32, Conv2d(4, 1, 3), "its filters are made for 4 channels, and its input has 3"),
        (COLOUR_32, Linear(9, 2), "its input is 3×32×32; it needs a row of numbers, so Flatten"),
        ((8,), Linear(9, 2), "its neurons are made for 9 numbers, and its input has 8"),
        ((8,), MaxPool2d(2), "its input is a row of 8 numbers; it needs maps"),
        (COLOUR_32, BatchNorm2d(2), "it is made for 2 channels, and its input has 3"),
    ],
)
def test_what_does_not_fit_is_reported_in_words(shape, layer, sentence):
    assert sentence in table(shape, [layer]).problem


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Conv2d(3, 0, 3), "out_channels is 0; it must be at least 1"),
        (lambda: Conv2d(3, 4, 3, padding=-1), "padding is -1"),
        (lambda: Conv2d(3, 4, 3, 2, "same"), 'padding "same" keeps the size'),
        (lambda: Conv2d(3, 4, 3, groups=2), "cannot both be divided into 2 groups"),
        (lambda: table((3, 32), []), r"the input's shape is \(3, 32\); it must be"),
        (lambda: build((3, 8, 8), [("Conv3d", {})]), "layer 1 is 'Conv3d'; it must be one of"),
        (lambda: build((3, 8, 8), [("MaxPool2d", {"kernel_size": 0})]), "layer 1, MaxPool2d: kern"),
        (lambda: pattern((3, 8, 8), 2, filters=(1, 2, 3)), "filters has 3 entries; it must be one"),
        (lambda: pattern((3, 8, 8), 2, convolutions=0), "convolutions is 0"),
        (lambda: Sequential((3,), [], dtype=np.int8), "dtype is int8; it must be float32 or"),
        (lambda: Sequential((3,), [ReLU()])(np.ones((2, 4))), "the batch is 2×4; it must be N×3"),
        (lambda: Sequential((3,), [ReLU()])(np.ones((0, 3))), "the batch holds no sample"),
    ],
)
def test_wrong_settings_are_reported_in_words(wrong, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        wrong()


def test_the_pattern():
    layers = pattern(COLOUR_32, 10, 2, 2, 1, (8, 16), 3, 1, 50, "Tanh", "average", True, 0.2)
    block = ["Conv2d", "BatchNorm2d", "Tanh", "Conv2d", "BatchNorm2d", "Tanh", "AvgPool2d"]
    head = ["Flatten", "Linear", "Tanh", "Dropout", "Linear", "Softmax"]
    assert [type(layer).__name__ for layer in layers] == block * 2 + head
    assert table(COLOUR_32, layers).problem is None
    too_deep = pattern((1, 8, 8), 10, blocks=5)
    assert table((1, 8, 8), too_deep).problem.startswith("layer 12, max pooling 2×2: ")


def test_layers_are_built_from_wishes_up_to_the_first_that_does_not_fit():
    specs = [
        ("Conv2d", {"out_channels": 4, "kernel_size": 3}),
        ("Flatten", {}),
        ("Linear", {"out_features": 5}),
        ("MaxPool2d", {"kernel_size": 2}),
        ("ReLU", {}),
    ]
    layers = build((2, 6, 6), specs)
    assert layers == (Conv2d(2, 4, 3), Flatten(), Linear(64, 5), MaxPool2d(2))
    assert table((2, 6, 6), layers).problem.startswith("layer 4, max pooling 2×2: its input is a")

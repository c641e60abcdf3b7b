"""Models of files as networks: what they take, what they give, and what is refused in words."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.trained_networks import own_model, own_settings
from app.trained_networks.own_model import LAYOUT, OUTPUT, SIZE, TENSOR, opened
from app.trained_networks.own_settings import BGR, CAFFE, IMAGENET, OURS, PROBABILITIES, UNIT
from engine import networks
from engine.datasets import as_input
from engine.explain.heat_maps import grad_cam, occlusion
from engine.explain.heat_maps.methods import last_maps
from engine.explain.heat_maps.scores import probabilities
from engine.networks.classifiers import learned_nodes
from engine.ops.losses import softmax
from tests.app.trained_networks import models

PIXELS = np.random.default_rng(4).integers(0, 256, (1, *models.SMALL), dtype=np.uint8)
OTHERS = PIXELS.astype(np.float64)


def png() -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(file, "PNG")
    return file.getvalue()


def test_a_network_saved_here_is_taken_as_it_is() -> None:
    network = models.small()
    made = opened(models.small_file(), "mine.onnx")
    assert (made.settings.normalisation, made.asks, made.problem) == (OURS, frozenset(), "")
    assert made.classes == ("class 0", "class 1", "class 2", "class 3")
    x = as_input(PIXELS)
    np.testing.assert_allclose(made.network(x), network(x), rtol=1e-5)
    again = opened(networks.to_bytes(network), "mine.safetensors")
    np.testing.assert_array_equal(again.network(x), network(x))
    assert made.card.parameters == network.table.parameters
    assert len({made.key, again.key}) == 2


MEAN = np.array((0.485, 0.456, 0.406))[:, None, None]
STD = np.array((0.229, 0.224, 0.225))[:, None, None]
BLUE = np.array((103.939, 116.779, 123.68))[:, None, None]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (UNIT, OTHERS / 255),
        (OURS, OTHERS / 127.5 - 1),
        ("bytes", OTHERS),
        (IMAGENET, (OTHERS / 255 - MEAN) / STD),
        (CAFFE, OTHERS[:, ::-1] - BLUE),
    ],
)
def test_pixels_are_normalised_as_asked(name: str, expected: np.ndarray) -> None:
    made = opened(models.small_file(), "mine.onnx")
    made = made.with_settings(made.settings.choose("normalisation", name))
    wanted = models.small()(expected.astype(np.float32))
    np.testing.assert_allclose(made.network(as_input(PIXELS)), wanted, rtol=1e-3, atol=1e-3)
    assert made.settings.order == (BGR if name == CAFFE else "rgb")
    assert made.card.parameters == models.small().table.parameters
    assert learned_nodes(made.network) == ("conv", "output")


def test_own_means_may_be_one_for_all_channels_or_three() -> None:
    made = opened(models.small_file(), "mine.onnx")
    own = replace(made.settings, normalisation="own", mean=(0.5,), std=(0.25, 0.5, 1.0))
    wanted = models.small()(
        ((OTHERS / 255 - 0.5) / np.array((0.25, 0.5, 1))[:, None, None]).astype(np.float32)
    )
    found = made.with_settings(own).network(as_input(PIXELS))
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4)


def test_a_grey_model_takes_grey_pictures() -> None:
    made = opened(models.small_file((1, 28, 28), 10), "grey.onnx")
    made = made.with_settings(made.settings.choose("normalisation", IMAGENET))
    assert made.network.input_shape == (1, 28, 28)


def test_the_size_is_asked_for_where_the_file_leaves_it_open() -> None:
    made = opened(models.open_size_file(), "open.onnx")
    assert made.asks == {SIZE}
    assert made.network.input_shape == (3, 224, 224)
    assert made.with_settings(replace(made.settings, side=64)).network.input_shape == (3, 64, 64)


def test_channels_may_stand_last() -> None:
    made = opened(models.channels_last_file(), "tensorflow.onnx")
    assert made.problem == ""
    assert made.network.input_shape == models.SMALL
    model = networks.load_onnx(models.channels_last_file())
    pixels = np.moveaxis(PIXELS, 1, -1) / np.float32(255)
    wanted = model.run({"x": pixels.astype(np.float32)})["scores"]
    np.testing.assert_allclose(made.network(as_input(PIXELS)), wanted, rtol=1e-4, atol=1e-5)


def test_where_nothing_says_where_the_channels_stand_it_is_asked() -> None:
    nodes = [("Conv", ["x", "w"], ["y"], {}), *models.POOLED]
    file = models.written(nodes, {"x": None}, {"scores": None}, w=models.weights(5, 3, 3, 3))
    made = opened(file, "silent.onnx")
    assert made.asks == {SIZE, LAYOUT}


def test_one_of_several_outputs_is_looked_at() -> None:
    nodes = [("Conv", ["x", "w"], ["y"], {}), *models.POOLED, ("Softmax", ["scores"], ["p"], {})]
    outputs = {"scores": ("N", 5), "p": ("N", 5)}
    file = models.written(nodes, {"x": ("N", *models.SMALL)}, outputs, w=models.weights(5, 3, 3, 3))
    made = opened(file, "two.onnx")
    assert (made.asks, made.tensors) == ({TENSOR}, ("scores", "p"))
    other = made.with_settings(replace(made.settings, tensor="p"))
    assert len(other.network.layers) == len(made.network.layers) + 1


def test_a_model_without_layers_of_ours_predicts_and_can_be_occluded() -> None:
    made = opened(models.whole_file(), "strange.onnx")
    assert "ReduceMax" in made.problem
    assert made.asks == {OUTPUT}
    x = as_input(np.repeat(PIXELS, 2, axis=0))
    model = networks.load_onnx(models.whole_file())
    wanted = model.run({"x": (OTHERS / 255).astype(np.float32)})["scores"]
    np.testing.assert_allclose(made.network(x), np.repeat(wanted, 2, axis=0), rtol=1e-4, atol=1e-5)
    assert occlusion(made.network, x[:1], 2, 8, 8).shape == (1, 16, 16)
    assert made.card.parameters == 5 * 3 * 9
    with pytest.raises(ValueError, match=r"not known here, because of node .*ReduceMax"):
        grad_cam(made.network, x[:1], last_maps(made.network), 0)


def test_probabilities_are_not_softmaxed_again() -> None:
    made = opened(models.whole_file(softmax=True), "strange.onnx")
    assert made.settings.output == PROBABILITIES
    model = networks.load_onnx(models.whole_file(softmax=True))
    wanted = model.run({"x": (OTHERS / 255).astype(np.float32)})["scores"]
    found = probabilities(made.network, as_input(PIXELS))
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)
    scores = made.with_settings(replace(made.settings, output="scores"))
    twice = probabilities(scores.network, as_input(PIXELS))
    np.testing.assert_allclose(twice, softmax(wanted, axis=1), rtol=1e-4)


def test_scores_that_are_maps_of_one_cell_become_a_row() -> None:
    nodes = [
        ("Conv", ["x", "w"], ["y"], {}),
        ("GlobalAveragePool", ["y"], ["g"], {}),
        ("Softmax", ["g"], ["p"], {"axis": 1}),
    ]
    file = models.written(
        nodes, {"x": ("N", *models.SMALL)}, {"p": ("N", 5, 1, 1)}, w=models.weights(5, 3, 3, 3)
    )
    made = opened(file, "squeezed.onnx")
    assert made.network.table.output == (5,)
    assert made.network.scoring_layers == len(made.network.layers) - 1


ROW = models.written(
    [("MatMul", ["x", "w"], ["y"], {})], {"x": ("N", 7)}, {"y": ("N", 3)}, w=models.weights(7, 3)
)
TWO = models.written(
    [("Add", ["x", "z"], ["y"], {}), *models.POOLED],
    {"x": ("N", *models.SMALL), "z": ("N", *models.SMALL)},
    {"scores": ("N", 3)},
)
MAPS = models.written(
    [("Conv", ["x", "w"], ["y"], {})],
    {"x": ("N", *models.SMALL)},
    {"y": ("N", 5, 14, 14)},
    w=models.weights(5, 3, 3, 3),
)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (png(), "picture.onnx", "“picture.onnx” cannot be used: "),
        (models.small_file()[:700], "cut.onnx", "“cut.onnx” cannot be used: "),
        (b"", "empty.onnx", "“empty.onnx” cannot be used: "),
        (b"\x80\x02", "weights.safetensors", "is a pickle or an archive"),
        (ROW, "row.onnx", "its input is N×7, float32; here it must be pictures"),
        (TWO, "two.onnx", "it has 2 inputs; here it must have one, the picture"),
        (MAPS, "maps.onnx", "the output is 5×14×14; a classifier gives one row of scores"),
        (models.small_file((4, 8, 8)), "four.onnx", "it takes 4×8×8; here it must be pictures"),
        (models.small_file(classes=1), "one.onnx", "it has 1 output; a classifier here has 2"),
        (models.small_file((1, 8, 600)), "wide.onnx", "pictures of 8×600 pixels; here 512×512"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    content: bytes, name: str, said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as error:
        opened(content, name)
    assert "\n" not in str(error.value)


def test_too_much_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_model, "MOST_WORK", 1000)
    with pytest.raises(ValueError, match=r"needs .* multiply-adds for a picture"):
        opened(models.small_file(), "mine.onnx")


@pytest.mark.parametrize("text", ["", "a", "1 2", "nan", "1e9"])
def test_numbers_are_one_or_three(text: str) -> None:
    with pytest.raises(ValueError, match="must be one number, or three"):
        own_settings.numbers(text, "Mean")
    assert own_settings.numbers("0.5, 1; 2".replace(";", ","), "Mean") == (0.5, 1.0, 2.0)
    with pytest.raises(ValueError, match="larger than 0"):
        own_settings.numbers("0", "σ", positive=True)


@pytest.mark.torch
def test_a_small_network_of_pytorch_gives_the_same_probabilities() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    nn = torch.nn
    torch.manual_seed(0)
    network = nn.Sequential(
        *(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5)),
    ).eval()
    file = io.BytesIO()
    torch.onnx.export(network, torch.zeros(1, *models.SMALL), file, dynamo=False)
    made = opened(file.getvalue(), "torch.onnx")
    assert (made.settings.normalisation, made.problem) == (UNIT, "")
    with torch.no_grad():
        x = torch.from_numpy((OTHERS / 255).astype(np.float32))
        wanted = torch.softmax(network(x), 1).numpy()
    np.testing.assert_allclose(
        probabilities(made.network, as_input(PIXELS)), wanted, rtol=1e-4, atol=1e-6
    )


def test_layers_across_channels_have_heat_maps() -> None:
    nodes = [
        ("Conv", ["x", "w"], ["c"], {"group": 3}),
        ("LRN", ["c"], ["l"], {"size": 5, "alpha": 0.5}),
        ("Reshape", ["l", "groups"], ["d"], {}),
        ("Transpose", ["d"], ["t"], {"perm": [0, 2, 1, 3, 4]}),
        ("Reshape", ["t", "maps"], ["y"], {}),
        *models.POOLED,
    ]
    arrays = {"groups": np.array([0, 3, 2, 14, 14]), "maps": np.array([0, -1, 14, 14])}
    file = models.written(
        nodes, {"x": (1, *models.SMALL)}, {"scores": (1, 6)}, w=models.weights(6, 1, 3, 3), **arrays
    )
    made = opened(file, "alexnet.onnx")
    assert made.problem == ""
    wanted = networks.load_onnx(file).run({"x": (OTHERS / 255).astype(np.float32)})["scores"]
    np.testing.assert_allclose(made.network(as_input(PIXELS)), wanted, rtol=1e-4, atol=1e-5)
    assert np.abs(grad_cam(made.network, as_input(PIXELS), "c", 2)).max() > 0

"""Fully connected layers turned into convolutions, and a classifier that slides."""

import numpy as np
import pytest

from engine.explain import sliding_classifier as sliding
from engine.explain.fully_convolutional import as_convolutions, convert
from engine.networks import ready_made
from engine.networks.layers.activation import ReLU
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.normalisation import BatchNorm2d
from engine.networks.layers.pooling import MaxPool2d
from engine.networks.model import Sequential
from engine.networks.table import table


def network(bias: bool = True) -> Sequential:
    layers = (
        Conv2d(2, 4, (3, 2)), BatchNorm2d(4), ReLU(), MaxPool2d(2), Flatten(),
        Linear(4 * 3 * 2, 6, bias=bias), ReLU(), Linear(6, 5),
    )  # fmt: skip
    made = Sequential((2, 8, 6), layers, seed=3, dtype=np.float64)
    for array in made.buffers.values():  # statistics that are not those of a new network
        array[...] = np.arange(1, array.size + 1).reshape(array.shape)
    return made


@pytest.mark.parametrize("bias", [True, False])
def test_each_position_of_the_map_is_the_network_on_its_window(bias: bool) -> None:
    connected = network(bias)
    x = np.random.default_rng(0).normal(size=(3, 2, 12, 10))
    turned = convert(connected, (2, 12, 10))
    scores = turned(x)
    assert scores.shape == (3, 5, 3, 3)
    for i, j in np.ndindex(3, 3):
        window = np.ascontiguousarray(x[:, :, 2 * i : 2 * i + 8, 2 * j : 2 * j + 6])
        np.testing.assert_allclose(scores[:, :, i, j], connected(window), atol=1e-12)


def test_on_a_picture_of_its_own_size_the_map_is_1x1_and_the_result_equal() -> None:
    connected = network()
    x = np.random.default_rng(1).normal(size=(2, 2, 8, 6))
    found = convert(connected, (2, 8, 6))(x)
    assert found.shape == (2, 5, 1, 1)
    np.testing.assert_allclose(found[:, :, 0, 0], connected(x), atol=1e-12)


def test_vgg16s_first_fully_connected_layer_has_the_weights_of_the_lectures() -> None:
    layers = ready_made.vgg16()[:-1]
    turned = as_convolutions(layers, (3, 224, 224))
    first, second, last = table((3, 224, 224), turned).rows[-7::3]
    assert first.layer == Conv2d(512, 4096, 7)
    assert first.parameters == 7 * 7 * 512 * 4096 + 4096 == 102_760_448 + 4096
    assert second.layer == Conv2d(4096, 4096, 1)
    assert last.layer == Conv2d(4096, 1000, 1)
    assert last.output == (1000, 1, 1)
    larger = table((3, 384, 384), turned).rows[-1]
    assert larger.output == (1000, 6, 6)
    as_made = table((3, 224, 224), layers)
    assert table((3, 224, 224), turned).parameters == as_made.parameters == 138_357_544


@pytest.mark.trains
def test_the_classifier_slides_as_it_does_window_by_window() -> None:
    for extra in (0, 2, 8):
        found = sliding.slide(extra, 5)
        side = 2 * extra + 8
        assert found.picture.shape == (side, side)
        assert found.scores.shape == (10, extra + 1, extra + 1)
        assert len(found.labels) == (side // 8) ** 2
        np.testing.assert_allclose(found.scores, found.by_fc, atol=1e-4)
        np.testing.assert_allclose(found.mean, found.scores.mean(axis=(1, 2)), atol=1e-5)
        sums = np.tensordot(found.weights, found.hidden, 1) + found.bias[:, None, None]
        np.testing.assert_allclose(sums, found.scores, atol=1e-4)
        assert found.cost <= found.cost_by_fc
    assert sliding.slide(0, 5).cost == sliding.slide(0, 5).cost_by_fc


@pytest.mark.trains
def test_the_classifier_has_learned_and_averaging_helps_on_10x10() -> None:
    judged = sliding.judge(1)
    assert judged.single > 0.8
    assert judged.averaged > judged.single
    assert sliding.judge(0).single == sliding.judge(0).averaged

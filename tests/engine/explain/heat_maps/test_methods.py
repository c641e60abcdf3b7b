"""One call for every method: what it gives is what the method's own function gives."""

import numpy as np
import pytest

from engine import networks as nn
from engine.explain import heat_maps
from engine.explain.heat_maps.class_maps import WEIGHTED, weighted_maps
from engine.explain.heat_maps.methods import METHODS, heat_map, last_maps, map_layers
from engine.explain.heat_maps.scores import probabilities
from engine.networks import Graph, Node, Sequential
from tests.engine.explain.heat_maps.judges import random_case

HEAD = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3))
BODY = (nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.ReLU())


def made():
    network = Sequential((2, 10, 8), (*BODY, *HEAD, nn.Softmax()), 3, dtype=np.float64)
    return network, np.random.default_rng(3).normal(size=(1, 2, 10, 8))


def by_its_own_function(network, x, method):
    match method:
        case "cam":
            return heat_maps.cam(network, x, 1)[0]
        case "grad_cam" | "grad_cam_plus_plus":
            return getattr(heat_maps, method)(network, x, 1, 1, relu=False)[0]
        case "occlusion":
            return heat_maps.occlusion(network, x, 1, 4, 3)[0]
        case _:
            return np.abs(getattr(heat_maps, method)(network, x, 1)[0]).max(axis=0)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_reached_by_its_name(method):
    network, x = made()
    found = heat_map(network, x, 1, method, 1, patch=4, stride=3)
    np.testing.assert_array_equal(found.values, by_its_own_function(network, x, method))
    np.testing.assert_array_equal(found.clipped, np.maximum(found.values, 0))
    assert (found.weighted is not None) == (method in WEIGHTED)


@pytest.mark.parametrize("method", WEIGHTED)
def test_a_weighted_map_is_the_sum_of_its_maps(method):
    network, x = made()
    found = weighted_maps(network, x, 2, method, 3)
    cells = [
        [sum(w * a for w, a in zip(found.weights[0], found.maps[0, :, i, j], strict=True))
         for j in range(found.maps.shape[3])]
        for i in range(found.maps.shape[2])
    ]  # fmt: skip
    np.testing.assert_allclose(found.heat_map(relu=False)[0], cells, rtol=1e-9, atol=1e-12)
    assert found.heat_map().min() >= 0


def test_the_last_maps_are_those_before_pooling():
    network, _ = made()
    assert map_layers(network) == ("0", "1", "2", "3", "4")
    assert last_maps(network) == "4"
    pooled = Sequential((2, 10, 8), (*BODY[:3], nn.Flatten(), nn.Linear(80, 3)))
    assert last_maps(pooled) == "1"
    nodes = [
        Node("stem", nn.Conv2d(2, 5, 3), ["input"]),
        Node("branch", nn.Conv2d(5, 5, 3, padding=1), ["stem"]),
        Node("sum", nn.Add(), ["stem", "branch"]),
        *(Node(f"head{i}", layer, ["sum" if i == 0 else f"head{i - 1}"])
          for i, layer in enumerate(HEAD)),
    ]  # fmt: skip
    assert last_maps(Graph((2, 10, 8), nodes)) == "sum"


def test_probabilities_are_the_networks_own():
    network, x, _ = random_case(5)
    with_softmax, batch = made()
    np.testing.assert_allclose(probabilities(with_softmax, batch), with_softmax(batch), rtol=1e-12)
    found = probabilities(network, x)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-9)
    ended = Sequential((2, 10, 8), (*BODY, *HEAD, nn.Sigmoid()), 3, dtype=np.float64)
    np.testing.assert_allclose(probabilities(ended, batch), ended(batch), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x: heat_map(n, x, 1, "lime"), "method"),
        (lambda n, x: weighted_maps(n, x, 1, "saliency"), "method"),
        (lambda n, x: heat_map(n, x, 3, "saliency"), "target is 3; it must be at most 2"),
        (lambda n, x: heat_map(n, x, 1, "grad_cam", 7), "a row of numbers; a heat map needs maps"),
    ],
)
def test_what_cannot_be_is_told_in_words(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call(*made())

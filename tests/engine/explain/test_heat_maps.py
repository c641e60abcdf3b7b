"""Heat maps: Captum's published values, PyTorch's autograd, and one method against another."""

import numpy as np
import pytest

from engine import networks as nn
from engine.explain.heat_maps import cam, grad_cam, saliency
from engine.networks import Graph, Node, Sequential
from tests.engine.networks.torch_twin import torch_twin

SHAPE = (3, 9, 8)
LAYERS = (
    *(nn.Conv2d(3, 4, 3, padding=1), nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.Tanh()),
    *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3), nn.Softmax()),
)


def made(seed=0):
    network = Sequential(SHAPE, LAYERS, seed, dtype=np.float64)
    return network, np.random.default_rng(seed).normal(size=(2, *SHAPE))


def captums():
    """The network of Captum's `tests/attr/layer/test_grad_cam.py`, and its input."""
    layers = (nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 4, bias=False), nn.ReLU())
    network = Sequential((1, 4, 4), layers)
    network.parameters["0.weight"][...] = 1
    network.parameters["0.bias"][...] = (-50, -75)
    network.parameters["3.weight"][...] = (*[1] * 5, *[-1] * 3)
    return network, np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [(0, [[11.25, 13.5], [20.25, 22.5]]), ("1", [[0, 4], [28, 32.5]])],
)
@pytest.mark.parametrize("relu", [True, False])
def test_grad_cam_gives_the_values_that_captum_publishes(layer, expected, relu):
    network, x = captums()
    np.testing.assert_allclose(grad_cam(network, x, layer, 0, relu)[0], expected, atol=0.01)


def test_cam_is_grad_cam_times_the_cells_of_a_map():
    network, x = made()
    signed = grad_cam(network, x, 4, [2, 1], relu=False)
    assert signed.min() < 0 < signed.max()
    np.testing.assert_allclose(cam(network, x, [2, 1]), signed * signed[0].size, rtol=1e-9)
    np.testing.assert_array_equal(grad_cam(network, x, 4, [2, 1]), np.maximum(signed, 0))


def test_the_mean_of_a_class_activation_map_is_the_score_without_its_bias():
    network, x = made()
    bias = network.parameters["7.bias"]
    bias[...] = (1, 2, 3)
    scores = network.trace(x, layers=8).output
    for target in range(3):
        means = cam(network, x, target).mean(axis=(1, 2))
        np.testing.assert_allclose(means, scores[:, target] - bias[target], rtol=1e-9)


@pytest.mark.torch
def test_pytorch_gives_the_same_gradients(tmp_path):
    torch = pytest.importorskip("torch")
    network, x = made()
    model = torch_twin(network, tmp_path)
    given = torch.tensor(x, requires_grad=True)
    maps = model[:3](given)
    maps.retain_grad()
    model[3:-1](maps)[:, 1].sum().backward()
    np.testing.assert_allclose(saliency(network, x, 1), given.grad.abs().numpy(), rtol=1e-9)
    weights = maps.grad.mean(dim=(2, 3), keepdim=True)
    expected = (weights * maps).sum(dim=1).detach().numpy()
    np.testing.assert_allclose(grad_cam(network, x, 2, 1, relu=False), expected, rtol=1e-9)


def test_a_node_of_a_graph_is_named():
    nodes = [
        Node("conv", nn.Conv2d(3, 4, 3, padding=1)),
        Node("skip", nn.Conv2d(3, 4, 1)),
        Node("sum", nn.Add(), ("conv", "skip")),
        Node("mean", nn.AdaptiveAvgPool2d(1), ("sum",)),
        Node("row", nn.Flatten(), ("mean",)),
        Node("fc", nn.Linear(4, 2), ("row",)),
    ]
    network, x = Graph(SHAPE, nodes, dtype=np.float64), made()[1]
    whole = grad_cam(network, x, "sum", 0, relu=False)
    parts = (grad_cam(network, x, name, 0, relu=False) for name in ("conv", "skip"))
    np.testing.assert_allclose(whole, sum(parts), rtol=1e-9)
    np.testing.assert_allclose(cam(network, x, 0), whole * 72, rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x: grad_cam(n, x, "conv9", 0), "layer is 'conv9'; it must be one of 0, 1"),
        (lambda n, x: grad_cam(n, x, 8, 0), "layer is 8; it must be at most 7"),
        (lambda n, x: grad_cam(n, x, 6, 0), "layer 7, flattening: its output is a row of numbers"),
        (lambda n, x: grad_cam(n, x, 0, 3), "target is 3; it must be at most 2"),
        (lambda n, x: grad_cam(n, x, 0, [0]), "a class, or one for each of the 2 samples"),
        (lambda n, x: saliency(n, x, [0, 9]), "target holds a class that is not from 0 to 2"),
        (lambda n, x: saliency(n, x, "cat"), "target is 'cat'; it must be a whole number"),
        (lambda n, x: saliency(3, x, 0), "network is 3; it must be a Graph or a Sequential"),
        (lambda n, x: cam(captums()[0], x, 0), "the network does not end in global average pool"),
        (lambda n, x: saliency(Sequential(SHAPE, [nn.ReLU()]), x, 0), "output is 3×9×8; it must"),
    ],
)
def test_what_cannot_be_explained_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(*made())

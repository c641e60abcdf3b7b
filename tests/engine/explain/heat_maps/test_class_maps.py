"""Maps of a class: Captum's published values, PyTorch's autograd, one method against another."""

import numpy as np
import pytest

from engine import networks as nn
from engine.explain.heat_maps import cam, grad_cam, grad_cam_plus_plus
from engine.networks import Graph, Node, Sequential
from tests.engine.explain.heat_maps.judges import (
    captums,
    close,
    grad_cam_of,
    grad_cam_plus_plus_of,
    random_case,
    torch_gradients,
)
from tests.engine.networks.torch_graph import torch_graph

SHAPE = (3, 9, 8)
LAYERS = (
    *(nn.Conv2d(3, 4, 3, padding=1), nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.Tanh()),
    *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3), nn.Softmax()),
)


def made(seed=0):
    network = Sequential(SHAPE, LAYERS, seed, dtype=np.float64)
    return network, np.random.default_rng(seed).normal(size=(2, *SHAPE))


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


RESIDUAL = (
    Node("conv", nn.Conv2d(3, 4, 3, padding=1, bias=False)),
    Node("norm", nn.BatchNorm2d(4), ("conv",)),
    Node("relu", nn.ReLU(), ("norm",)),
    Node("skip", nn.Conv2d(3, 4, 1), ("input",)),
    Node("sum", nn.Add(), ("relu", "skip")),
    Node("last", nn.ReLU(), ("sum",)),
    Node("mean", nn.AdaptiveAvgPool2d(1), ("last",)),
    Node("row", nn.Flatten(), ("mean",)),
    Node("fc", nn.Linear(4, 3), ("row",)),
)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cam_of_a_residual_network_is_its_grad_cam_times_the_cells(dtype):
    network = Graph(SHAPE, RESIDUAL, 3, dtype=dtype)
    network.buffers["norm.running_mean"][...] = (0.1, -0.2, 0.3, 0)
    x = made()[1].astype(dtype)
    found = cam(network, x, [2, 0])
    assert found.dtype == dtype
    assert found.min() < 0 < found.max()
    expected = grad_cam(network, x, "last", [2, 0], relu=False) * 72
    np.testing.assert_allclose(found, expected, rtol=1e-4 if dtype == np.float32 else 1e-9)


def test_grad_cam_plus_plus_is_0_for_maps_that_do_nothing_for_the_class():
    network, x = made()
    network.parameters["7.weight"][1] = 0
    for relu in (True, False):
        assert not grad_cam_plus_plus(network, x, 4, 1, relu).any()


@pytest.mark.torch
def test_grad_cam_plus_plus_takes_the_derivatives_of_the_exponential_of_the_score():
    """Every derivative on its own by autograd, of a network that is piecewise linear."""
    torch = pytest.importorskip("torch")
    layers = [nn.Conv2d(2, 2, 3), nn.ReLU(), nn.Conv2d(2, 2, 2), nn.ReLU(), nn.Flatten()]
    network = Sequential((2, 6, 5), [*layers, nn.Linear(12, 3), nn.Softmax()], dtype=np.float64)
    x = np.random.default_rng(1).normal(size=(1, 2, 6, 5))
    model = torch_graph(network, network.scoring_layers)
    rest = torch.nn.Sequential(*model.steps[2:])
    maps = model.steps[1](model.steps[0](torch.tensor(x))).detach().requires_grad_()
    for target in (0, 2):
        whole = rest(maps)[0, target].exp()
        (first,) = torch.autograd.grad(whole, maps, create_graph=True)
        second, third = torch.zeros_like(maps), torch.zeros_like(maps)
        for place in np.ndindex(*maps.shape):
            (twice,) = torch.autograd.grad(first[place], maps, create_graph=True)
            second[place] = twice[place]
            third[place] = torch.autograd.grad(twice[place], maps, retain_graph=True)[0][place]
        below = 2 * second + maps.sum(dim=(2, 3), keepdim=True) * third
        alpha = torch.where(below != 0, second / below, 0)
        weights = (alpha * first.relu()).sum(dim=(2, 3), keepdim=True) / whole
        expected = (weights * maps).sum(dim=1).detach().numpy()
        assert expected.any()
        found = grad_cam_plus_plus(network, x, 1, target, relu=False)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-15)
        clipped = grad_cam_plus_plus(network, x, 1, target)
        np.testing.assert_array_equal(clipped, np.maximum(found, 0))


@pytest.mark.torch
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pytorch_gives_the_same_maps_of_random_graphs(seed, dtype):
    pytest.importorskip("torch")
    network, x, target = random_case(seed, dtype)
    names = [row.name for row in network.table.rows if len(row.output) == 3]
    for name in np.random.default_rng(seed).choice(names, 3, replace=False).tolist():
        found = grad_cam(network, x, name, target, relu=False)
        assert found.dtype == dtype
        maps, grads = torch_gradients(network, x, target, name)
        close(found, grad_cam_of(maps, grads))
        found = grad_cam_plus_plus(network, x, name, target, relu=False)
        close(found, grad_cam_plus_plus_of(maps, grads))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x: grad_cam(n, x, "conv9", 0), "layer is 'conv9'; it must be one of 0, 1"),
        (lambda n, x: grad_cam(n, x, 8, 0), "layer is 8; it must be at most 7"),
        (lambda n, x: grad_cam(n, x, 6, 0), "layer 7, flattening: its output is a row of numbers"),
        (lambda n, x: grad_cam(n, x, 0, 3), "target is 3; it must be at most 2"),
        (lambda n, x: grad_cam(n, x, 0, [0]), "a class, or one for each of the 2 samples"),
        (lambda n, x: cam(captums()[0], x, 0), "the network does not end in global average pool"),
        (lambda n, x: grad_cam_plus_plus(n, x, 6, 0), "layer 7, flattening: its output is a row"),
        (lambda n, x: grad_cam_plus_plus(n, x, 0, 0, 1), "relu is 1; it must be True or False"),
    ],
)
def test_what_cannot_be_explained_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(*made())

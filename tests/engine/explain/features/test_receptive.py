"""What a unit can see and does see: the gradient's support, convolved windows, PyTorch."""

import numpy as np
import pytest

from engine import networks as nn
from engine.explain.features import Rectangle, effective_receptive_field, receptive_field
from engine.networks import Graph, Node, Sequential
from tests.engine.explain.heat_maps.judges import close, random_case
from tests.engine.networks.test_graph import CHAINS, UP_PATH
from tests.engine.networks.torch_graph import torch_graph

MORE = {
    "padded": (nn.Conv2d(1, 1, 3, 2, 1), nn.MaxPool2d(3, 2, 1), nn.Conv2d(1, 1, (3, 1), 1, (2, 0))),
    "same": (nn.Conv2d(1, 1, 4, padding="same", dilation=2), nn.Conv2d(1, 1, 2, padding="valid")),
    "padded wider than its kernel": (nn.Conv2d(1, 1, 2, padding=3),),
    "sides that differ": (nn.ZeroPad2d((2, 0, 1, 3)), nn.Conv2d(1, 1, 3), nn.MaxPool2d(2)),
    "hanging over": (nn.MaxPool2d(3, 2, ceil_mode=True), nn.MaxPool2d(2, ceil_mode=True)),
    "gaps": (nn.ConvTranspose2d(1, 1, 2, 3), nn.Conv2d(1, 1, 2)),
    "cut": (nn.ConvTranspose2d(1, 1, 3, 2, 1, 1), nn.Upsample((2, 1)), nn.Conv2d(1, 1, 3, 2)),
    "everything": (nn.Conv2d(1, 1, 3), nn.AdaptiveAvgPool2d(1), nn.Upsample(3)),
}


def positive(network):
    """The same network without a choice and with positive weights: all that is seen counts."""
    nodes = [
        Node(node.name, nn.AvgPool2d(*node.layer.settings().values()), node.inputs)
        if isinstance(node.layer, nn.MaxPool2d)
        else node
        for node in network.nodes
    ]
    made = Graph(network.input_shape, nodes, dtype=np.float64)
    for name, array in made.state.items():
        array[...] = 0 if "running_mean" in name or "bias" in name else 0.5
    return made


def support(network, number, row, column):
    """The rectangle around all pixels whose gradient is not 0, of a batch of positive numbers."""
    x = np.full((1, *network.input_shape), 0.1)
    trace = network.trace(x, layers=number + 1)
    grad = np.zeros_like(trace.output)
    grad[:, :, row, column] = 1
    slopes = network.backward(trace, grad, needs_input_grad=True).input[0]
    spans = [np.nonzero(slopes.any(axis=axes))[0] for axes in ((0, 2), (0, 1))]
    if not spans[0].size:
        return None
    tops, lefts = ((int(span[0]), int(np.ptp(span)) + 1) for span in spans)
    return Rectangle(tops[0], lefts[0], tops[1], lefts[1])


def assert_exact(network, numbers):
    made = positive(network)
    for number in numbers:
        _, height, width = network.table.rows[number].output
        rng = np.random.default_rng(number)
        cells = {(0, 0), (0, width - 1), (height - 1, 0), (height - 1, width - 1)}
        cells |= {(int(rng.integers(height)), int(rng.integers(width))) for _ in range(8)}
        for cell in cells:  # not all: plain Python computes them too
            found = receptive_field(network, number, cell)
            seen = support(made, number, *cell)
            assert found == seen or (seen is None and 0 in (found.height, found.width)), cell


@pytest.mark.parametrize("layers", [*CHAINS.values(), *MORE.values()], ids=[*CHAINS, *MORE])
def test_a_rectangle_is_where_the_gradient_reaches(layers):
    network = Sequential((1, 12, 11), layers, dtype=np.float64)
    assert_exact(network, [len(layers) - 1])


@pytest.mark.parametrize("seed", range(6))
def test_of_random_graphs_too(seed):
    network, _, _ = random_case(seed)
    maps = [n for n, row in enumerate(network.table.rows) if len(row.output) == 3]
    assert_exact(network, np.random.default_rng(seed).choice(maps, 4, replace=False).tolist())


def test_an_up_path_sees_what_its_skip_and_its_depth_see():
    assert_exact(Graph((3, 8, 8), UP_PATH, dtype=np.float64), [9, 11])


def test_what_weights_a_whole_map_sees_the_whole_picture():
    nodes = [
        Node("conv", nn.Conv2d(3, 4, 3)),
        Node("mean", nn.AdaptiveAvgPool2d(1), ("conv",)),
        Node("factor", nn.Sigmoid(), ("mean",)),
        Node("weighted", nn.Mul(), ("conv", "factor")),
    ]
    assert_exact(Graph((3, 8, 8), nodes, dtype=np.float64), [0, 3])
    column = [Node("column", nn.Conv2d(3, 1, (8, 1))), Node("all", nn.Mul(), ("input", "column"))]
    assert_exact(Graph((3, 8, 8), column, dtype=np.float64), [1])


def test_what_lies_in_padding_is_left_out():
    network = Sequential(
        (1, 12, 12), (nn.Conv2d(1, 1, 3, padding=1), nn.Conv2d(1, 1, 3, padding=1))
    )
    assert receptive_field(network, "1", (0, 11)) == Rectangle(0, 9, 3, 3)
    assert receptive_field(network, "1", (6, 6)) == Rectangle(4, 4, 5, 5)
    assert network.table.rows[1].receptive_field == (5, 5)


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_of_equal_weights_the_effective_field_is_a_window_convolved_with_itself(depth):
    network = Sequential((1, 21, 21), [nn.Conv2d(1, 1, 3, padding=1)] * depth, dtype=np.float64)
    for array in network.parameters.values():
        array[...] = 1
    x = np.zeros((2, 1, 21, 21))
    line = [1.0]
    for _ in range(depth):
        line = np.convolve(line, [1, 1, 1])
    found = effective_receptive_field(network, depth - 1, (10, 10), x)
    expected = np.zeros((21, 21))
    expected[10 - depth : 11 + depth, 10 - depth : 11 + depth] = np.outer(line, line)
    np.testing.assert_allclose(found.map, expected, rtol=1e-12)
    assert found.rectangle == Rectangle(10 - depth, 10 - depth, 2 * depth + 1, 2 * depth + 1)
    assert found.pixels == np.sum(expected > 0.0455 * expected.max())
    assert found.side == pytest.approx(np.sqrt(found.pixels))
    assert found.share == pytest.approx(found.pixels / (2 * depth + 1) ** 2)
    assert (found.share == 1) == (depth < 3)


@pytest.mark.torch
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("channel", [None, 1])
def test_pytorch_gives_the_same_effective_field(channel, dtype):
    torch = pytest.importorskip("torch")
    for seed in range(4):
        network, x, _ = random_case(seed, dtype)
        maps = [n for n, row in enumerate(network.table.rows) if len(row.output) == 3]
        number = maps[len(maps) // 2]
        given = torch.tensor(x, requires_grad=True)
        out = torch_graph(network, number + 1)(given)[:, :, 0, -1]
        (out.sum() if channel is None else out[:, channel].sum()).backward()
        expected = given.grad.abs().sum(dim=1).mean(dim=0).numpy()
        cell = 0, network.table.rows[number].output[2] - 1
        found = effective_receptive_field(network, number, cell, x, channel)
        assert found.map.dtype == dtype
        close(found.map, expected)


def test_a_weighted_sum_has_the_field_of_its_own_gradient():
    network, x = made()
    weights = np.array([0.5, -2.0, 0.0], np.float32)
    found = effective_receptive_field(network, 0, (1, 2), x, weights=weights)
    kernels = network.parameters["0.weight"]  # of ∂(Σ w·A)/∂x, in the window of the cell
    expected = np.zeros((6, 6))
    expected[1:4, 2:5] = np.abs((weights[:, None, None, None] * kernels).sum(axis=0)).sum(axis=0)
    close(found.map, expected)
    alone = effective_receptive_field(network, 0, (1, 2), x, channel=1, weights=weights)
    close(alone.map, 2 * effective_receptive_field(network, 0, (1, 2), x, channel=1).map)


def made():
    layers = (nn.Conv2d(2, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(48, 2))
    return Sequential((2, 6, 6), layers), np.ones((1, 2, 6, 6))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x: receptive_field(n, 9, (0, 0)), "layer is 9; it must be at most 3"),
        (lambda n, x: receptive_field(n, 3, (0, 0)), "layer 4, .*: its output is a row of numbers"),
        (lambda n, x: receptive_field(n, 0, (0, 4)), "column is 4; it must be at most 3"),
        (lambda n, x: receptive_field(n, 0, 2), r"cell is 2; it must be \(row, column\)"),
        (lambda n, x: effective_receptive_field(n, 0, (1, 1), x, 3), "channel is 3; it must be at"),
        (lambda n, x: effective_receptive_field(n, 0, (1, 1), x[0]), "the batch is 2×6×6"),
        (
            lambda n, x: effective_receptive_field(n, 0, (1, 1), x, weights=[1, 2]),
            "weights is 2; it must be 3 numbers, one for each channel",
        ),
    ],
)
def test_what_is_no_unit_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(*made())

"""Networks that branch: against a naive evaluator, short chords and PyTorch; and in words."""

import itertools
import re

import numpy as np
import pytest

from engine import networks as nn
from engine.networks import Graph, Node, Sequential, Trace, graph_table, table
from engine.networks.microbatch import accumulate_step
from engine.networks.ready_made import lenet
from tests.engine.networks.random_graphs import random_graph
from tests.engine.networks.torch_graph import torch_graph
from tests.engine.reference.graphs import NaiveGraph

SHAPE, SEEDS = (3, 8, 8), 20
RESIDUAL = (
    Node("conv1", nn.Conv2d(3, 4, 3, padding=1, bias=False)),
    Node("norm1", nn.BatchNorm2d(4), ("conv1",)),
    Node("relu1", nn.ReLU(), ("norm1",)),
    Node("conv2", nn.Conv2d(4, 4, 3, padding=1), ("relu1",)),
    Node("norm2", nn.BatchNorm2d(4), ("conv2",)),
    Node("skip", nn.Conv2d(3, 4, 1), ("input",)),
    Node("sum", nn.Add(), ("norm2", "skip")),
    Node("relu2", nn.ReLU(), ("sum",)),
    Node("mean", nn.AdaptiveAvgPool2d(1), ("relu2",)),
    Node("row", nn.Flatten(), ("mean",)),
    Node("fc", nn.Linear(4, 3), ("row",)),
)
INCEPTION = (
    Node("one", nn.Conv2d(3, 2, 1)),
    Node("three.a", nn.Conv2d(3, 2, 1)),
    Node("three.relu", nn.ReLU(), ("three.a",)),
    Node("three.b", nn.Conv2d(2, 3, 3, padding=1), ("three.relu",)),
    Node("pool", nn.MaxPool2d(3, 1, 1)),
    Node("pool.conv", nn.Conv2d(3, 1, 1), ("pool",)),
    Node("joined", nn.Concat(), ("one", "three.b", "pool.conv")),
    Node("relu", nn.ReLU(), ("joined",)),
    Node("smaller", nn.MaxPool2d(2), ("relu",)),
)
UP_PATH = (
    Node("down1", nn.Conv2d(3, 4, 3, padding=1)),
    Node("relu1", nn.ReLU(), ("down1",)),
    Node("pool1", nn.MaxPool2d(2), ("relu1",)),
    Node("down2", nn.Conv2d(4, 5, 3, padding=1), ("pool1",)),
    Node("relu2", nn.ReLU(), ("down2",)),
    Node("pool2", nn.MaxPool2d(2), ("relu2",)),
    Node("up2", nn.ConvTranspose2d(5, 4, 2, 2), ("pool2",)),
    Node("skip2", nn.Concat(), ("up2", "relu2")),
    Node("conv3", nn.Conv2d(9, 4, 3, padding=1), ("skip2",)),
    Node("up1", nn.Upsample(2), ("conv3",)),
    Node("skip1", nn.Concat(), ("up1", "relu1")),
    Node("mask", nn.Conv2d(8, 2, 1), ("skip1",)),
)
EXCITATION = (  # Hu et al., 2018, with a part that is broadcast twice
    Node("conv", nn.Conv2d(3, 4, 3, padding=1)),
    Node("mean", nn.AdaptiveAvgPool2d(1), ("conv",)),
    Node("factors", nn.Conv2d(4, 4, 1), ("mean",)),
    Node("gate", nn.Sigmoid(), ("factors",)),
    Node("weighted", nn.Mul(), ("conv", "gate")),
    Node("square", nn.Mul(), ("mean", "weighted", "mean")),
)
BLOCKS = {
    "residual": RESIDUAL,
    "inception": INCEPTION,
    "up path": UP_PATH,
    "excitation": EXCITATION,
}
EVERY_BLOCK = pytest.mark.parametrize("nodes", BLOCKS.values(), ids=BLOCKS)
TRAINING = pytest.mark.parametrize("training", [True, False])


def made(nodes, seed=1, dtype=np.float64):
    """A network with weights (none of them 0), a batch, and a gradient of its output."""
    network = Graph(SHAPE, nodes, seed, dtype=dtype)
    rng = np.random.default_rng(seed)
    for name, array in network.state.items():
        drawn = (rng.random if "running" in name else rng.standard_normal)(array.shape)
        array += (0.1 * drawn).astype(dtype)
    x = rng.normal(size=(3, *SHAPE)).astype(dtype)
    return network, x, rng.normal(size=network(x).shape).astype(dtype)


def close(result, expected):
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() <= 1e-9 * np.abs(expected).max() + 1e-12


@TRAINING
@EVERY_BLOCK
def test_slopes_are_those_of_short_chords(nodes, training):
    network, x, grad = made(nodes)
    gradients = network.backward(network.trace(x, training), grad, needs_input_grad=True)
    assert gradients.parameters.keys() == network.parameters.keys()
    rng = np.random.default_rng(2)
    for array, slope in [
        (x, gradients.input),
        *((network.parameters[name], slope) for name, slope in gradients.parameters.items()),
    ]:
        direction = rng.normal(size=array.shape)
        old, step, values = array.copy(), 1e-6 / np.sqrt(array.size), []
        for sign in (1, -1):
            array[...] = old + sign * step * direction
            values.append(float(np.sum(network.trace(x, training).output * grad)))
        array[...] = old
        chord = (values[0] - values[1]) / (2 * step)
        scale = np.linalg.norm(direction) * np.linalg.norm(slope)
        assert abs(chord - np.vdot(slope, direction)) <= 1e-6 * scale + 1e-7


@pytest.mark.torch
@TRAINING
@EVERY_BLOCK
def test_pytorch_agrees_on_outputs_and_on_every_gradient(nodes, training):
    torch = pytest.importorskip("torch")
    network, x, grad = made(nodes)
    model = torch_graph(network, training=training)
    out = model(torch.tensor(x, requires_grad=True))
    outputs = model.outputs
    for tensor in outputs.values():
        tensor.retain_grad()
    out.backward(torch.tensor(grad))
    parameters = {
        f"{node.name}.{name}": parameter
        for node, step in zip(nodes, model.steps, strict=True)
        for name, parameter in step.named_parameters()
    }

    trace = network.trace(x, training, keep=True)
    gradients = network.backward(trace, grad, needs_input_grad=True, keep=True)
    close(gradients.input, outputs["input"].grad.numpy())
    for node, found, slope in zip(nodes, trace.activations, gradients.activations, strict=True):
        close(found, outputs[node.name].detach().numpy())
        close(slope, outputs[node.name].grad.numpy())
    assert parameters.keys() == gradients.parameters.keys()
    for name, parameter in parameters.items():
        close(gradients.parameters[name], parameter.grad.numpy())


@TRAINING
@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_graphs_are_what_their_nodes_are_one_by_one(seed, training):
    rng = np.random.default_rng(seed)
    network = random_graph(rng)
    network = Graph(network.input_shape, _undropped(network.nodes), seed, dtype=np.float64)
    x = rng.normal(size=(2, *network.input_shape))
    grad = rng.normal(size=network(x).shape)
    naive = NaiveGraph(network, x, training)
    batch, slope = x.copy(), grad.copy()

    plain = network.trace(x, training)
    np.testing.assert_array_equal(plain.output, naive.output("end"))
    spare = network.backward(plain, grad, needs_input_grad=True)
    kept = network.trace(x, training, keep=True)
    full = network.backward(kept, grad, needs_input_grad=True, keep=True)
    np.testing.assert_array_equal(x, batch)
    np.testing.assert_array_equal(grad, slope)
    for node, found, gradient in zip(
        network.nodes, kept.activations, full.activations, strict=True
    ):
        np.testing.assert_array_equal(found, naive.output(node.name))
        close(gradient, naive.slope(node.name, grad))
    expected = naive.learned(grad)
    assert expected.keys() == full.parameters.keys() == network.parameters.keys()
    for name, array in expected.items():
        close(full.parameters[name], array)
        close(spare.parameters[name], array)
    close(spare.input, naive.slope("input", grad))
    np.testing.assert_array_equal(spare.input, full.input)


def _undropped(nodes):
    """Dropout that drops nothing hands its input on as it is: nobody may write into that."""
    return [
        Node(node.name, nn.Dropout(0.0), node.inputs)
        if isinstance(node.layer, nn.Dropout)
        else node
        for node in nodes
    ]


def test_all_kinds_of_readers_occur_in_the_random_graphs():
    pairs = set()
    for seed in range(SEEDS):
        nodes = {node.name: node for node in random_graph(np.random.default_rng(seed)).nodes}
        for node in nodes.values():
            pairs |= {(type(nodes[n].layer), type(node.layer)) for n in node.inputs if n in nodes}
    assert (nn.ReLU, nn.MaxPool2d) in pairs  # they change places
    assert {(nn.Dropout, nn.ReLU), (nn.Conv2d, nn.Add), (nn.Add, nn.ReLU)} <= pairs


@TRAINING
@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ((3, 16, 16), lenet((3, 16, 16), 4)),
        ((1, 8, 8), nn.pattern((1, 8, 8), 3, 2, 1, 1, 4, batch_norm=True)),
    ],
    ids=["LeNet", "pattern"],
)
def test_a_sequential_is_a_graph_in_a_line(shape, layers, training):
    line = Sequential(shape, layers, 3)
    names = ["input", *(str(number) for number in range(len(layers)))]
    nodes = [
        Node(name, layer, (before,))
        for (before, name), layer in zip(itertools.pairwise(names), layers, strict=True)
    ]
    graph = Graph(shape, nodes, 3)
    x = np.random.default_rng(0).standard_normal((4, *shape)).astype(np.float32)
    naive = NaiveGraph(graph, x, training)
    grad = x.reshape(4, -1)[:, : line.table.output[0]]
    results = [network.trace(x, training) for network in (line, graph)]
    for network, trace in zip((line, graph), results, strict=True):
        np.testing.assert_array_equal(trace.output, naive.output(names[-1]))
        gradients = network.backward(trace, grad, needs_input_grad=True)
        np.testing.assert_array_equal(gradients.input, naive.slope("input", grad))
        for name, array in naive.learned(grad).items():
            np.testing.assert_array_equal(gradients.parameters[name], array)
    assert isinstance(line, Graph)
    assert line.state.keys() == graph.state.keys()
    for one, other in zip(line.activations(x), graph.activations(x).values(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_activations_are_found_by_name():
    network, x, _ = made(UP_PATH)
    found = network.activations(x)
    assert [*found] == [node.name for node in UP_PATH]
    np.testing.assert_array_equal(found["mask"], network(x))
    np.testing.assert_array_equal(found["skip1"][:, :4], found["up1"])
    np.testing.assert_array_equal(found["skip1"][:, 4:], found["relu1"])
    np.testing.assert_array_equal(found["up1"][:, :, 1::2, ::2], found["conv3"])


def test_a_trace_may_end_at_any_node_and_computes_only_what_that_needs():
    network, x, _ = made(INCEPTION)
    found = network.activations(x)
    names = [node.name for node in INCEPTION]
    for number, name in enumerate(names, 1):
        trace = network.trace(x, layers=number)
        np.testing.assert_array_equal(trace.output, found[name])
    trace = network.trace(x, layers=names.index("pool.conv") + 1)
    gradients = network.backward(trace, trace.output, needs_input_grad=True)
    assert gradients.parameters.keys() == {"pool.conv.weight", "pool.conv.bias"}
    assert gradients.input.shape == x.shape
    empty = network.trace(x, layers=0)
    np.testing.assert_array_equal(network.backward(empty, x, True).input, x)


def test_an_output_that_is_read_twice_gets_the_sum_of_both_gradients():
    nodes = [Node("same", nn.ReLU()), Node("double", nn.Add(), ("same", "same", "input"))]
    network = Graph((2,), nodes, dtype=np.float64)
    x, grad = np.array([[1.0, -1.0]]), np.array([[10.0, 1.0]])
    np.testing.assert_array_equal(network(x), [[3, -1]])
    gradients = network.backward(network.trace(x, keep=True), grad, True, keep=True)
    np.testing.assert_array_equal(gradients.input, [[30, 1]])
    np.testing.assert_array_equal(gradients.activations[0], [[20, 2]])
    np.testing.assert_array_equal(gradients.activations[1], grad)


def test_the_table_tells_every_node():
    made_table = graph_table(SHAPE, UP_PATH)
    rows = {row.name: row for row in made_table.rows}
    assert made_table.problem is None
    assert rows["up2"].output == (4, 4, 4)
    assert rows["up2"].parameters == 5 * 4 * 4 + 4
    assert rows["up2"].multiply_adds == 5 * 2 * 2 * 4 * 4
    assert rows["skip2"].inputs == ((4, 4, 4), (5, 4, 4))
    assert rows["skip2"].output == (9, 4, 4)
    assert (rows["skip2"].parameters, rows["up1"].multiply_adds) == (0, 0)
    network = Graph(SHAPE, UP_PATH)
    assert network.table == made_table
    assert sum(a.size for a in network.parameters.values()) == made_table.parameters
    assert [row.name for row in table(SHAPE, [nn.ReLU(), nn.ReLU()]).rows] == ["0", "1"]


CHAINS = {
    "up and on": (nn.Conv2d(1, 1, 3), nn.AvgPool2d(2), nn.Upsample(2), nn.Conv2d(1, 1, 3)),
    "only up": (nn.Upsample(2), nn.Conv2d(1, 1, 2), nn.Conv2d(1, 1, 2)),
    "straddling": (nn.AvgPool2d(2), nn.Upsample(2), nn.Conv2d(1, 1, 2)),
    "straddling more": (nn.AvgPool2d(3), nn.Upsample(3), nn.Conv2d(1, 1, 4, 2), nn.Upsample(2)),
    "thirds": (nn.Upsample(3), nn.Conv2d(1, 1, 3), nn.AvgPool2d(2), nn.Conv2d(1, 1, 3)),
    "transposed": (nn.AvgPool2d(2), nn.ConvTranspose2d(1, 1, 3, 2), nn.Conv2d(1, 1, 3)),
    "transposed wide": (nn.ConvTranspose2d(1, 1, 5, 2, 1), nn.ConvTranspose2d(1, 1, 4, 2)),
}


@pytest.mark.parametrize("layers", CHAINS.values(), ids=CHAINS)
def test_a_receptive_field_is_as_wide_as_the_widest_that_is_seen(layers):
    network = Sequential((1, 12, 12), layers, dtype=np.float64)
    for array in network.parameters.values():
        array[...] = 1
    trace = network.trace(np.zeros((1, 1, 12, 12)))
    widest = (0, 0)
    for place in range(trace.output.shape[2]):
        grad = np.zeros_like(trace.output)
        grad[0, 0, place, place] = 1
        seen = network.backward(trace, grad, needs_input_grad=True).input[0, 0]
        spans = (np.ptp(np.nonzero(seen.any(axis=axis))[0]) + 1 for axis in (1, 0))
        widest = tuple(map(max, widest, spans))
    assert network.table.rows[-1].receptive_field == widest


def test_the_wider_branch_is_the_receptive_field():
    rows = {row.name: row for row in graph_table(SHAPE, INCEPTION).rows}
    assert [rows[n].receptive_field[0] for n in ("one", "joined", "smaller")] == [1, 3, 4]
    assert rows["smaller"].jump == (2, 2)


RELU = nn.ReLU()


@pytest.mark.parametrize(
    ("nodes", "sentence"),
    [
        ([Node("a", RELU, ("b",)), Node("b", RELU, ("a",))],
         'node "a" reads "b", which comes only after it; a node reads the input and nodes before'
         " it, so that nothing goes round in a circle"),
        ([Node("a", RELU, ("a",))], 'node "a" reads itself'),
        ([Node("a", RELU), Node("b", RELU, ("c",))],
         "node \"b\" reads 'c', and no node is named so"),
        ([Node("a", RELU), Node("a", RELU)], 'two nodes are named "a"'),
        ([Node("a", RELU), Node("b", RELU)],
         'nobody reads node "a", and the network\'s output is that of the last, "b"'),
        ([Node("a", RELU, ("input", "input"))],
         'node "a", ReLU: it takes one input, and here it has 2'),
        ([Node("a", nn.Conv2d(3, 4, 1)), Node("b", nn.Add(), ("a", "input"))],
         'node "b", addition: its inputs are 4×8×8 and 3×8×8; it needs equal shapes'),
        ([Node("a", nn.MaxPool2d(2)), Node("b", nn.Concat(), ("a", "input"))],
         'node "b", concatenation: its inputs are 3×4×4 and 3×8×8; it needs equal heights and'
         " widths"),
        ([Node("a", nn.Flatten()), Node("b", nn.Concat(), ("a", "input"))],
         'node "b", concatenation: its inputs are 192 and 3×8×8; it needs all maps or all rows'),
        ([Node("up", nn.Upsample(10**6))],
         'node "up", upsampling 1000000×1000000: its output would'),
        ([Node("up", nn.ConvTranspose2d(2, 1, 2))],
         'node "up", transposed convolution 2×2: its filters are made for 2 channels, and its input'
         " has 3"),
        ([Node("up", nn.ConvTranspose2d(3, 1, 2, 10**6))],
         'node "up", transposed convolution 2×2: its output would be'),
        ([Node("up", nn.ConvTranspose2d(3, 1, 2, output_padding=1))],
         'node "up", transposed convolution 2×2: output_padding is 1; it must be smaller'),
        ([Node("old", nn.Inception(3, *range(1, 7)))],
         'node "old", inception module: it is here for tables only'),
        ([Node("dealt", nn.ChannelShuffle(2))],
         'node "dealt", channel shuffle, 2 groups: 3 channels cannot be divided into 2 groups'),
    ],
)  # fmt: skip
def test_what_is_no_graph_is_told_in_one_sentence(nodes, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}") as caught:
        Graph(SHAPE, nodes)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Node("", RELU), "the name of a node is ''; it must be 1 to 100 letters"),
        (lambda: Node("x" * 101, RELU), "it must be 1 to 100 letters"),
        (lambda: Node("a\nb", RELU), "it must be 1 to 100 letters"),
        (lambda: Node(3, RELU), "the name of a node is 3; it must be a text"),
        (lambda: Node("input", RELU), 'no node can be named "input"'),
        (lambda: Node("a", "ReLU"), "the layer of node \"a\" is 'ReLU'"),
        (lambda: Node("a", RELU, "input"), "inputs of node \"a\" is 'input'; it must be a list"),
        (lambda: Node("a", RELU, ()), 'node "a" reads nothing'),
        (lambda: Graph((3,), [RELU]), r"nodes\[0\] is ReLU\(\); it must be nodes of"),
        (lambda: nn.Upsample(0), "scale_factor is 0; it must be at least 1"),
        (lambda: nn.ConvTranspose2d(3, 4, 2, groups=2), "cannot both be divided into 2 groups"),
        (lambda: Graph((3,), [Node("a", RELU)])(np.ones((2, 4))), "the batch is 2×4; it must be"),
        (lambda: Graph((3,), [Node("drop", nn.Dropout())]).trace(np.ones((2, 3)), True),
         'node "drop", dropout 0.5: a network with dropout needs rng'),
    ],
)  # fmt: skip
def test_wrong_parts_are_told_in_words(wrong, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        wrong()


def test_no_node_at_all_hands_the_batch_on():
    network, x = Graph((3,), []), np.ones((2, 3), np.float32)
    np.testing.assert_array_equal(network(x), x)
    assert isinstance(network.trace(x), Trace)
    assert network.activations(x) == {}


@pytest.mark.trains
@pytest.mark.parametrize("optimiser", [nn.SGD(0.05, 0.9), nn.Adam(0.02)])
def test_a_residual_network_learns(optimiser):
    network = Graph(SHAPE, [*RESIDUAL, Node("end", nn.Softmax(), ("fc",))], 2)
    rng = np.random.default_rng(0)
    target = np.arange(12) % 3
    x = rng.standard_normal((12, *SHAPE)).astype(np.float32)
    x[np.arange(12), target] += 1
    losses = [nn.step(network, optimiser, x, target).loss for _ in range(30)]
    assert losses[-1] < 0.3 * losses[0]
    assert np.abs(network.buffers["norm1.running_mean"]).max() > 0
    assert (network(x).argmax(axis=1) == target).all()


def test_a_step_in_one_part_is_a_step():
    pairs = []
    for in_parts in (True, False):
        network, x, _ = made(RESIDUAL)
        optimiser, target = nn.SGD(0.1), np.array([0, 2, 1])
        if in_parts:
            for _ in accumulate_step(network, optimiser, x, target, 3):
                pass
        else:
            nn.step(network, optimiser, x, target)
        pairs.append(network.state)
    for name, array in pairs[0].items():
        np.testing.assert_array_equal(array, pairs[1][name])

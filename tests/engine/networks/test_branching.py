"""Ready-made networks that branch: sizes of the papers, PyTorch's numbers, and their programs."""

import numpy as np
import pytest

from engine import networks as nn
from engine.networks import Graph, Node, graph_table, load_weights, table, untrained_code
from engine.networks.branching import (
    pooled_residual,
    residual,
    resnet18,
    small_inception,
    unet,
)
from engine.networks.googlenet import INPUT, googlenet, googlenet_nodes
from engine.networks.identifiers import TAKEN, identifiers
from tests.engine.networks.random_graphs import random_graph
from tests.engine.networks.test_graph import BLOCKS, SHAPE
from tests.engine.networks.torch_twin import torch_program

MODULES = ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")
CIFAR = (3, 32, 32)


def volumes(shape, nodes):
    return {row.name: row.output for row in graph_table(shape, nodes).rows}


def parameters(shape, nodes, prefix=""):
    return sum(r.parameters for r in graph_table(shape, nodes).rows if r.name.startswith(prefix))


@pytest.mark.parametrize(
    ("blocks", "millions"),
    [(3, 0.27), (5, 0.46), (7, 0.66), (9, 0.85)],
)
def test_residual_networks_are_as_large_as_table_6_of_the_paper_says(blocks, millions):
    count = parameters(CIFAR, residual(blocks=blocks))
    assert count == pytest.approx(1e6 * millions, abs=8000)  # the paper rounds to 10,000


def weights_of_block(before, filters):
    moved = before != filters
    weights = 9 * before * filters + 9 * filters * filters + moved * before * filters
    return weights + 2 * filters * (2 + moved)  # scale and shift of each normalisation


def weights_by_hand(first, stages, blocks):
    counted = 27 * first + 2 * first + (stages[-1] + 1) * 10
    for before, filters in zip([first, *stages], stages, strict=False):
        counted += weights_of_block(before, filters)
        counted += (blocks - 1) * weights_of_block(filters, filters)
    return counted


def test_residual_networks_counted_by_hand():
    assert parameters(CIFAR, residual()) == weights_by_hand(16, [16, 32, 64], 3) == 272_474
    assert parameters(CIFAR, pooled_residual()) == weights_by_hand(32, [64, 128], 3) == 1_028_906
    assert volumes(CIFAR, pooled_residual())["block2c.add"] == (128, 8, 8)


def test_resnet_18_is_torchvisions_and_table_1_of_the_paper():
    assert parameters(INPUT, resnet18()) == 11_689_512
    found = volumes(INPUT, resnet18())
    sizes = {"conv1": 112, "pool1": 56, "block1b.add": 56, "block2b.add": 28, "block3b.add": 14}
    assert {name: found[name][1] for name in sizes} == sizes
    assert found["block4b.add"] == (512, 7, 7)
    assert volumes((3, 64, 64), resnet18((3, 64, 64), 7))["softmax"] == (7,)


def test_googlenets_modules_cost_what_table_1_of_the_paper_says():
    millions = {"3a": 128, "3b": 304, "4a": 73, "4b": 88, "4c": 100, "4d": 119, "4e": 170, "5b": 71}
    rows = graph_table(INPUT, googlenet_nodes()).rows
    for name, count in millions.items():  # 5a, "54M", does not follow from the paper's own filters
        adds = sum(r.multiply_adds for r in rows if r.name.startswith(f"inception{name}."))
        assert adds / 1e6 == pytest.approx(count, abs=1)


def test_googlenet_branching_is_googlenet_in_a_line():
    nodes = googlenet_nodes()
    assert parameters(INPUT, nodes) == 6_998_552
    in_line = table(INPUT, googlenet())
    assert in_line.parameters == 6_998_552
    modules = [row for row in in_line.rows if isinstance(row.layer, nn.Inception)]
    found = volumes(INPUT, nodes)
    for name, row in zip(MODULES, modules, strict=True):
        assert parameters(INPUT, nodes, f"inception{name}.") == row.parameters
        assert found[f"inception{name}.concat"] == row.output


def test_a_small_inception_network_is_as_large_as_table_1_of_the_paper_says():
    rows = graph_table(CIFAR, small_inception()).rows
    normalised = sum(r.output[0] for r in rows if isinstance(r.layer, nn.BatchNorm2d))
    assert parameters(CIFAR, small_inception()) - normalised == 1_649_402
    joined = {r.name: r.output for r in rows if isinstance(r.layer, nn.Concat)}
    assert joined["module1c.concat"] == (160, 16, 16)
    assert joined["module2e.concat"] == (240, 8, 8)
    assert joined["module3b.concat"] == (336, 8, 8)
    half = graph_table(CIFAR, small_inception(filters=48))
    assert half.rows[0].output[0] == 48
    assert half.parameters == pytest.approx(1_651_114 / 4, rel=0.01)


def test_a_unet_scores_every_pixel():
    assert volumes(CIFAR, unet())["scores"] == (2, 32, 32)
    assert parameters(CIFAR, unet()) == 448 + 4640 + 18_496 + 8224 + 18_464 + 2064 + 4624 + 34
    problem = graph_table((3, 30, 30), unet((3, 30, 30))).problem
    assert problem is not None
    assert problem.startswith('node "concat2", concatenation: its inputs are 32×15×15 and 32×14×14')


MAKERS = [residual, pooled_residual, small_inception, resnet18, unet, googlenet_nodes]


@pytest.mark.parametrize("make", MAKERS)
def test_input_classes_and_activation_can_be_chosen(make):
    made = graph_table((1, 44, 44), make((1, 44, 44), classes=4, activation="Tanh"))
    assert made.problem is None
    assert made.output[0] == 4
    assert {type(row.layer) for row in made.rows} & {nn.ReLU, nn.Tanh} == {nn.Tanh}
    for width in (1, 2, 3):
        graph_table((1, width, width), make((1, width, width)))  # a table, whatever fits
    with pytest.raises(ValueError, match="activation is 'Step'; it must be one of ReLU"):
        make(activation="Step")
    with pytest.raises(ValueError, match=r"out_(features|channels) is 0; it must be at least 1"):
        make(classes=0)


def test_blocks_and_modules_have_the_kernels_and_filters_that_are_asked_for():
    nodes = residual(CIFAR, blocks=2, filters=8, kernel_size=5, stages=(6, 10, 7))
    found = volumes(CIFAR, nodes)
    ends = [found[f"block{stage}b.add"] for stage in (1, 2, 3)]
    assert ends == [(6, 32, 32), (10, 16, 16), (7, 8, 8)]
    layers = {node.name: node.layer for node in nodes}
    assert layers["conv1"].kernel_size == (3, 3)
    assert layers["block2a.conv2"].kernel_size == (5, 5)
    assert layers["block2a.projection"].kernel_size == (1, 1)
    pooled = volumes(CIFAR, pooled_residual(CIFAR, blocks=1, kernel_size=1, stages=[9, 5]))
    assert (pooled["block1a.add"], pooled["block2a.add"]) == ((9, 16, 16), (5, 8, 8))
    modules = {node.name: node.layer for node in small_inception(CIFAR, kernel_size=5)}
    assert modules["module1a.three"].kernel_size == (5, 5)
    assert modules["module1a.one"].kernel_size == (1, 1)
    assert parameters(CIFAR, residual(stages=(16, 32, 64))) == 272_474


def test_what_no_residual_network_can_be_is_told_in_words():
    with pytest.raises(ValueError, match="kernel_size is 4; it must be odd"):
        residual(kernel_size=4)
    with pytest.raises(ValueError, match="stages has 2 numbers; it must have 3"):
        residual(stages=(1, 2))
    with pytest.raises(ValueError, match="the filters of a stage is 0; it must be at least 1"):
        pooled_residual(stages=(0, 2))
    with pytest.raises(ValueError, match="blocks is 0; it must be at least 1"):
        residual(blocks=0)
    with pytest.raises(TypeError, match=r"filters is 1\.5; it must be a whole number"):
        residual(filters=1.5)


def weighted(network, seed=0):
    """The network with weights none of which is 0."""
    rng = np.random.default_rng(seed)
    for name, array in network.state.items():
        drawn = (rng.random if "running" in name else rng.standard_normal)(array.shape)
        array += 0.1 * drawn.astype(array.dtype)
    return network


def hand_written(torch, blocks, filters):
    """He's network for CIFAR-10 as a student of PyTorch would write it, without its softmax."""
    from torch import nn
    from torch.nn import functional as F

    def conv(before, after, kernel, stride):
        return nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False)

    class Block(nn.Module):
        def __init__(self, before, after, stride):
            super().__init__()
            self.conv1, self.norm1 = conv(before, after, 3, stride), nn.BatchNorm2d(after)
            self.conv2, self.norm2 = conv(after, after, 3, 1), nn.BatchNorm2d(after)
            if before != after:
                self.projection = conv(before, after, 1, stride)
                self.projection_norm = nn.BatchNorm2d(after)

        def forward(self, x):
            out = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
            skip = self.projection_norm(self.projection(x)) if hasattr(self, "projection") else x
            return F.relu(out + skip)

    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.norm1, before = (
                conv(3, filters, 3, 1),
                nn.BatchNorm2d(filters),
                filters,
            )
            self.names = []
            for stage in (1, 2, 3):
                for letter in "abcdefg"[:blocks]:
                    after = filters * 2 ** (stage - 1)
                    block = Block(before, after, 1 if before == after else 2)
                    self.names.append(f"block{stage}{letter}")
                    self.add_module(self.names[-1], block)
                    before = after
            self.fc = nn.Linear(before, 10)

        def forward(self, x):
            x = F.relu(self.norm1(self.conv1(x)))
            for name in self.names:
                x = getattr(self, name)(x)
            return self.fc(x.mean(dim=(2, 3)))

    return Residual().double()


def close(result, expected):
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() <= 1e-9 * np.abs(expected).max() + 1e-12


@pytest.mark.torch
@pytest.mark.parametrize("training", [True, False])
def test_pytorch_agrees_on_a_residual_network_written_by_hand(training):
    torch = pytest.importorskip("torch")
    network = weighted(Graph(CIFAR, residual(blocks=2, filters=4), dtype=np.float64))
    twin = hand_written(torch, 2, 4).train(training)
    state = {name: torch.tensor(array) for name, array in network.state.items()}
    assert not twin.load_state_dict(state, strict=False).unexpected_keys
    x = np.random.default_rng(1).normal(size=(3, *CIFAR))
    batch = torch.tensor(x, requires_grad=True)
    scores = twin(batch)
    grad = np.random.default_rng(2).normal(size=scores.shape)
    scores.backward(torch.tensor(grad))
    trace = network.trace(x, training, layers=network.scoring_layers)
    close(trace.output, scores.detach().numpy())
    found = network.backward(trace, grad, needs_input_grad=True)
    close(found.input, batch.grad.numpy())
    theirs = dict(twin.named_parameters())
    assert theirs.keys() == found.parameters.keys()
    for name, slope in found.parameters.items():
        close(slope, theirs[name].grad.numpy())


SMALL = {
    "residual": ((3, 9, 9), residual((3, 9, 9), 5, 2, 4)),
    "pooled": ((3, 12, 12), pooled_residual((3, 12, 12), 5, 1, 4)),
    "residual, PReLU": ((3, 9, 9), residual((3, 9, 9), 5, 1, 4, "PReLU")),
    "GoogLeNet": ((1, 32, 32), googlenet_nodes((1, 32, 32), 5)),
    "U-Net": ((2, 8, 8), unet((2, 8, 8), 3, 4)),
    **{name: (SHAPE, nodes) for name, nodes in BLOCKS.items()},
}


@pytest.mark.torch
@pytest.mark.parametrize("name", SMALL)
def test_its_program_computes_the_same_and_its_weights_come_back(name, tmp_path):
    torch = pytest.importorskip("torch")
    from safetensors.torch import save

    shape, nodes = SMALL[name]
    network = weighted(Graph(shape, nodes, dtype=np.float64))
    names, twin = torch_program(network, tmp_path)
    x = np.random.default_rng(3).normal(size=(2, *shape))
    with torch.no_grad():
        close(network(x), twin(torch.tensor(x)).numpy())
    weights = names["in_file"](twin.state_dict()) if "in_file" in names else twin.state_dict()
    other = Graph(shape, nodes, 7, dtype=np.float64)
    load_weights(other, save(weights))
    np.testing.assert_array_equal(other(x), network(x))


@pytest.mark.torch
@pytest.mark.parametrize("seed", range(12))
def test_the_program_of_any_graph_computes_the_same(seed, tmp_path):
    torch = pytest.importorskip("torch")
    network = weighted(random_graph(np.random.default_rng(seed)))
    _, twin = torch_program(network, tmp_path)
    x = np.random.default_rng(seed).normal(size=(2, *network.input_shape))
    with torch.no_grad():
        close(network(x), twin(torch.tensor(x)).numpy())


def test_the_program_reads_as_one_writes_it():
    text = untrained_code(CIFAR, residual(blocks=2))
    assert "class Block(nn.Module):\n    def __init__(self, channels):" in text
    assert "class BlockWithProjection(nn.Module):" in text
    assert "        self.block2a = BlockWithProjection(16, 32)\n" in text
    assert "        norm2 = self.norm2(self.conv2(self.relu(self.norm1(self.conv1(x)))))\n" in text
    assert "        return self.relu(norm2 + x)\n" in text
    assert "        x = self.block3b(x)  # 8×8×64\n" in text
    module = untrained_code(INPUT, googlenet_nodes())
    assert "self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)\n" in module
    assert "three = self.relu(self.three(self.relu(self.three_before(x))))\n" in module
    assert "return torch.cat([one, three, five, after_pool], dim=1)\n" in module
    assert "# 6,998,552 parameters" in module
    assert "torch.cat([down2, up2], dim=1)" in untrained_code(CIFAR, unet())


@pytest.mark.torch
@pytest.mark.parametrize("name", ["residual", "U-Net"])
def test_the_program_without_weights_prints_the_table(name, capsys):
    pytest.importorskip("torch")
    shape, nodes = SMALL[name]
    exec(compile(untrained_code(shape, nodes), "network.py", "exec"), {})
    made = graph_table(shape, nodes)
    assert capsys.readouterr().out == f"{(1, *made.output)}\n{made.parameters}\n"


def test_nodes_that_do_not_fit_have_no_program():
    with pytest.raises(ValueError, match='node "concat2", concatenation'):
        untrained_code((3, 6, 6), unet((3, 6, 6)))


AWKWARD = ["1", "class", "x", "forward", "ä b", "a.b", "a_b", "a.c", "a", "self", "___"]


def test_every_name_has_an_identifier_of_its_own():
    found = identifiers(AWKWARD)
    assert all(name.isidentifier() for name in found)
    assert len(set(found)) == len(AWKWARD)
    assert not set(found) & TAKEN
    assert identifiers(["conv1", "norm1"]) == ["conv1", "norm1"]


@pytest.mark.torch
def test_no_attribute_of_a_module_is_overwritten():
    torch = pytest.importorskip("torch")
    assert {name for name in dir(torch.nn.Module) if not name.startswith("_")} <= TAKEN


@pytest.mark.torch
def test_any_name_finds_its_weights(tmp_path):
    torch = pytest.importorskip("torch")
    names = ["input", *AWKWARD]
    nodes = [Node(n, nn.Linear(3, 3), (b,)) for b, n in zip(names, AWKWARD, strict=False)]
    network = weighted(Graph((3,), nodes, dtype=np.float64))
    _, twin = torch_program(network, tmp_path)
    x = np.random.default_rng(0).normal(size=(2, 3))
    with torch.no_grad():
        close(network(x), twin(torch.tensor(x)).numpy())

"""The value of a cell is the sum that is written out."""

import numpy as np
import pytest

from app.feature_visualization.cell_sum import map_shares, opened
from app.formulas import value_text
from engine import networks
from engine.networks import Conv2d, Graph, branching

SHAPE = (3, 32, 32)


def made() -> Graph:
    network = Graph(SHAPE, branching.residual(SHAPE, 10, 1, 4), 3, "he_normal")
    rng = np.random.default_rng(1)
    state = {
        name: rng.uniform(0.5, 1.5, array.shape).astype(array.dtype)
        if ".running_" in name or "norm" in name
        else array
        for name, array in network.state.items()
    }
    network.set_state(state)
    return network


@pytest.mark.parametrize("network", [networks.trained("lenet_cifar10"), made()])
def test_the_shares_of_the_maps_are_the_convolution(network: Graph) -> None:
    x = np.random.default_rng(0).standard_normal((1, *SHAPE)).astype(np.float32)
    trace = network.trace(x, keep=True)
    names = [node.name for node in network.nodes]
    outputs = dict(zip(names, trace.activations, strict=False)) | {"input": x}
    for node in network.nodes:
        if isinstance(node.layer, Conv2d):
            last = node.layer.out_channels - 1
            height, width = outputs[node.name].shape[2:]
            for cell in ((0, 0, 0), (last, height - 1, width - 1), (last, 3, 2)):
                shares = map_shares(network, node, outputs[node.inputs[0]][0], cell)
                bias = network.parameters.get(f"{node.name}.bias", np.zeros(last + 1))[cell[0]]
                expected = float(outputs[node.name][0][cell] - bias)
                assert float(shares.sum()) == pytest.approx(expected, rel=1e-3, abs=1e-4)


def test_a_cell_of_pooling_is_followed_down_to_the_convolution() -> None:
    network = networks.trained("lenet_cifar10")
    x = np.random.default_rng(0).standard_normal((1, *SHAPE)).astype(np.float32)
    found = opened(network, "5", (3, 1, 2), x)
    value = value_text(float(network.trace(x, layers=6).output[0, 3, 1, 2]))
    assert found.lines[0].startswith("5 MaxPool2d: max(")
    assert found.lines[0].endswith(f"= {value}")
    assert found.lines[1].startswith("4 ReLU: max(0, ")
    assert found.lines[2].startswith("3 Conv2d: Σ w·x + b = ")
    assert len(found.rows) == 6
    assert found.rest == "" or "maps together" in found.rest


def test_of_branches_the_sum_is_written() -> None:
    network = made()
    x = np.random.default_rng(0).standard_normal((1, *SHAPE)).astype(np.float32)
    lines = opened(network, "block2a.act2", (1, 2, 3), x).lines
    assert lines[0].startswith("block2a.act2: max(0, ")
    assert lines[1].startswith("block2a.add: ")
    assert len(opened(network, "block1a.norm1", (1, 2, 3), x).lines) == 2


def test_a_layer_of_a_side_branch_is_opened_by_its_own_values() -> None:
    network = made()
    x = np.random.default_rng(0).standard_normal((1, *SHAPE)).astype(np.float32)
    name = "block2a.projection_norm"  # it does not depend on the convolutions that stand before it
    value = value_text(float(network.activations(x)[name][0, 1, 2, 3]))
    lines = opened(network, name, (1, 2, 3), x).lines
    assert lines[0].startswith(f"{name}: ")
    assert lines[0].endswith(f" = {value}")

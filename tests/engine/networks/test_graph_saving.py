"""Networks that branch, in files: there and back, and what is no such file."""

import json

import numpy as np
import pytest
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from engine import networks as nn
from engine.networks import Graph, Node, Sequential, from_bytes, load_weights, to_bytes
from engine.networks.saving import KEY, architecture
from tests.engine.networks.random_graphs import random_graph

NODES = (
    Node("conv", nn.Conv2d(2, 3, 3, padding=1)),
    Node("conv.norm", nn.BatchNorm2d(3), ("conv",)),
    Node("up", nn.ConvTranspose2d(3, 3, 1), ("conv.norm",)),
    Node("sum", nn.Add(), ("conv", "up")),
    Node("both", nn.Concat(), ("input", "sum")),
    Node("large", nn.Upsample((1, 2)), ("both",)),
)
SHAPE = (2, 4, 5)


def network(seed=0, nodes=NODES):
    made = Graph(SHAPE, nodes, seed)
    made.buffers["conv.norm.running_mean"] += 0.5
    return made


@pytest.mark.parametrize("seed", range(8))
def test_a_saved_graph_is_the_same_again(seed):
    rng = np.random.default_rng(seed)
    before = random_graph(rng) if seed else network(3)
    data = to_bytes(before)
    after = from_bytes(data)
    assert type(after) is Graph
    assert (after.nodes, after.input_shape, after.dtype) == (
        before.nodes,
        before.input_shape,
        before.dtype,
    )
    x = rng.normal(size=(3, *before.input_shape))
    np.testing.assert_array_equal(after(x), before(x))
    assert to_bytes(after) == data


def test_weights_stand_in_the_file_by_the_names_of_nodes():
    made = network()
    arrays = load_arrays(to_bytes(made))
    assert arrays.keys() == made.state.keys()
    assert arrays["up.weight"].shape == (3, 3, 1, 1)
    assert arrays["conv.norm.running_mean"][0] == np.float32(0.5)


def test_a_sequential_comes_back_as_one():
    assert type(from_bytes(to_bytes(Sequential((3,), [nn.Linear(3, 2)])))) is Sequential


def test_weights_go_into_a_graph_of_the_same_nodes_only():
    one, two = network(0), network(1)
    load_weights(two, to_bytes(one))
    for name, array in one.state.items():
        np.testing.assert_array_equal(two.state[name], array)
    other = network(1, [*NODES[:3], Node("sum", nn.Add(), ("up", "conv")), *NODES[4:]])
    old = {name: array.copy() for name, array in other.state.items()}
    with pytest.raises(
        ValueError,
        match=r"^the file holds another network: there 'sum' reads 'conv, up', and here 'sum' reads"
        " 'up, conv'$",
    ):
        load_weights(other, to_bytes(one))
    for name, array in other.state.items():
        np.testing.assert_array_equal(array, old[name])


def test_a_line_of_nodes_with_other_names_is_another_network():
    layers = [nn.Linear(3, 2)]
    line, graph = Sequential((3,), layers), Graph((3,), [Node("fc", layers[0])])
    with pytest.raises(ValueError, match="there 'fc' reads 'input', and here '0' reads 'input'"):
        load_weights(line, to_bytes(graph))


def test_a_counter_of_pytorch_is_passed_over():
    made = network()
    more = {"conv.norm.num_batches_tracked": np.array(3)}
    load_weights(made, save_arrays({**made.state, **more}))
    with pytest.raises(ValueError, match=r"'up\.num_batches_tracked' belongs to no layer"):
        load_weights(made, save_arrays({**made.state, "up.num_batches_tracked": np.array(3)}))


def changed(change):
    """A file whose description was changed."""
    made = network()
    document = json.loads(architecture(made))
    change(document["nodes"], document)
    return save_arrays(made.state, {KEY: json.dumps(document)})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda nodes, _: nodes[0].update(inputs=["up"]), 'node "conv" reads "up", which comes on'),
        (lambda nodes, _: nodes[0].update(inputs=["conv"]), 'node "conv" reads itself'),
        (lambda nodes, _: nodes[0].update(inputs=["x"]), "node \"conv\" reads 'x', and no node is"),
        (lambda nodes, _: nodes[0].update(inputs=[]), 'node "conv" reads nothing'),
        (lambda nodes, _: nodes[0].update(inputs="input"), "inputs of node \"conv\" is 'input'"),
        (lambda nodes, _: nodes[0].update(inputs=[3]), 'inputs of node "conv"[0] is 3'),
        (lambda nodes, _: nodes[0].update(name="up"), 'node "conv.norm" reads \'conv\', and no'),
        (lambda nodes, _: nodes[0].update(name=7), "the name of a node is 7; it must be a text"),
        (lambda nodes, _: nodes[0].update(more=7), "is no node"),
        (lambda nodes, _: nodes[0].update(layer=7), "7 is no layer"),
        (lambda nodes, _: nodes[0].update(layer={"type": "Conv3d"}), "the type of a layer is 'Con"),
        (lambda nodes, _: nodes.append(3), "3 is no node"),
        (lambda nodes, _: nodes.append({**nodes[0], "name": "x"}), 'nobody reads node "large"'),
        (lambda nodes, _: nodes.extend(nodes * 200), "its layers are no list of at most 1000"),
        (lambda _, document: document.update(nodes=3), "its layers are no list of at most 1000"),
        (lambda nodes, _: nodes[3]["inputs"].append("input"),
         'does not fit together: node "sum", addition: its inputs are 3×4×5 and 2×4×5'),
        (lambda nodes, _: nodes[5]["layer"].update(scale_factor=10**9),
         'does not fit together: node "large", upsampling 1000000000×1000000000: its output would'),
        (lambda nodes, _: nodes[2]["layer"].update(kernel_size=3, padding=1),
         'weights do not belong to its network: "up.weight" is float32 3×3×1×1 and must be'),
    ],
)  # fmt: skip
def test_other_files_are_refused_in_one_sentence(change, sentence):
    with pytest.raises(ValueError, match=r"^the file") as told:
        from_bytes(changed(change))
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 300


def test_statistics_of_a_file_are_checked_by_node():
    made = network()
    made.buffers["conv.norm.running_var"][0] = -1
    with pytest.raises(ValueError, match=r'weights of node "conv\.norm": running_var holds -1'):
        from_bytes(to_bytes(made))

"""Models of ONNX files as graphs of our layers: the same numbers, tables and heat maps."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from engine import networks as nn
from engine.explain import cam, grad_cam
from engine.networks import Graph, Node, Sequential, load_onnx, to_onnx
from engine.networks.ready_made import lenet, tiny_vgg
from tests.engine import registered
from tests.engine.networks.onnx.files import model, node, value
from tests.engine.networks.onnx.test_writing import batch, graph, network_of
from tests.engine.networks.test_graph import BLOCKS, SHAPE

RNG = np.random.default_rng(0)
NO_LAYER = {"Maxout"}  # ONNX has no operator for it, and what stands for it no layer


def same(one: Graph, x: np.ndarray, wanted: np.ndarray) -> None:
    np.testing.assert_allclose(one(x), wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", [name for name in registered.COMPUTED if name not in NO_LAYER])
def test_every_layer_comes_back_as_itself(name: str) -> None:
    network = network_of(name)
    made = load_onnx(to_onnx(network)).as_graph()
    x = batch(network)
    same(made, x, network(x))
    if name not in ("SiLU", "Mul"):  # two operators; and of one input none
        assert type(network.layers[0]) in {type(layer) for layer in made.layers}


@pytest.mark.parametrize("seed", range(4))
def test_a_graph_comes_back_with_its_names_and_slopes(seed: int) -> None:
    network = graph(seed)
    made = load_onnx(to_onnx(network)).as_graph()
    x = batch(network)
    same(made, x, network(x))
    found, wanted = made.activations(x), network.activations(x)
    for name in found.keys() & wanted.keys():
        np.testing.assert_allclose(found[name], wanted[name], rtol=1e-4, atol=1e-5)
    assert made.table.multiply_adds == network.table.multiply_adds
    grad = np.ones_like(network(x))
    slopes = [
        one.backward(one.trace(x), grad, needs_input_grad=True).input for one in (made, network)
    ]
    np.testing.assert_allclose(*slopes, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("nodes", BLOCKS.values(), ids=BLOCKS)
def test_blocks_come_back_node_for_node(nodes: tuple[Node, ...]) -> None:
    network = Graph(SHAPE, nodes, 1)
    made = load_onnx(to_onnx(network)).as_graph()
    assert [type(layer) for layer in made.layers if not isinstance(layer, nn.Mul)] == [
        type(layer) for layer in network.layers if not isinstance(layer, nn.Mul)
    ]
    x = batch(network)
    same(made, x, network(x))


def test_heat_maps_are_those_of_the_network() -> None:
    network = Sequential(
        (2, 6, 6),
        [nn.Conv2d(2, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(), nn.Flatten(), nn.Linear(4, 3)],
        2,
    )
    made = load_onnx(to_onnx(network)).as_graph()
    x = batch(network)
    np.testing.assert_allclose(cam(made, x, 1), cam(network, x, 1), rtol=1e-5, atol=1e-6)
    found, wanted = grad_cam(made, x, "0", 1), grad_cam(network, x, "0", 1)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)


def converted(
    *nodes: bytes,
    arrays: dict[str, np.ndarray] | None = None,
    shape: Any = ("N", 2, 6, 5),
    **more: Any,
) -> Graph:
    """The nodes as a graph, which must give what the model gives."""
    one = load_onnx(model(*nodes, arrays=arrays, inputs=[value("x", shape)], **more))
    made = one.as_graph()
    lengths = [3 if isinstance(n, str) else n for n in shape]
    x = RNG.standard_normal(lengths).astype(np.float32)
    same(made, x, one.run({"x": x})["y"])
    return made


def numbers(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape).astype(np.float32)


def test_arithmetic_of_shapes_disappears() -> None:
    made = converted(
        node("Shape", ["x"], ["s"]),
        node("Gather", ["s", "zero"], ["n"]),
        node("Concat", ["n", "rest"], ["to"], axis=0),
        node("Reshape", ["x", "to"], ["row"]),
        node("MatMul", ["row", "w"], ["product"]),
        node("Add", ["product", "b"], ["y"]),
        arrays={
            "zero": np.array([0]),
            "rest": np.array([-1]),
            "w": numbers(60, 3),
            "b": numbers(3),
        },
    )
    assert made.layers == (nn.Flatten(), nn.Linear(60, 3))


def test_uneven_padding_is_a_layer_or_ceil_mode() -> None:
    arrays = {"w": numbers(4, 2, 3, 3)}
    made = converted(node("Conv", ["x", "w"], pads=[0, 1, 2, 1]), arrays=arrays)
    assert made.layers[0] == nn.ZeroPad2d((1, 1, 0, 2))
    window = {"kernel_shape": [3, 3], "strides": [2, 2]}
    made = converted(node("MaxPool", pads=[0, 0, 1, 0], **window))
    assert made.layers == (nn.MaxPool2d(3, 2, 0, True),)
    made = converted(
        node("Relu", ["x"], ["a"]), node("MaxPool", ["a"], pads=[1, 0, 0, 0], **window)
    )
    assert made.layers[1] == nn.ZeroPad2d((0, 0, 1, 0))
    made = converted(node("AveragePool", kernel_shape=[6, 5]))
    assert made.layers == (nn.AdaptiveAvgPool2d(),)
    made = converted(node("AveragePool", kernel_shape=[7, 6], pads=[0, 0, 1, 1]))  # GoogLeNet's
    assert made.layers == (nn.AdaptiveAvgPool2d(),)
    made = converted(node("AveragePool", kernel_shape=[5, 5], pads=[0, 0, 0, 0], strides=[9, 9]))
    assert made.layers == (nn.AvgPool2d(5, 9),)


def test_what_is_no_layer_itself_becomes_several() -> None:
    assert [type(layer).__name__ for layer in converted(node("HardSwish")).layers] == [
        *("Scale", "Hardtanh", "Mul"),
    ]
    converted(node("HardSigmoid", alpha=0.3))
    converted(node("Sub", ["c", "x"]), arrays={"c": numbers(2, 1, 1)})
    converted(node("Div", ["x", "c"]), arrays={"c": np.array(3, np.float32)})
    converted(node("Relu", ["x"], ["a"]), node("Sub", ["a", "x"], ["y"]))
    converted(node("ReduceMean", axes=[2, 3], keepdims=0))
    converted(node("GlobalMaxPool"))
    converted(node("Clip", ["x", "", "six"]), arrays={"six": np.array(0.6, np.float32)})
    weights = {"w": numbers(2, 3, 3, 3)}
    converted(node("ConvTranspose", ["x", "w"], strides=[2, 2], pads=[1, 1, 0, 0]), arrays=weights)


@pytest.mark.parametrize(
    ("nodes", "sentence"),
    [
        (
            [node("Transpose", name="t", perm=[0, 2, 3, 1])],
            r"node 't' \(Transpose\): there is no l",
        ),
        ([node("Reshape", ["x", "to"])], r"node 1 \(Reshape\): it makes 4×15 of 2×6×5" "|N×C×H×W"),
        ([node("Softmax")], "it shares along axis 3"),
        (
            [node("MaxPool", kernel_shape=[2, 2], pads=[1, 0, 0, 0])],
            "it pads its sides differently",
        ),
        ([node("Add", ["x", "row"])], "its constant is 5"),
        ([node("Concat", ["x", "x"], axis=2)], "it joins along another axis"),
        ([node("Concat", ["x", "maps"], axis=1)], "what should be computed is a constant"),
    ],
)
def test_what_has_no_layer_is_named(nodes: list[bytes], sentence: str) -> None:
    arrays = {"row": numbers(5), "to": np.array([0, 4, 15]), "maps": numbers(2, 1, 6, 5)}
    one = load_onnx(model(*nodes, arrays=arrays, inputs=[value("x", ("N", 2, 6, 5))]))
    with pytest.raises(ValueError, match=sentence):
        one.as_graph()


def test_a_graph_needs_one_size_and_one_output() -> None:
    one = load_onnx(model(node("Relu"), node("Tanh", ["y"], ["z"]), outputs=["y", "z"],
                          inputs=[value("x", ("N", 3, "H", "W"))]))  # fmt: skip
    with pytest.raises(ValueError, match="2 outputs, 'y', 'z': one must be chosen"):
        one.as_graph()
    with pytest.raises(ValueError, match="input_shape must say one for a Graph"):
        one.as_graph("y")
    assert one.as_graph("z", (3, 4, 4)).table.output == (3, 4, 4)


@pytest.mark.torch
@pytest.mark.parametrize("kind", ["lenet", "tiny_vgg", "residual"])
def test_exports_of_pytorch_agree_layer_by_layer(kind: str) -> None:
    """Each layer's output in PyTorch is one of the model's tensors, to 1e-4 of its largest."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from tests.engine.networks.torch_graph import torch_graph

    network = {
        "lenet": lambda: Sequential((3, 32, 32), lenet(), 1),
        "tiny_vgg": lambda: Sequential((3, 20, 20), tiny_vgg((3, 20, 20), 4), 1),
        "residual": lambda: Graph(SHAPE, BLOCKS["residual"], 1),
    }[kind]()
    twin, x = torch_graph(network), batch(network)
    file = io.BytesIO()
    torch.onnx.export(twin, (torch.tensor(x),), file, dynamo=False)
    one = load_onnx(file.getvalue())
    made = one.as_graph()
    given = one.inputs[0].name
    twin(torch.tensor(x))
    tensors, layers = one.tensors({given: x}), made.activations(x)
    for name, wanted in twin.outputs.items():
        there = wanted.detach().numpy()
        for arrays in (tensors, layers) if name != "input" else ():
            off = [np.abs(a - there).max() for a in arrays.values() if a.shape == there.shape]
            assert min(off) <= 1e-4 * np.abs(there).max(), name
    same(made, x, network(x))


def dealt(perm: Sequence[int] = (0, 2, 1, 3, 4)) -> list[bytes]:
    """Nodes that exchange groups and channels within them: as PyTorch writes a channel shuffle."""
    return [
        node("Reshape", ["x", "groups"], ["g"]),
        node("Transpose", ["g"], ["t"], perm=list(perm)),
    ]


SHUFFLED = {"groups": np.array([0, 2, 3, 5, 4]), "maps": np.array([0, -1, 5, 4])}
END = node("Reshape", ["t", "maps"], ["y"])


def test_a_channel_shuffle_is_one_layer() -> None:
    made = converted(*dealt(), END, arrays=SHUFFLED, shape=("N", 6, 5, 4))
    assert made.layers == (nn.ChannelShuffle(2),)


@pytest.mark.parametrize(
    "nodes",
    [
        [*dealt((0, 1, 2, 3, 4)), END],
        [*dealt(), node("Relu", ["t"], ["r"]), node("Reshape", ["r", "maps"], ["y"])],
        [
            *dealt(),
            node("Reshape", ["t", "maps"], ["m"]),
            node("Reshape", ["t", "maps"], ["n"]),
            node("Add", ["m", "n"], ["y"]),
        ],
    ],
)
def test_what_only_looks_like_a_shuffle_is_none(nodes: list[bytes]) -> None:
    one = load_onnx(model(*nodes, arrays=SHUFFLED, inputs=[value("x", ("N", 6, 5, 4))]))
    with pytest.raises(ValueError, match="a layer's are N×C×H×W or N×numbers"):
        one.as_graph()


def test_response_normalisation_of_even_size_is_no_layer() -> None:
    made = converted(node("LRN", size=3, alpha=0.5, beta=0.75, bias=2.0))
    assert made.layers == (nn.LocalResponseNorm(3, 0.5, 0.75, 2.0),)
    one = load_onnx(model(node("LRN", size=4), inputs=[value("x", ("N", 6, 5, 4))]))
    with pytest.raises(ValueError, match=r"\(LRN\): size is 4; it must be odd"):
        one.as_graph()

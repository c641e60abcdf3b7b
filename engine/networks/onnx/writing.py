"""Networks of ours as ONNX files.

A layer is the operator that its registration names (`registry.LayerType.onnx`); what that needs
beyond, attributes and weights, stands here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.checks import Array, instance, pair, shown
from engine.networks.graph import Graph
from engine.networks.layers import registry
from engine.networks.layers.activation import ELU, LeakyReLU, Maxout, PReLU, SiLU, Softmax
from engine.networks.layers.base import Layer, Shape
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Linear
from engine.networks.layers.dropout import Dropout
from engine.networks.layers.enlarging import ConvTranspose2d, Upsample
from engine.networks.layers.joining import Add, Concat, Mul
from engine.networks.layers.normalisation import BatchNorm2d, LocalResponseNorm
from engine.networks.layers.padding import ZeroPad2d
from engine.networks.layers.pooling import AvgPool2d, WindowPooling
from engine.networks.layers.scaling import Hardtanh, Scale
from engine.networks.layers.shuffling import ChannelShuffle
from engine.networks.nodes import INPUT
from engine.networks.onnx.building import Attribute, model_bytes, node_bytes, value_bytes
from engine.planning.geometry import sides

OPSET = 20
OUTPUT = "output"


@dataclass
class _Place:
    """Where a layer stands: its name, the tensors that it reads, the one that it makes."""

    name: str
    inputs: list[str]
    output: str
    shape: Shape  # of one sample of its first input
    weights: Mapping[str, Array]
    nodes: list[bytes] = field(default_factory=list)
    arrays: dict[str, Array] = field(default_factory=dict)

    def array(self, name: str, values: Array) -> str:
        """Keep an array in the file; return its name there."""
        called, is_real = f"{self.name}.{name}", values.dtype.kind == "f"
        self.arrays[called] = values.astype(np.float32, copy=False) if is_real else values
        return called

    def learned(self, *names: str) -> list[str]:
        """Keep the layer's weights, as far as it has them."""
        return [self.array(name, self.weights[name]) for name in names if name in self.weights]

    def node(
        self, operator: str, inputs: Sequence[str], output: str = "", **attributes: Attribute
    ) -> str:
        """Add a node; return the tensor that it makes."""
        made = f"{self.name}.{output}" if output else self.output
        label = f"{self.name}.{output}" if output else self.name
        self.nodes.append(node_bytes(operator, inputs, [made], label, attributes))
        return made


def to_onnx(network: Graph) -> bytes:
    """Return the network as an ONNX file, as it is once trained.

    Opset 20; the weights in float32, in which ONNX Runtime computes. The input is called "input",
    N × the network's input shape for any N, the output "output", inner tensors and weights as in
    the network. Dropout drops nothing and batch normalisation applies what it has learned.

    Raises
    ------
    TypeError
        Where `network` is no `Graph` or `Sequential`.
    """
    instance(network, "network", Graph, "a Graph or a Sequential")
    places = _places(network)
    for place, layer in zip(places, network.layers, strict=True):
        _write(layer, place)
    if not places:
        empty = _Place(OUTPUT, [INPUT], OUTPUT, network.input_shape, {})
        empty.node("Identity", [INPUT])
        places.append(empty)
    last = places[-1].output
    return model_bytes(
        [node for place in places for node in place.nodes],
        {name: array for place in places for name, array in place.arrays.items()},
        [value_bytes(INPUT, ("N", *network.input_shape))],
        [value_bytes(last, ("N", *network.table.output))],
        OPSET,
    )


def _places(network: Graph) -> list[_Place]:
    taken = {node.name for node in network.nodes[:-1]}
    called = {INPUT: INPUT} | {node.name: node.name for node in network.nodes}
    if network.nodes and OUTPUT not in taken:
        called[network.nodes[-1].name] = OUTPUT
    state = network.state
    return [
        _Place(
            node.name,
            [called[name] for name in node.inputs],
            called[node.name],
            row.input,
            {
                name.removeprefix(f"{node.name}."): array
                for name, array in state.items()
                if name.rpartition(".")[0] == node.name
            },
        )
        for node, row in zip(network.nodes, network.table.rows, strict=True)
    ]


def _write(layer: Layer, place: _Place) -> None:
    """Add the nodes of a layer."""
    for kind, write in _WRITERS.items():
        if isinstance(layer, kind):
            write(layer, place)
            return
    operator = registry.type_of(layer).onnx
    if not operator:
        raise ValueError(f"node {shown(place.name)}, {layer.title}: ONNX has no operator for it")
    place.node(operator, place.inputs)


def _conv(layer: Conv2d, place: _Place) -> None:
    kernel, spread = pair(layer.kernel_size, "", 1), pair(layer.dilation, "", 1)
    around = [
        sides(layer.padding, kernel[axis], spread[axis])
        if isinstance(layer.padding, str)
        else (pair(layer.padding, "", 0)[axis],) * 2
        for axis in (0, 1)
    ]
    (top, bottom), (left, right) = around
    place.node(
        "Conv",
        [*place.inputs, *place.learned("weight", "bias")],
        dilations=spread,
        group=layer.groups,
        kernel_shape=kernel,
        pads=(top, left, bottom, right),
        strides=pair(layer.stride, "", 1),
    )


def _conv_transpose(layer: ConvTranspose2d, place: _Place) -> None:
    place.node(
        "ConvTranspose",
        [*place.inputs, *place.learned("weight", "bias")],
        dilations=pair(layer.dilation, "", 1),
        group=layer.groups,
        kernel_shape=pair(layer.kernel_size, "", 1),
        output_padding=pair(layer.output_padding, "", 0),
        pads=2 * pair(layer.padding, "", 0),
        strides=pair(layer.stride, "", 1),
    )


def _pool(layer: WindowPooling, place: _Place) -> None:
    window: dict[str, Any] = {
        "ceil_mode": int(layer.ceil_mode),
        "kernel_shape": pair(layer.kernel_size, "", 1),
        "pads": 2 * pair(layer.padding, "", 0),
        "strides": pair(layer.stride, "", 1),
    }
    if isinstance(layer, AvgPool2d):
        window["count_include_pad"] = int(layer.count_include_pad)
    place.node(registry.type_of(layer).onnx, place.inputs, **window)


def _linear(layer: Linear, place: _Place) -> None:
    place.node("Gemm", [*place.inputs, *place.learned("weight", "bias")], transB=1)


def _batch_norm(layer: BatchNorm2d, place: _Place) -> None:
    learned = place.learned("weight", "bias", "running_mean", "running_var")
    place.node("BatchNormalization", [*place.inputs, *learned], epsilon=layer.eps)


def _lrn(layer: LocalResponseNorm, place: _Place) -> None:
    place.node(
        "LRN", place.inputs, alpha=layer.alpha, beta=layer.beta, bias=layer.k, size=layer.size
    )


def _shuffle(layer: ChannelShuffle, place: _Place) -> None:
    depth, *rest = place.shape
    grouped, whole = (0, layer.groups, depth // layer.groups, *rest), (0, depth, *rest)
    parts = place.array("groups", np.array(grouped)), place.array("maps", np.array(whole))
    groups = place.node("Reshape", [*place.inputs, parts[0]], "grouped")
    turned = place.node("Transpose", [groups], "transposed", perm=(0, 2, 1, 3, 4))
    place.node("Reshape", [turned, parts[1]])


def _dropout(layer: Dropout, place: _Place) -> None:
    place.node("Dropout", [*place.inputs, place.array("ratio", np.array(layer.p))])


def _prelu(layer: PReLU, place: _Place) -> None:
    slopes = place.weights["weight"].reshape(-1, *(1,) * (len(place.shape) - 1))
    place.node("PRelu", [*place.inputs, place.array("weight", slopes)])


def _leaky_relu(layer: LeakyReLU, place: _Place) -> None:
    place.node("LeakyRelu", place.inputs, alpha=layer.negative_slope)


def _elu(layer: ELU, place: _Place) -> None:
    place.node("Elu", place.inputs, alpha=layer.alpha)


def _silu(layer: SiLU, place: _Place) -> None:
    place.node("Mul", [*place.inputs, place.node("Sigmoid", place.inputs, "sigmoid")])


def _maxout(layer: Maxout, place: _Place) -> None:
    depth, rest = place.shape[0] // layer.pieces, place.shape[1:]
    shape = place.array("groups", np.array((0, depth, layer.pieces, *rest)))
    axes = place.array("axes", np.array([2]))
    groups = place.node("Reshape", [*place.inputs, shape], "grouped")
    place.node("ReduceMax", [groups, axes], keepdims=0)


def _upsample(layer: Upsample, place: _Place) -> None:
    factors = (1, 1, *pair(layer.scale_factor, "", 1))
    scales = place.array("scales", np.array(factors, np.float32))
    place.node(
        "Resize",
        [*place.inputs, "", scales],
        coordinate_transformation_mode="asymmetric",
        mode="nearest",
        nearest_mode="floor",
    )


def _scale(layer: Scale, place: _Place) -> None:
    shape = -1, *(1,) * (len(place.shape) - 1)
    weight, bias = (
        place.array(name, place.weights[name].reshape(shape)) for name in ("weight", "bias")
    )
    place.node("Add", [place.node("Mul", [*place.inputs, weight], "scaled"), bias])


def _clip(layer: Hardtanh, place: _Place) -> None:
    bounds = {"min": layer.min_val, "max": layer.max_val}
    named = [place.array(name, np.array(bound, np.float32)) for name, bound in bounds.items()]
    place.node("Clip", [*place.inputs, *named])


def _zero_pad(layer: ZeroPad2d, place: _Place) -> None:
    left, right, top, bottom = layer.sides
    pads = place.array("pads", np.array((0, 0, top, left, 0, 0, bottom, right)))
    place.node("Pad", [*place.inputs, pads])


def _mul(layer: Mul, place: _Place) -> None:
    found = place.inputs[0]
    for number, other in enumerate(place.inputs[1:], 2):
        last = number == len(place.inputs)
        found = place.node("Mul", [found, other], "" if last else f"product{number}")
    if len(place.inputs) == 1:
        place.node("Identity", place.inputs)


def _softmax(layer: Softmax, place: _Place) -> None:
    place.node("Softmax", place.inputs, axis=1)


def _add(layer: Add, place: _Place) -> None:
    place.node("Add" if len(place.inputs) == 2 else "Sum", place.inputs)


def _concat(layer: Concat, place: _Place) -> None:
    place.node("Concat", place.inputs, axis=1)


_WRITERS: dict[type, Callable[..., None]] = {
    Conv2d: _conv,
    ConvTranspose2d: _conv_transpose,
    WindowPooling: _pool,
    Linear: _linear,
    BatchNorm2d: _batch_norm,
    LocalResponseNorm: _lrn,
    ChannelShuffle: _shuffle,
    Dropout: _dropout,
    PReLU: _prelu,
    LeakyReLU: _leaky_relu,
    ELU: _elu,
    SiLU: _silu,
    Maxout: _maxout,
    Upsample: _upsample,
    Scale: _scale,
    Hardtanh: _clip,
    ZeroPad2d: _zero_pad,
    Mul: _mul,
    Softmax: _softmax,
    Add: _add,
    Concat: _concat,
}

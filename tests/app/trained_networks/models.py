"""Small models in files, as learners bring them."""

from collections.abc import Sequence

import numpy as np

from engine.networks import Graph, Node, branching, to_onnx
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.pooling import AdaptiveAvgPool2d
from engine.networks.onnx.building import Attribute, model_bytes, node_bytes, value_bytes

SMALL = (3, 16, 16)


def small(shape: tuple[int, int, int] = SMALL, classes: int = 4) -> Graph:
    """A convolution, global average pooling and an FC layer, with random weights."""
    nodes = [
        Node("conv", Conv2d(shape[0], 6, 3, padding=1)),
        Node("gap", AdaptiveAvgPool2d(1), ("conv",)),
        Node("flat", Flatten(), ("gap",)),
        Node("fc", Linear(6, classes), ("flat",)),
    ]
    return Graph(shape, nodes, 1, "he_normal")


def small_file(shape: tuple[int, int, int] = SMALL, classes: int = 4) -> bytes:
    return to_onnx(small(shape, classes))


def residual_file() -> bytes:
    """A residual network that ends in softmax."""
    return to_onnx(Graph((3, 32, 32), branching.residual((3, 32, 32), 10, 1, 4), 3, "he_normal"))


def written(
    nodes: Sequence[tuple[str, Sequence[str], Sequence[str], dict[str, Attribute]]],
    inputs: dict[str, Sequence[int | str] | None],
    outputs: dict[str, Sequence[int | str] | None],
    **arrays: np.ndarray,
) -> bytes:
    """A model of these nodes, (operator, inputs, outputs, attributes), as ONNX; opset 13."""
    file = model_bytes(
        [node_bytes(op, reads, makes, f"{op}_{makes[0]}", how) for op, reads, makes, how in nodes],
        arrays,
        [value_bytes(*one) for one in inputs.items()],
        [value_bytes(*one) for one in outputs.items()],
        13,
    )
    return file.replace(b"Convoscope", b"elsewhere.")  # as if another library had written it


def weights(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


POOLED = [
    ("GlobalAveragePool", ["y"], ["g"], {}),
    ("Flatten", ["g"], ["scores"], {}),
]


def open_size_file() -> bytes:
    """A fully convolutional classifier that takes pictures of any size."""
    nodes = [("Conv", ["x", "w"], ["y"], {}), *POOLED]
    return written(nodes, {"x": ("N", 3, "H", "W")}, {"scores": ("N", 5)}, w=weights(5, 3, 3, 3))


def whole_file(softmax: bool = False) -> bytes:
    """A classifier with a maximum over the channels, for which there is no layer."""
    nodes = [
        ("Conv", ["x", "w"], ["c"], {}),
        ("ReduceMax", ["c"], ["m"], {"axes": [1], "keepdims": 1}),
        ("Sub", ["c", "m"], ["y"], {}),
        ("GlobalAveragePool", ["y"], ["g"], {}),
        ("Flatten", ["g"], ["f"], {}),
        ("Softmax", ["f"], ["scores"], {}) if softmax else ("Identity", ["f"], ["scores"], {}),
    ]
    return written(nodes, {"x": (1, *SMALL)}, {"scores": (1, 5)}, w=weights(5, 3, 3, 3))


def channels_last_file() -> bytes:
    """A classifier that takes N×H×W×C, as TensorFlow's do."""
    nodes = [
        ("Transpose", ["x"], ["t"], {"perm": [0, 3, 1, 2]}),
        ("Conv", ["t", "w"], ["y"], {}),
        *POOLED,
    ]
    return written(nodes, {"x": ("N", 16, 16, 3)}, {"scores": ("N", 5)}, w=weights(5, 3, 3, 3))

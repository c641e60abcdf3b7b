"""Networks in files: safetensors, with the architecture as JSON in the metadata.

A safetensors file is numbers only: unlike a pickle (PyTorch's .pt and .pth), nothing in it can run.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save as save_arrays

from engine.checks import Array, instance, one_of, shown, times
from engine.networks.graph import Graph
from engine.networks.layers.base import Layer, Shape
from engine.networks.layers.registry import LAYERS
from engine.networks.model import Sequential
from engine.networks.nodes import Node, in_line
from engine.networks.table import check_input_shape, graph_table

KEY = "convoscope network"  # of the metadata
_MOST_LAYERS = 1000
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"PK\x03\x04")
_REAL = {"F16": np.float16, "F32": np.float32, "F64": np.float64}
_OTHERS = {"BF16": "bfloat16", "C64": "complex64", "BOOL": "bool", "I64": "int64", "U8": "uint8"}
_COUNTER = "num_batches_tracked"  # of PyTorch's batch normalisation; nothing here depends on it


@dataclass(frozen=True)
class _Tensor:
    """An array of a file: its type as the file calls it, its shape, its bytes."""

    kind: str
    shape: Shape
    data: bytes

    def __str__(self) -> str:
        kind = np.dtype(_REAL[self.kind]).name if self.kind in _REAL else self.kind
        return f"{_OTHERS.get(kind, kind)} {times(self.shape)}".rstrip()

    def as_array(self, dtype: np.dtype[Any]) -> Array:
        """Return its numbers in another type; infinite where that cannot hold them."""
        with np.errstate(over="ignore"):
            return np.frombuffer(self.data, _REAL[self.kind]).reshape(self.shape).astype(dtype)


def architecture(network: Graph) -> str:
    """Return the network without its weights, as JSON: layers in a line, or nodes."""
    instance(network, "network", Graph, "a Graph or a Sequential")
    layers = [{"type": type(layer).__name__, **layer.settings()} for layer in network.layers]
    document: dict[str, Any] = {"input_shape": network.input_shape, "dtype": network.dtype.name}
    if isinstance(network, Sequential):
        return json.dumps(document | {"layers": layers})
    nodes = [
        {"name": node.name, "inputs": node.inputs, "layer": layer}
        for node, layer in zip(network.nodes, layers, strict=True)
    ]
    return json.dumps(document | {"nodes": nodes})


def to_bytes(network: Graph) -> bytes:
    """Return the network as a safetensors file; weights under PyTorch's names."""
    metadata = {KEY: architecture(network)}
    return bytes(save_arrays(network.state, metadata=metadata))


def from_bytes(data: bytes) -> Graph:
    """Return the network of a file that `to_bytes` made; ValueError for any other.

    A Sequential comes back as one, any other `Graph` as that. The error is one sentence.
    """
    description, tensors = _read(data)
    if description is None:
        raise ValueError(
            "the file holds weights but no network of Convoscope's, so it is not read; load_weights"
            " gives them to a network of the same layers"
        )
    try:
        kind, shape, nodes, dtype = _parts(description)
        problem = graph_table(shape, nodes).problem
    except (TypeError, ValueError) as error:
        raise ValueError(f"the file describes no network that can be built here: {error}") from None
    if problem:
        raise ValueError(f"the file describes a network that does not fit together: {problem}")
    weights = _weights(nodes, tensors, dtype)  # before anything is allocated for the network
    layers = [node.layer for node in nodes if isinstance(node.layer, Layer)]
    network = (
        Sequential(shape, layers, dtype=dtype)
        if kind == "layers"
        else Graph(shape, nodes, dtype=dtype)
    )
    network.set_state(weights)
    return network


def load_weights(network: Graph, data: bytes) -> None:
    """Take over the weights of a file of the same architecture; otherwise nothing changes.

    Besides those of `to_bytes`, files are taken that PyTorch has written:
    ``safetensors.torch.save_file(model.state_dict(), …)`` of the program that `pytorch_code`
    gives. ValueError, in one sentence, for any other.
    """
    instance(network, "network", Graph, "a Graph or a Sequential")
    description, tensors = _read(data)
    if description is not None and description != architecture(network):
        difference = _difference(from_bytes(data), network)
        if difference:
            raise ValueError(f"the file holds another network: {difference}")
    network.set_state(_weights(network.nodes, tensors, network.dtype))


def _difference(other: Graph, network: Graph) -> str:
    """Return the first thing in which a file's network is another one; "" if none is."""
    if other.input_shape != network.input_shape:
        return (
            f"it takes pictures of {times(other.input_shape)}, and this one"
            f" {times(network.input_shape)}"
        )
    for number, (its, mine) in enumerate(zip_longest(other.layers, network.layers), 1):
        if its is None or mine is None:
            return f"it has {len(other.layers)} layers, and this one {len(network.layers)}"
        if its != mine:
            there, here = _distinguish(its, mine)
            return f"its layer {number} is {there}, and here it is {here}"
    for its_node, my_node in zip(other.nodes, network.nodes, strict=True):
        if (its_node.name, its_node.inputs) != (my_node.name, my_node.inputs):
            there, here = (
                f"{shown(node.name)} reads {shown(', '.join(node.inputs))}"
                for node in (its_node, my_node)
            )
            return f"there {there}, and here {here}"
    if other.dtype != network.dtype:
        return f"its weights are {other.dtype}, and here they are {network.dtype}"
    return ""


def _distinguish(one: Layer, other: Layer) -> tuple[str, str]:
    """Return two layers' titles, and the first different setting where the titles agree."""
    if one.title != other.title:
        return one.title, other.title
    mine, its = one.settings(), other.settings()
    name = next(name for name in mine if mine[name] != its[name])
    return f"{one.title} with {name} = {mine[name]}", f"{other.title} with {name} = {its[name]}"


def save(network: Graph, path: str | PathLike[str]) -> None:
    """Write the network to a file, by custom with the ending .safetensors.

    Raises OSError where the file cannot be written.
    """
    instance(path, "path", (str, PathLike), "the path of a file")
    Path(path).write_bytes(to_bytes(network))


def load(path: str | PathLike[str]) -> Graph:
    """Return the network of a file that `save` wrote.

    Raises OSError where it cannot be read, ValueError, in one sentence, where `save` did not write
    it.
    """
    instance(path, "path", (str, PathLike), "the path of a file")
    return from_bytes(Path(path).read_bytes())


def _read(data: bytes) -> tuple[str | None, dict[str, _Tensor]]:
    """Return the description of the network, None where there is none, and the tensors."""
    instance(data, "data", (bytes, bytearray, memoryview), "the bytes of a file")
    data = bytes(data)
    try:
        entries = deserialize(data)  # type: ignore[no-untyped-call]
        length = int.from_bytes(data[:8], "little")
        description = (json.loads(data[8 : 8 + length]).get("__metadata__") or {}).get(KEY)
    except (SafetensorError, ValueError, TypeError, RecursionError):
        # Only now: the length of a header may well begin like a pickle.
        if data.startswith(_PICKLES):
            raise ValueError(
                "the file is a pickle or an archive, as PyTorch's .pt and .pth, which could run"
                " programs when opened; only safetensors files are read"
            ) from None
        raise ValueError("the file is damaged, cut off or not a safetensors file") from None
    return description, {
        name: _Tensor(entry["dtype"], tuple(entry["shape"]), bytes(entry["data"]))
        for name, entry in entries
    }


def _parts(description: str) -> tuple[str, Shape, tuple[Node, ...], np.dtype[Any]]:
    """Return "layers" or "nodes", input shape, nodes and type; errors in one sentence."""
    try:
        document = json.loads(description)
        what = "nodes" if "nodes" in document else "layers"
        shape, entries, dtype = (document[name] for name in ("input_shape", what, "dtype"))
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ValueError("its description is damaged") from None
    if not isinstance(entries, list) or len(entries) > _MOST_LAYERS:
        raise ValueError(f"its layers are no list of at most {_MOST_LAYERS}")
    kind = np.dtype(one_of(dtype, "the type of its weights", ("float32", "float64")))
    if what == "layers":
        return what, check_input_shape(shape), in_line(map(_layer, entries)), kind
    return what, check_input_shape(shape), tuple(map(_node, entries)), kind


def _node(entry: object) -> Node:
    if not isinstance(entry, dict) or entry.keys() != {"name", "inputs", "layer"}:
        raise ValueError(f"{shown(entry)} is no node")
    return Node(entry["name"], _layer(entry["layer"]), entry["inputs"])


def _layer(entry: object) -> Layer:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        raise ValueError(f"{shown(entry)} is no layer")
    settings = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in entry.items()
        if name != "type"
    }
    name = one_of(entry["type"], "the type of a layer", tuple(LAYERS))
    LAYERS[name].check_names(settings, given=True)
    kind = LAYERS[name].layer
    if not issubclass(kind, Layer):
        raise ValueError(f"{name} is here for tables only")
    return kind(**settings)


def _weights(
    nodes: Sequence[Node], tensors: dict[str, _Tensor], dtype: np.dtype[Any]
) -> dict[str, Array]:
    """Return a file's weights, checked, in the network's type.

    Shapes are compared first: a file may claim a network of any size.
    """
    layers = [(node, node.layer) for node in nodes if isinstance(node.layer, Layer)]
    wanted: dict[str, Shape] = {}
    counters = set()
    for node, layer in layers:
        shapes = layer.parameter_shapes()
        _compare({f"{node.name}.{name}": shape for name, shape in shapes.items()}, tensors)
        shapes |= {name: array.shape for name, array in layer.initial_buffers(dtype).items()}
        wanted |= {f"{node.name}.{name}": shape for name, shape in shapes.items()}
        if "running_var" in shapes:
            counters.add(f"{node.name}.{_COUNTER}")
    _compare(wanted, tensors)
    for name in sorted(tensors.keys() - wanted.keys() - counters):
        raise ValueError(_foreign(f"{shown(name)} belongs to no layer"))
    weights = {name: tensors[name].as_array(dtype) for name in wanted}
    for name, array in weights.items():
        if not np.isfinite(array).all():
            raise ValueError(f'the file\'s weights are not all finite numbers: "{name}", {dtype}')
    for node, layer in layers:
        mark = f"{node.name}."
        own = {n.removeprefix(mark): array for n, array in weights.items() if n.startswith(mark)}
        try:
            layer.check_weights(own)
        except ValueError as error:
            raise ValueError(f"the file's weights of {node.place}: {error}") from None
    return weights


def _compare(wanted: dict[str, Shape], tensors: dict[str, _Tensor]) -> None:
    for name, shape in wanted.items():
        tensor = tensors.get(name)
        if tensor is None or tensor.kind not in _REAL or tensor.shape != shape:
            found = "missing" if tensor is None else tensor
            raise ValueError(
                _foreign(f'"{name}" is {found} and must be {times(shape)} real numbers')
            )


def _foreign(why: str) -> str:
    return f"the file's weights do not belong to its network: {why}"

"""The parts of an ONNX file as bytes: attributes, nodes, inputs and outputs, the model."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.checks import Array
from engine.networks.onnx.tensors import tensor_bytes, type_number
from engine.networks.onnx.wire import bytes_field, float_field, varint_field

IR_VERSION = 9
_FLOAT, _INT, _STRING, _TENSOR, _INTS = 1, 2, 3, 4, 7  # kinds of attributes

Attribute = int | float | str | Sequence[int] | Array


def attribute_bytes(name: str, value: Attribute) -> bytes:
    """Return an AttributeProto."""
    if isinstance(value, str):
        content = bytes_field(4, value) + varint_field(20, _STRING)
    elif isinstance(value, float):
        content = float_field(2, value) + varint_field(20, _FLOAT)
    elif isinstance(value, int):
        content = varint_field(3, value) + varint_field(20, _INT)
    elif isinstance(value, np.ndarray):
        content = bytes_field(5, tensor_bytes("", value)) + varint_field(20, _TENSOR)
    else:
        content = b"".join(varint_field(8, one) for one in value) + varint_field(20, _INTS)
    return bytes_field(1, name) + content


def node_bytes(
    operator: str,
    inputs: Iterable[str],
    outputs: Iterable[str],
    name: str,
    attributes: Mapping[str, Attribute],
) -> bytes:
    """Return a NodeProto."""
    return b"".join(
        [
            *(bytes_field(1, one) for one in inputs),
            *(bytes_field(2, one) for one in outputs),
            bytes_field(3, name),
            bytes_field(4, operator),
            *(bytes_field(5, attribute_bytes(*one)) for one in attributes.items()),
        ]
    )


def value_bytes(name: str, shape: Sequence[int | str] | None, dtype: Any = np.float32) -> bytes:
    """Return a ValueInfoProto; a length that is a text may vary."""
    tensor = varint_field(1, type_number(np.dtype(dtype)))
    if shape is not None:
        lengths = [
            bytes_field(2, one) if isinstance(one, str) else varint_field(1, one) for one in shape
        ]
        tensor += bytes_field(2, *(bytes_field(1, one) for one in lengths))
    return bytes_field(1, name) + bytes_field(2, bytes_field(1, tensor))


def model_bytes(
    nodes: Iterable[bytes],
    arrays: Mapping[str, Array],
    inputs: Iterable[bytes],
    outputs: Iterable[bytes],
    opset: int,
) -> bytes:
    """Return a ModelProto."""
    graph = [
        *(bytes_field(1, one) for one in nodes),
        bytes_field(2, "network"),
        *(bytes_field(5, tensor_bytes(*one)) for one in arrays.items()),
        *(bytes_field(11, one) for one in inputs),
        *(bytes_field(12, one) for one in outputs),
    ]
    head = varint_field(1, IR_VERSION) + bytes_field(2, "Convoscope")
    return b"".join([head, bytes_field(7, *graph), bytes_field(8, varint_field(2, opset))])

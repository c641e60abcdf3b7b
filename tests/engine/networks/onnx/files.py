"""Small ONNX files, written byte by byte: they need no other library."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.networks.onnx.building import model_bytes, node_bytes, value_bytes


def node(
    operator: str,
    inputs: Sequence[str] = ("x",),
    outputs: Sequence[str] = ("y",),
    name: str = "",
    **attributes: Any,
) -> bytes:
    return node_bytes(operator, inputs, outputs, name, attributes)


def value(name: str, shape: Sequence[int | str] | None = None, dtype: Any = np.float32) -> bytes:
    return value_bytes(name, shape, dtype)


def model(
    *nodes: bytes,
    inputs: Sequence[bytes] = (value("x"),),
    outputs: Sequence[str] = ("y",),
    arrays: Mapping[str, np.ndarray] | None = None,
    opset: int = 17,
) -> bytes:
    return model_bytes(nodes, arrays or {}, inputs, map(value, outputs), opset)

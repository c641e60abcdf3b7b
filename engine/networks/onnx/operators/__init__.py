"""The ONNX operators, by families; importing this registers them all."""

from engine.networks.onnx.operators import (  # noqa: F401
    activation,
    arithmetic,
    convolution,
    indexing,
    normalising,
    padding,
    pooling,
    products,
    resizing,
    shaping,
)
from engine.networks.onnx.operators.registry import OPERATORS, Call, Operator, Work

__all__ = ["OPERATORS", "Call", "Operator", "Work"]

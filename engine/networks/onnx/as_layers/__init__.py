"""ONNX operators as layers of ours, by families; importing this registers them all."""

from engine.networks.onnx.as_layers import activation, arithmetic, windows  # noqa: F401
from engine.networks.onnx.as_layers.place import LAYERS_OF, Draft, Place

__all__ = ["LAYERS_OF", "Draft", "Place"]

"""Networks: layers, weights, training; names and defaults are those of `torch.nn`."""

from engine.networks.builder import build, describe, pattern
from engine.networks.graph import Gradients, Graph, Trace
from engine.networks.layers.activation import (
    ELU,
    GELU,
    LeakyReLU,
    Maxout,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from engine.networks.layers.base import Layer, LayerInfo
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.dropout import Dropout
from engine.networks.layers.enlarging import ConvTranspose2d, Upsample
from engine.networks.layers.joining import Add, Concat, Mul
from engine.networks.layers.normalisation import BatchNorm2d, LocalResponseNorm
from engine.networks.layers.padding import ZeroPad2d
from engine.networks.layers.pooling import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d
from engine.networks.layers.registry import LAYERS
from engine.networks.layers.scaling import Hardtanh, Scale
from engine.networks.layers.shuffling import ChannelShuffle
from engine.networks.model import Sequential
from engine.networks.nodes import Node
from engine.networks.onnx import OnnxModel, load_onnx, to_onnx
from engine.networks.optimisers import SGD, Adam, Optimiser
from engine.networks.pytorch_code import model_code, pytorch_code, untrained_code
from engine.networks.saving import from_bytes, load, load_weights, save, to_bytes
from engine.networks.schedules import CosineAnnealingLR, OneCycleLR, Schedule
from engine.networks.shipped import Card, card, shipped, trained
from engine.networks.table import Row, Table, graph_table, table
from engine.networks.training import Step, step

__all__ = [
    "ELU",
    "GELU",
    "SGD",
    "Adam",
    "AdaptiveAvgPool2d",
    "Add",
    "AvgPool2d",
    "BatchNorm2d",
    "Card",
    "ChannelShuffle",
    "Concat",
    "Conv2d",
    "ConvTranspose2d",
    "CosineAnnealingLR",
    "Dropout",
    "Flatten",
    "Gradients",
    "Graph",
    "Hardtanh",
    "Layer",
    "LayerInfo",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "MaxPool2d",
    "Maxout",
    "Mul",
    "Node",
    "OneCycleLR",
    "OnnxModel",
    "Optimiser",
    "PReLU",
    "ReLU",
    "Row",
    "Scale",
    "Schedule",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Step",
    "Table",
    "Tanh",
    "Trace",
    "Upsample",
    "ZeroPad2d",
    "build",
    "card",
    "describe",
    "from_bytes",
    "graph_table",
    "load",
    "load_onnx",
    "load_weights",
    "model_code",
    "pattern",
    "pytorch_code",
    "save",
    "shipped",
    "step",
    "table",
    "to_bytes",
    "to_onnx",
    "trained",
    "untrained_code",
]


def __getattr__(name: str) -> type[LayerInfo]:
    """Find a layer that is registered, but not imported above, by its name."""
    if name in LAYERS:
        return LAYERS[name].layer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The layers by name."""

from engine.networks.layers.activation import (
    ELU,
    LeakyReLU,
    Maxout,
    PReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from engine.networks.layers.base import Layer
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.dropout import Dropout
from engine.networks.layers.normalisation import BatchNorm2d
from engine.networks.layers.pooling import AvgPool2d, MaxPool2d

LAYERS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        Conv2d,
        MaxPool2d,
        AvgPool2d,
        BatchNorm2d,
        Dropout,
        Flatten,
        Linear,
        ReLU,
        LeakyReLU,
        PReLU,
        ELU,
        Sigmoid,
        Tanh,
        Maxout,
        Softmax,
    )
}

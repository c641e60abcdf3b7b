"""The layers by name."""

from engine.networks.activation import (
    ELU,
    LeakyReLU,
    Maxout,
    PReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from engine.networks.convolution import Conv2d
from engine.networks.dense import Flatten, Linear
from engine.networks.dropout import Dropout
from engine.networks.layer import Layer
from engine.networks.normalisation import BatchNorm2d
from engine.networks.pooling import AvgPool2d, MaxPool2d

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

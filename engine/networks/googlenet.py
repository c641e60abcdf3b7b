"""GoogLeNet (Szegedy et al., "Going deeper with convolutions", 2015), for its table."""

from engine.networks.layers.activation import ReLU, Softmax
from engine.networks.layers.base import LayerInfo
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.dropout import Dropout
from engine.networks.layers.inception import Inception
from engine.networks.layers.pooling import AvgPool2d, MaxPool2d

INPUT = (3, 224, 224)


def googlenet(classes: int = 1000) -> tuple[LayerInfo, ...]:
    """Return GoogLeNet for `INPUT`: 6,998,552 parameters.

    Left out are the two heads that only training used, and the local response normalisation, which
    learns nothing.

    The paper rounds pooled sizes up, to 56, 28, 14 and 7; a padding of 1 gives the same.
    """
    pool = MaxPool2d(3, 2, 1)
    return (
        *(Conv2d(3, 64, 7, 2, 3), ReLU(), pool),
        *(Conv2d(64, 64, 1), ReLU(), Conv2d(64, 192, 3, 1, 1), ReLU(), pool),
        Inception(192, 64, 96, 128, 16, 32, 32),
        Inception(256, 128, 128, 192, 32, 96, 64),
        pool,
        Inception(480, 192, 96, 208, 16, 48, 64),
        Inception(512, 160, 112, 224, 24, 64, 64),
        Inception(512, 128, 128, 256, 24, 64, 64),
        Inception(512, 112, 144, 288, 32, 64, 64),
        Inception(528, 256, 160, 320, 32, 128, 128),
        pool,
        Inception(832, 256, 160, 320, 32, 128, 128),
        Inception(832, 384, 192, 384, 48, 128, 128),
        *(AvgPool2d(7), Flatten(), Dropout(0.4), Linear(1024, classes), Softmax()),
    )

"""Real layers whose cost is measured."""

from dataclasses import dataclass

from engine.planning.volumes import Layer, Volume


@dataclass(frozen=True)
class RealLayer:
    """A convolution layer of a known network, and its input."""

    title: str
    volume: Volume
    layer: Layer


def _conv(filters: int, kernel: int, stride: int, padding: int) -> Layer:
    return Layer("conv", kernel, stride, padding, filters)


REAL = {
    "alexnet1": RealLayer(
        "AlexNet CONV1: 227×227×3, 96 filters of 11×11, S = 4",
        Volume(227, 227, 3),
        _conv(96, 11, 4, 0),
    ),
    "alexnet3": RealLayer(
        "AlexNet CONV3: 13×13×256, 384 filters of 3×3, P = 1",
        Volume(13, 13, 256),
        _conv(384, 3, 1, 1),
    ),
    "lenet1": RealLayer(
        "LeNet-5 CONV1: 32×32×1, 6 filters of 5×5",
        Volume(32, 32, 1),
        _conv(6, 5, 1, 0),
    ),
    "vgg5": RealLayer(
        "VGG-16, last CONV: 14×14×512, 512 filters of 3×3, P = 1",
        Volume(14, 14, 512),
        _conv(512, 3, 1, 1),
    ),
    "pointwise": RealLayer(
        "1×1 convolution: 28×28×256, 64 filters: the columns are the input",
        Volume(28, 28, 256),
        _conv(64, 1, 1, 0),
    ),
}
"""By the name in the link."""

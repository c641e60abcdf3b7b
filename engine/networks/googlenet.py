"""GoogLeNet (Szegedy et al., "Going deeper with convolutions", 2015), for its table.

Its inception modules are described, not computed: four branches look at the same input, and their
outputs are stacked in depth.
"""

from dataclasses import dataclass

from engine.networks.layers.activation import ReLU, Softmax
from engine.networks.layers.base import LayerInfo, Shape, Window
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Flatten, Linear
from engine.networks.layers.dropout import Dropout
from engine.networks.layers.pooling import AvgPool2d, MaxPool2d
from engine.networks.table import Table, table

INPUT = (3, 224, 224)


@dataclass(frozen=True)
class Inception(LayerInfo):
    """1×1; 1×1 → 3×3; 1×1 → 5×5; 3×3 max pooling → 1×1; a ReLU after each convolution.

    The numbers are filters, named as in the paper's table 1: `three_before` is its "#3×3 reduce".
    """

    channels: int
    one: int
    three_before: int
    three: int
    five_before: int
    five: int
    after_pool: int

    title = "inception module"

    @property
    def branches(self) -> tuple[tuple[LayerInfo, ...], ...]:
        """The layers of each branch."""
        return (
            (_convolution(self.channels, self.one, 1), ReLU()),
            (
                *(_convolution(self.channels, self.three_before, 1), ReLU()),
                *(_convolution(self.three_before, self.three, 3), ReLU()),
            ),
            (
                *(_convolution(self.channels, self.five_before, 1), ReLU()),
                *(_convolution(self.five_before, self.five, 5), ReLU()),
            ),
            (MaxPool2d(3, 1, 1), _convolution(self.channels, self.after_pool, 1), ReLU()),
        )

    def tables(self, shape: Shape) -> tuple[Table, ...]:
        """The table of each branch; ValueError where one does not fit."""
        made = tuple(table(shape, branch) for branch in self.branches)
        for branch in made:
            if branch.problem:
                raise ValueError(branch.problem)
        return made

    def output_shape(self, shape: Shape) -> Shape:
        outputs = [branch.output for branch in self.tables(shape)]
        return (sum(output[0] for output in outputs), *outputs[0][1:])

    def parameter_shapes(self) -> dict[str, Shape]:
        return {
            f"{number}.{place}.{name}": shape
            for number, branch in enumerate(self.branches)
            for place, layer in enumerate(branch)
            for name, shape in layer.parameter_shapes().items()
        }

    def multiply_adds(self, shape: Shape) -> int:
        return sum(branch.multiply_adds for branch in self.tables(shape))

    def window(self) -> Window:
        return Window((5, 5), (1, 1))


def googlenet(classes: int = 1000) -> tuple[LayerInfo, ...]:
    """For `INPUT`: 6,998,552 parameters without the two heads that only training used; without
    its local response normalisation, which learns nothing.

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


def _convolution(channels: int, filters: int, kernel: int) -> Conv2d:
    return Conv2d(channels, filters, kernel, padding=kernel // 2)

"""The inception module of GoogLeNet."""

from dataclasses import dataclass
from typing import Any, Self

from engine.checks import whole
from engine.networks.layers.activation import ReLU
from engine.networks.layers.base import LayerInfo, Shape, Window, check_maps
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.pooling import MaxPool2d
from engine.networks.layers.registry import Setting, register
from engine.networks.table import Table, table


@register(
    "inception",
    "INCEPTION",
    Setting("1×1", "one", 1, 4096, 64),
    Setting("1×1 before 3×3", "three_before", 1, 4096, 96),
    Setting("3×3", "three", 1, 4096, 128),
    Setting("1×1 before 5×5", "five_before", 1, 4096, 16),
    Setting("5×5", "five", 1, 4096, 32),
    Setting("1×1 after pooling", "after_pool", 1, 4096, 32),
    source="Szegedy et al., 2015",
)
@dataclass(frozen=True)
class Inception(LayerInfo):
    """Four branches that look at the same input; their outputs are stacked in depth.

    1×1; 1×1 → 3×3; 1×1 → 5×5; 3×3 max pooling → 1×1; a ReLU after each convolution.

    The numbers are filters, named as in the paper's table 1: `three_before` is its "#3×3 reduce".
    It is described, not computed.
    """

    channels: int
    one: int
    three_before: int
    three: int
    five_before: int
    five: int
    after_pool: int

    title = "inception module"

    def __post_init__(self) -> None:
        for name, count in self.settings().items():
            self._set(**{name: whole(count, name, 1)})

    @classmethod
    def for_input(cls, shape: Shape, **settings: Any) -> Self:
        return cls(channels=shape[0], **settings)

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
        """Return the table of each branch; ValueError where one does not fit."""
        made = tuple(table(shape, branch) for branch in self.branches)
        for branch in made:
            if branch.problem:
                raise ValueError(branch.problem)
        return made

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
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
        return Window((5, 5), (1, 1), before=(2, 2))


def _convolution(channels: int, filters: int, kernel: int) -> Conv2d:
    return Conv2d(channels, filters, kernel, padding=kernel // 2)

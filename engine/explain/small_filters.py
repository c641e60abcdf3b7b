"""Small filters one after the other, and one large filter that sees as much.

Source: Simonyan & Zisserman, "Very deep convolutional networks for large-scale image recognition"
(2015), 2.3.
"""

from dataclasses import dataclass

from engine.networks.builder import LayerSpec, build
from engine.networks.table import Table, table
from engine.planning.values import whole

SMALL = 3


@dataclass(frozen=True)
class Stack:
    """Convolutions of F×F, `kernel`, one after the other, with a ReLU after each of `layers`.

    Each has C maps, `channels`, in and out. `field` is the receptive field of one output,
    `parameters` count biases, `multiply_adds` are those for one position of all maps.
    """

    kernel: int
    layers: int
    channels: int
    field: int
    parameters: int
    multiply_adds: int

    @property
    def non_linearities(self) -> int:
        """Return how many ReLUs there are: one after each layer."""
        return self.layers

    @property
    def specs(self) -> list[LayerSpec]:
        """Return the layers as `build` takes them; their padding keeps all maps of one size."""
        return _specs(self.kernel, self.layers, self.channels)


def compare(field: int, channels: int) -> tuple[Stack, Stack]:
    """Return stacked 3×3 layers and the one layer of the same receptive field.

    `field` is odd and at least 5; raises ValueError or TypeError else.
    """
    if whole(field, "field", 5) % 2 == 0:
        raise ValueError(f"field is {field}; 3×3 layers have odd receptive fields")
    whole(channels, "channels", 1)
    return stack(SMALL, (field - 1) // (SMALL - 1), channels), stack(field, 1, channels)


def stack(kernel: int, layers: int, channels: int) -> Stack:
    """Measure `layers` layers by the engine's table of the network."""
    made = _table(kernel, layers, channels)
    positions = made.rows[-1].volume.width * made.rows[-1].volume.height
    return Stack(
        kernel,
        layers,
        channels,
        field=made.rows[-1].receptive_field[0],
        parameters=made.parameters,
        multiply_adds=made.multiply_adds // positions,
    )


def _specs(kernel: int, layers: int, channels: int) -> list[LayerSpec]:
    settings = {"out_channels": channels, "kernel_size": kernel, "padding": (kernel - 1) // 2}
    one: list[LayerSpec] = [("Conv2d", settings), ("ReLU", {})]
    return one * layers


def _table(kernel: int, layers: int, channels: int) -> Table:
    shape = channels, layers * kernel, layers * kernel
    return table(shape, build(shape, _specs(kernel, layers, channels)))

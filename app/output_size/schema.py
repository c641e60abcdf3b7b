"""The page's state: what is shown, the one layer, the chain, the exercise."""

from dataclasses import dataclass

from app.output_size.exercises import KINDS, LECTURE, MAX_SEED
from app.state import network_link
from app.state.schema import Schema, choice, custom, position, whole
from engine.networks import notation
from engine.networks.builder import LayerSpec
from engine.networks.layers.registry import LAYERS
from engine.planning.volumes import Layer, Volume

_CONVOLUTION = {one.name: (int(one.lowest), int(one.highest)) for one in LAYERS["Conv2d"].settings}
"""How far the numbers of a convolution go."""


@dataclass(frozen=True)
class SizeState(Schema):
    """All that a link carries; `layers` is the chain, as `engine.networks.notation` writes it.

    `window` is the one that is chosen along the axis.
    """

    show: str = choice(("layer", "chain", "exercises"), default="layer")
    kind: str = choice(("conv", "pool"), default="conv")
    width: int = whole(1, 256, default=7)
    kernel: int = whole(*_CONVOLUTION["kernel_size"], default=3)
    stride: int = whole(*_CONVOLUTION["stride"], default=3)
    padding: int = whole(*_CONVOLUTION["padding"], default=0)
    dilation: int = whole(*_CONVOLUTION["dilation"], default=1)
    depth: int = whole(1, 512, default=3)
    filters: int = whole(1, 512, default=6)
    start_width: int = whole(1, 1024, default=32)
    start_depth: int = whole(1, 1024, default=3)
    layers: str = custom(read=network_link.read_chain, default="conv_5_1_0_6~conv_5_1_0_10")
    exercise: str = choice(KINDS, default="stride-1")
    seed: int = whole(LECTURE, MAX_SEED, default=LECTURE)
    window: int = position(whole(0, 1000, default=0))

    @property
    def volume(self) -> Volume:
        """Input of the one layer."""
        return Volume(self.width, self.width, self.depth)

    @property
    def layer(self) -> Layer:
        """The one layer."""
        return Layer(
            self.kind,
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            filters=self.filters,
            dilation=self.dilation,
        )

    @property
    def chain_input(self) -> Volume:
        """Input of the chain."""
        return Volume(self.start_width, self.start_width, self.start_depth)

    @property
    def chain(self) -> tuple[LayerSpec, ...]:
        """The layers of the chain."""
        return notation.read(self.layers)

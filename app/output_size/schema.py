"""The page's state: what is shown, the one layer, the chain, the exercise."""

from dataclasses import dataclass

from app.output_size import layers
from app.output_size.exercises import KINDS, LECTURE, MAX_SEED
from app.output_size.layers import Link
from app.state.schema import Schema, choice, custom, whole
from engine.planning.volumes import Layer, Volume


def _chain(text: str) -> str:
    return layers.write(layers.read(text))


@dataclass(frozen=True)
class SizeState(Schema):
    """All that a link carries; `layers` is the chain, as `layers` writes it."""

    show: str = choice(("layer", "chain", "exercises"), default="layer")
    kind: str = choice(("conv", "pool"), default="conv")
    width: int = whole(1, 256, default=7)
    kernel: int = whole(1, layers.MAX_KERNEL, default=3)
    stride: int = whole(1, layers.MAX_STRIDE, default=3)
    padding: int = whole(0, layers.MAX_PADDING, default=0)
    dilation: int = whole(1, 8, default=1)
    depth: int = whole(1, 512, default=3)
    filters: int = whole(1, 512, default=6)
    start_width: int = whole(1, 1024, default=32)
    start_depth: int = whole(1, 1024, default=3)
    layers: str = custom(read=_chain, default="conv_5_1_0_6~conv_5_1_0_10")
    exercise: str = choice(KINDS, default="stride-1")
    seed: int = whole(LECTURE, MAX_SEED, default=LECTURE)

    @property
    def volume(self) -> Volume:
        """Input of the one layer."""
        return Volume(self.width, self.width, self.depth)

    @property
    def layer(self) -> Layer:
        """The one layer."""
        moves = self.kernel, self.stride, self.padding
        return Layer(self.kind, *moves, filters=self.filters, dilation=self.dilation)

    @property
    def chain_input(self) -> Volume:
        """Input of the chain."""
        return Volume(self.start_width, self.start_width, self.start_depth)

    @property
    def chain(self) -> tuple[Link, ...]:
        """The chain's links."""
        return layers.read(self.layers)

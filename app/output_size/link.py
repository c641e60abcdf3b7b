"""The page's state as a link, and back."""

from collections.abc import Mapping
from dataclasses import dataclass

from app import query
from app.output_size import layers
from app.output_size.exercises import KINDS, LECTURE, MAX_SEED
from app.output_size.layers import Link
from app.query import Reader, one_of, whole
from engine.planning.volumes import Layer, Volume

SHOWS = ("layer", "chain", "exercises")
LAYER_KINDS = ("conv", "pool")

LIMITS = {
    "width": (1, 256),
    "kernel": (1, layers.MAX_KERNEL),
    "stride": (1, layers.MAX_STRIDE),
    "padding": (0, layers.MAX_PADDING),
    "dilation": (1, 8),
    "depth": (1, 512),
    "filters": (1, 512),
}
"""How far each number of the one layer goes."""

START = (1, 1024), (1, 1024)
"""How far side and depth of a chain's input go."""


@dataclass(frozen=True)
class SizeState:
    """All that a link carries: what is shown, the one layer, the chain, the exercise."""

    show: str = "layer"
    kind: str = "conv"
    width: int = 7
    kernel: int = 3
    stride: int = 3
    padding: int = 0
    dilation: int = 1
    depth: int = 3
    filters: int = 6
    start_width: int = 32
    start_depth: int = 3
    layers: str = "conv_5_1_0_6~conv_5_1_0_10"
    exercise: str = "stride-1"
    seed: int = LECTURE

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
    def start(self) -> Volume:
        """Input of the chain."""
        return Volume(self.start_width, self.start_width, self.start_depth)

    @property
    def chain(self) -> tuple[Link, ...]:
        """The chain's links."""
        return layers.read(self.layers)


def write(state: SizeState) -> dict[str, str]:
    """Query parameters of a state; what stands at its default is left out."""
    return query.write(state, SizeState())


def read(parameters: Mapping[str, str]) -> tuple[SizeState, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing."""
    return query.read(parameters, SizeState(), _READERS)


def _chain(text: str) -> str:
    return layers.write(layers.read(text))


_READERS: dict[str, Reader] = {
    "show": one_of(SHOWS),
    "kind": one_of(LAYER_KINDS),
    **{name: whole(*limits) for name, limits in LIMITS.items()},
    "start_width": whole(*START[0]),
    "start_depth": whole(*START[1]),
    "layers": _chain,
    "exercise": one_of(tuple(KINDS)),
    "seed": whole(LECTURE, MAX_SEED),
}

"""The page's state: the pattern's numbers, and the network built layer by layer."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app import branching_networks
from app.branching_networks import Branching, Choices
from app.state import network_link, readers
from app.state.readers import Reader
from app.state.schema import Schema, choice, custom, flag, whole
from engine.networks import Node, notation, pattern
from engine.networks.builder import ACTIVATIONS, POOLINGS

MOST_BLOCKS, MOST_DENSE = 5, 2
FILTERS, NEURONS = (1, 512), (1, 1024)


def _list(limits: tuple[int, int], most: int) -> Reader:
    one = readers.whole(*limits)

    def reader(text: str) -> str:
        parts = text.split("_") if text else []
        if len(parts) > most:
            raise ValueError(f"there are at most {most} of them")
        return "_".join(str(one(part)) for part in parts)

    return reader


@dataclass(frozen=True)
class BuilderState(Schema):
    """All that a link carries.

    `filters` has a number for each block, `neurons` one for each hidden FC layer. `layers` is the
    network built layer by layer, as `engine.networks.notation` writes it. A network that branches
    has `outputs` classes, and some have so many `repeats` of a block in each stage, `base` filters
    in their first convolution, `widths` in each stage ("": the usual numbers), and kernels of this
    `side` within. `costs`: the bars of each layer's costs lie open, on an axis of this `scale`.
    """

    show: str = choice(("pattern", "layers", *branching_networks.NETWORKS), default="pattern")
    width: int = whole(1, 256, default=32)
    depth: int = whole(1, 512, default=3)
    classes: int = whole(1, 1000, default=10)
    convolutions: int = whole(1, 3, default=1)
    filters: str = custom(read=_list(FILTERS, MOST_BLOCKS), default="6_16")
    kernel: int = choice((1, 3, 5, 7, 9, 11), default=5)
    padding: str = choice(("valid", "same"), default="valid")
    neurons: str = custom(read=_list(NEURONS, MOST_DENSE), default="120_84")
    activation: str = choice(ACTIVATIONS, default="ReLU")
    pooling: str = choice(POOLINGS, default="max")
    norm: bool = flag(default=False)
    dropout: str = choice(("0", "0.2", "0.5"), default="0")
    layers: str = custom(
        read=network_link.read, default="conv_3_1_1_16~relu~max_2_2_0~flatten~fc_10~softmax"
    )
    outputs: int = whole(1, 1000, default=1000)
    repeats: int = whole(*branching_networks.BLOCKS, default=3)
    base: int = whole(*branching_networks.FILTERS, default=16)
    widths: str = custom(
        read=_list(branching_networks.WIDTHS, branching_networks.MOST_STAGES), default=""
    )
    side: int = choice(branching_networks.SIDES, default=branching_networks.USUAL_SIDE)
    costs: bool = flag(default=False)
    scale: str = choice(("linear", "log"), default="linear")

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Leave out filters of stages that the network does not have."""
        del given
        count = len(self.branching.stages) if self.branching else 0
        if not self.branching or not self.widths or len(_numbers(self.widths)) == count:
            return self, ()
        complaint = (
            f"The link says widths = “{self.widths}”, but this network has {count} stages with"
            " filters to choose; it was ignored."
        )
        return replace(self, widths=""), (complaint,)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of the input."""
        return self.depth, self.width, self.width

    @property
    def stages(self) -> tuple[int, ...]:
        """Filters in each stage of a network that branches, where they can be chosen."""
        usual = self.branching.stages if self.branching else ()
        return self._chosen.widths or tuple(factor * self.base for factor in usual)

    @property
    def blocks(self) -> tuple[int, ...]:
        """Filters of each block."""
        return _numbers(self.filters)

    @property
    def hidden(self) -> tuple[int, ...]:
        """Neurons of each hidden FC layer."""
        return _numbers(self.neurons)

    @property
    def branching(self) -> Branching | None:
        """The network that branches, where one is shown."""
        return branching_networks.NETWORKS.get(self.show)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of a network that branches; else none."""
        return self.branching.nodes(self._chosen) if self.branching else ()

    @property
    def _chosen(self) -> Choices:
        """What is chosen of a network that branches."""
        widths, usual = _numbers(self.widths), self.branching.stages if self.branching else ()
        return Choices(
            *(self.shape, self.outputs, self.activation, self.repeats, self.base, self.side),
            widths if len(widths) == len(usual) else (),
        )

    @property
    def text(self) -> str:
        """The network as text; the layers of the pattern up to the first that does not fit."""
        if self.branching:
            return branching_networks.write(self.show, self._chosen)
        if self.show != "pattern":
            return self.layers
        return notation.write_layers(
            pattern(
                self.shape,
                self.classes,
                self.convolutions,
                len(self.blocks),
                len(self.hidden),
                self.blocks,
                self.kernel,
                (self.kernel - 1) // 2 if self.padding == "same" else 0,
                self.hidden,
                self.activation,
                self.pooling,
                self.norm,
                float(self.dropout),
            )
        )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("_") if part)

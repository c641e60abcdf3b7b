"""The page's state: the pattern's numbers, and the network built layer by layer."""

from dataclasses import dataclass

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
    has `outputs` classes, and some have so many `repeats` of a block in each stage, and `base`
    filters in their first convolution. `costs`: the bars of each layer's costs lie open, on an axis
    of this `scale`.
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
    costs: bool = flag(default=False)
    scale: str = choice(("linear", "log"), default="linear")

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of the input."""
        return self.depth, self.width, self.width

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
        return Choices(self.shape, self.outputs, self.activation, self.repeats, self.base)

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

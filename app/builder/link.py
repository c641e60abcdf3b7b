"""The page's state as a link, and back."""

from collections.abc import Mapping
from dataclasses import dataclass

from app import network_link, query
from app.query import Reader, one_number, one_of, whole, yes_or_no
from engine.networks import notation, pattern
from engine.networks.builder import ACTIVATIONS, POOLINGS

SHOWS = ("pattern", "layers", "googlenet")
KERNELS = (1, 3, 5, 7, 9, 11)
PADDINGS = ("valid", "same")
DROPOUTS = ("0", "0.2", "0.5")
MOST_BLOCKS, MOST_DENSE, MOST_CONVOLUTIONS = 5, 2, 3
FILTERS, NEURONS = (1, 512), (1, 1024)
INPUT = {"width": (1, 256), "depth": (1, 512), "classes": (1, 1000)}
"""How far each number of the input goes, and the number of classes."""


@dataclass(frozen=True)
class BuilderState:
    """All that a link carries; `filters` has a number for each block, `neurons` one for each
    hidden dense layer. `layers` is the network built layer by layer, as
    `engine.networks.notation` writes it.
    """

    show: str = "pattern"
    width: int = 32
    depth: int = 3
    classes: int = 10
    convolutions: int = 1
    filters: str = "6_16"
    kernel: int = 5
    padding: str = "valid"
    neurons: str = "120_84"
    activation: str = "ReLU"
    pooling: str = "max"
    norm: bool = False
    dropout: str = "0"
    layers: str = "conv_3_1_1_16~relu~max_2_2_0~flatten~fc_10~softmax"

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
        """Neurons of each hidden dense layer."""
        return _numbers(self.neurons)

    @property
    def text(self) -> str:
        """The layers as text; those of the pattern up to the first that does not fit."""
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


def write(state: BuilderState) -> dict[str, str]:
    """Query parameters of a state; what stands at its default is left out."""
    return query.write(state, BuilderState())


def read(parameters: Mapping[str, str]) -> tuple[BuilderState, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing."""
    return query.read(parameters, BuilderState(), _READERS)


def _list(limits: tuple[int, int], most: int) -> Reader:
    one = whole(*limits)

    def reader(text: str) -> str:
        parts = text.split("_") if text else []
        if len(parts) > most:
            raise ValueError(f"there are at most {most} of them")
        return "_".join(str(one(part)) for part in parts)

    return reader


_READERS: dict[str, Reader] = {
    "show": one_of(SHOWS),
    **{name: whole(*limits) for name, limits in INPUT.items()},
    "convolutions": whole(1, MOST_CONVOLUTIONS),
    "filters": _list(FILTERS, MOST_BLOCKS),
    "kernel": one_number(KERNELS),
    "padding": one_of(PADDINGS),
    "neurons": _list(NEURONS, MOST_DENSE),
    "activation": one_of(tuple(ACTIVATIONS)),
    "pooling": one_of(tuple(POOLINGS)),
    "norm": yes_or_no,
    "dropout": one_of(DROPOUTS),
    "layers": network_link.read,
}

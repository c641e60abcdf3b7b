"""The ready-made networks that branch: what can be chosen of them, and their nodes."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.networks import Node
from engine.networks.branching import residual, resnet18, unet
from engine.networks.googlenet import googlenet_nodes
from engine.networks.layers.base import Shape


@dataclass(frozen=True)
class Choices:
    """What is chosen of a network that branches; `blocks` and `filters` not of every one."""

    shape: Shape
    classes: int
    activation: str
    blocks: int
    filters: int


@dataclass(frozen=True)
class Branching:
    """A network that branches: its formula, with {act} and {blocks} in it, and its nodes."""

    formula: str
    nodes: Callable[[Choices], tuple[Node, ...]]
    has_blocks: bool = False
    has_filters: bool = False

    @property
    def editable(self) -> str:
        """What can be changed, in one sentence."""
        more = [", blocks per stage"] * self.has_blocks + [", filters"] * self.has_filters
        return (
            f"Input, classes{''.join(more)} and activation function can be changed;"
            " single layers cannot, as others read them."
        )


_BLOCK = "[(CONV → NORM → {act} → CONV → NORM) + shortcut → {act}]"

NETWORKS = {
    "googlenet": Branching(
        "CONV → POOL → CONV·2 → POOL → INCEPTION·2 → POOL → INCEPTION·5 → POOL → INCEPTION·2"
        " → global average → FC → softmax",
        lambda of: googlenet_nodes(of.shape, of.classes, of.activation),
    ),
    "residual": Branching(
        "CONV → NORM → {act} → 3 stages of " + _BLOCK + "·{blocks} → global average → FC → softmax",
        lambda of: residual(of.shape, of.classes, of.blocks, of.filters, of.activation),
        has_blocks=True,
        has_filters=True,
    ),
    "resnet18": Branching(
        "CONV → NORM → {act} → POOL → 4 stages of " + _BLOCK + "·2 → global average → FC → softmax",
        lambda of: resnet18(of.shape, of.classes, of.activation),
    ),
    "unet": Branching(
        "(CONV → {act} → POOL)·2 → CONV → {act} → (transposed CONV, concatenated with the maps of"
        " the same size → CONV → {act})·2 → CONV 1×1",
        lambda of: unet(of.shape, of.classes, of.filters, of.activation),
        has_filters=True,
    ),
}
"""By what `show` of the page's state says."""

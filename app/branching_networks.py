"""The ready-made networks that branch: what can be chosen of them, their nodes, their text.

In a link, such a network is its name, its numbers and its activation function:
``residual_3_16_relu``; then the side of its kernels, and the filters of each stage, where they
are not the usual ones: ``residual_3_16_relu_5_16_20_24``. Its input and its classes are those of
the pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.state import network_link, readers
from engine.networks import Node
from engine.networks.branching import pooled_residual, residual, resnet18, small_inception, unet
from engine.networks.builder import ACTIVATIONS
from engine.networks.googlenet import googlenet_nodes
from engine.networks.layers.base import Shape
from engine.networks.layers.registry import LAYERS

BLOCKS, FILTERS = (1, 5), (1, 128)
"""Least and most blocks per stage, and filters in the first convolution."""
WIDTHS = (1, 512)
"""Least and most filters in a stage."""
SIDES, USUAL_SIDE = (1, 3, 5, 7), 3
"""Of the kernels in blocks and modules."""


@dataclass(frozen=True)
class Choices:
    """What is chosen of a network that branches; all but the first three not of every one.

    `side` is that of the kernels within its blocks, `widths` how many filters each stage has;
    none: the usual numbers.
    """

    shape: Shape
    classes: int
    activation: str
    blocks: int
    filters: int
    side: int = USUAL_SIDE
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Branching:
    """A network that branches: its formula, with {act} and {blocks} in it, and its nodes.

    `stages`: the usual filters of each stage, over those of the first convolution, where they can
    be chosen.
    """

    formula: str
    nodes: Callable[[Choices], tuple[Node, ...]]
    has_blocks: bool = False
    has_filters: bool = False
    has_side: bool = False
    stages: tuple[int, ...] = ()

    @property
    def editable(self) -> str:
        """What can be changed, in one sentence."""
        more = [", blocks per stage"] * self.has_blocks + [", filters"] * self.has_filters
        more += [", side of the kernels"] * self.has_side
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
        lambda of: residual(
            *(of.shape, of.classes, of.blocks, of.filters, of.activation, of.side),
            of.widths or None,
        ),
        has_blocks=True,
        has_filters=True,
        has_side=True,
        stages=(1, 2, 4),
    ),
    "pooledresidual": Branching(
        "CONV → NORM → {act} → POOL → 2 stages of "
        + _BLOCK
        + "·{blocks} → global average → FC → softmax",
        lambda of: pooled_residual(
            *(of.shape, of.classes, of.blocks, 2 * of.filters, of.activation, of.side),
            of.widths or None,
        ),
        has_blocks=True,
        has_filters=True,
        has_side=True,
        stages=(2, 4),
    ),
    "smallinception": Branching(
        "CONV → M·2 → D → M·4 → D → M·2 → global average → FC → softmax; M joins CONV 1×1 and"
        " CONV 3×3, D joins POOL and CONV 3×3 with stride 2, every CONV is CONV → NORM → {act}",
        lambda of: small_inception(of.shape, of.classes, of.filters, of.activation, of.side),
        has_filters=True,
        has_side=True,
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

MOST_STAGES = max(len(network.stages) for network in NETWORKS.values())

_KEYS = {LAYERS[name].key: name for name in ACTIVATIONS}


def write(name: str, chosen: Choices) -> str:
    """Return the text of the network of this name."""
    network = NETWORKS[name]
    numbers = [chosen.blocks] * network.has_blocks + [chosen.filters] * network.has_filters
    said = [name, *map(str, numbers), LAYERS[chosen.activation].key]
    if network.has_side and (chosen.widths or chosen.side != USUAL_SIDE):
        said += map(str, (chosen.side, *chosen.widths))
    return "_".join(said)


def is_one(text: str) -> bool:
    """Tell whether a network's text in a link is that of one that branches."""
    return text.partition("_")[0] in NETWORKS


def read(text: str) -> str:
    """Return the text of any network in a link, in a line or branching, as it is written.

    Raises ValueError with half a sentence where there is none.
    """
    if not is_one(text):
        return network_link.read(text)
    name, chosen = _parsed(text, (1, 1, 1), 1)
    return write(name, chosen)


def nodes(text: str, shape: Shape, classes: int) -> tuple[Node, ...]:
    """Return the nodes of a branching network's text, for pictures of this shape and classes.

    Raises ValueError in one sentence where it has none.
    """
    name, chosen = _parsed(text, shape, classes)
    return NETWORKS[name].nodes(chosen)


def _parsed(text: str, shape: Shape, classes: int) -> tuple[str, Choices]:
    name, *said = text.split("_")
    network = NETWORKS[name]
    count = network.has_blocks + network.has_filters
    numbers, key, rest = said[:count], "".join(said[count : count + 1]), said[count + 1 :]
    allowed = {0, 1, 1 + len(network.stages)} if network.has_side else {0}
    if key not in _KEYS or len(rest) not in allowed:
        raise ValueError(f"it is not “{name}” with its numbers and its activation function")
    side = readers.one_number(SIDES)(rest[0]) if rest else USUAL_SIDE
    widths = tuple(map(readers.whole(*WIDTHS), rest[1:]))
    blocks = readers.whole(*BLOCKS)(numbers.pop(0)) if network.has_blocks else 1
    filters = readers.whole(*FILTERS)(numbers.pop(0)) if network.has_filters else 1
    return name, Choices(shape, classes, _KEYS[key], blocks, filters, side, widths)

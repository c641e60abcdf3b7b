"""VGG-16's fully connected layers as convolutions: sizes, weights, cost on larger pictures."""

from dataclasses import dataclass
from functools import lru_cache

from app.matrices import tables
from engine.explain.fully_convolutional import as_convolutions
from engine.networks import ready_made
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.dense import Linear
from engine.networks.table import Row, table

BLOCK, SIDE = 32, 224
"""Pixels of the picture for each cell of the last map, and the side that VGG-16 is made for."""


@dataclass(frozen=True)
class Converted:
    """The same layers fully connected and as convolutions, these on a picture of side `side`."""

    side: int
    connected: tuple[Row, ...]
    convolved: tuple[Row, ...]
    once: int
    windows: int

    @property
    def across(self) -> int:
        """Positions of the window across the picture."""
        return self.convolved[-1].output[1]


@lru_cache(16)
def converted(side: int) -> Converted:
    """Return VGG-16 both ways; multiply-adds of one pass, and of all its windows one by one."""
    layers = ready_made.vgg16()[:-1]  # without softmax: scores
    as_made = table((3, SIDE, SIDE), layers)
    turned = table((3, side, side), as_convolutions(layers, (3, SIDE, SIDE)))
    connected = tuple(row for row in as_made.rows if isinstance(row.layer, Linear))
    convolved = tuple(row for row in turned.rows if isinstance(row.layer, Conv2d))[-3:]
    once, each = (sum(row.multiply_adds for row in one.rows) for one in (turned, as_made))
    across = convolved[-1].output[1]
    return Converted(side, connected, convolved, once, each * across**2)


def _layer(connected: Row, convolved: Row) -> list[str]:
    """Say what a layer is as FC and as CONV, and what its weights are."""
    assert isinstance(convolved.layer, Conv2d)
    size = convolved.layer.kernel_size
    side = size[0] if isinstance(size, tuple) else size
    depth, neurons = convolved.layer.in_channels, convolved.layer.out_channels
    before, after = (f"{s[2]}×{s[1]}×{s[0]}" for s in (convolved.input, convolved.output))
    weights = connected.parameters - neurons
    given = f"{side}×{side}×{depth}" if side > 1 else f"{depth}"
    return [
        f"{given} → {neurons}",
        f"F = {side}, K = {neurons}: {before} → {after}",
        f"{side}·{side}·{depth}·{neurons} = {weights:,} + {neurons:,} biases",
    ]


def layers_table(found: Converted) -> str:
    """Return the table of the three layers as HTML."""
    heads = "FC", f"CONV, on {found.side}×{found.side} pixels", "weights, the same in both"
    rows = [_layer(one, other) for one, other in zip(found.connected, found.convolved, strict=True)]
    return tables.table("VGG-16", heads, rows)


def told(found: Converted) -> str:
    """Say what comes out, and what the one pass saves."""
    across = found.across
    if across == 1:
        return "1×1×1000: the scores that the fully connected layers give."
    return (
        f"{found.side}/{BLOCK} = {found.side // BLOCK}, then {found.side // BLOCK} − 7 + 1 = "
        f"{across}: a map of {across}×{across}×1000 class scores, averaged to 1×1×1000. One pass: "
        f"{found.once / 1e9:.1f} billion multiply-adds; {across * across} windows of 224×224, 32 "
        f"pixels apart, one by one: {found.windows / 1e9:.0f} billion, "
        f"{found.windows / found.once:.1f} times as many."
    )

"""The receptive field of a unit: what it can see, and what it does see.

A unit is one cell of a layer's maps. In theory it depends on a rectangle of the input; in effect
mostly on the middle of it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from engine.checks import Array, float_array, shown, times, whole
from engine.explain.heat_maps.scores import check_image, check_maps, layer_number
from engine.networks.graph import Graph
from engine.networks.layers.base import LayerInfo
from engine.networks.nodes import sources

Span = tuple[int, int]

_LEAST = 1 - 0.9545
"""Of the largest, as Luo et al. count: a Gaussian is larger within two standard deviations."""


@dataclass(frozen=True)
class Rectangle:
    """Pixels of the input, from (top, left) on; none where height or width is 0."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True)
class EffectiveField:
    """How strongly each pixel of the input moves a unit.

    `map` (H×W of the input) is the mean strength, `rectangle` the receptive field in theory.
    `pixels` is the number of pixels that reach 4.55 % of the largest strength, `side`
    its square root, `share` the part of the rectangle that it is.
    """

    map: Array = field(repr=False)
    rectangle: Rectangle
    pixels: int

    @property
    def side(self) -> float:
        """The side of a square of as many pixels."""
        return math.sqrt(self.pixels)

    @property
    def share(self) -> float:
        """The share of the receptive field; 0 where there is none."""
        area = self.rectangle.height * self.rectangle.width
        return self.pixels / area if area else 0.0


def receptive_field(network: Graph, layer: str | int, cell: object) -> Rectangle:
    """Return the rectangle of the input that a cell of a layer's maps depends on, at most.

    From the layer back to the input, the cells from a to b of a layer's output see those from
    a·S − P to b·S − P + D·(F − 1) of its input (stride S, padding P before, dilation D, kernel F);
    over branches it is the smallest rectangle around all. Source: Dumoulin & Visin, "A guide to
    convolution arithmetic for deep learning" (2016), chapters 2 and 4; Araujo et al., "Computing
    receptive fields of convolutional neural networks" (2019). Its size is that of the network's
    table, or less: what lies in padding is left out, and where maps are enlarged not every cell
    sees as much.

    Parameters
    ----------
    network
        A `Graph` or `Sequential` that takes images.
    layer
        A node whose output is maps: its name, or its number from 0 on.
    cell
        (row, column), from 0 on.

    Returns
    -------
    A `Rectangle` within the picture.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such layer, no maps, no such cell.
    """
    number = layer_number(network, layer)
    row, column = check_cell(network, number, cell)
    top, bottom = _seen(network, number, row, 0)
    left, right = _seen(network, number, column, 1)
    return Rectangle(top, left, max(0, bottom - top + 1), max(0, right - left + 1))


@np.errstate(all="ignore")  # what is no number is seen in the result
def effective_receptive_field(
    network: Graph,
    layer: str | int,
    cell: object,
    x: object,
    channel: int | None = None,
    weights: object = None,
) -> EffectiveField:
    """Return how strongly each pixel moves a cell of a layer's maps, on average over a batch.

    The mean over the N samples of Σ_c |∂A[cell]/∂x_c|, where A is one channel of the layer, the
    sum of all, or a sum with fixed weights, as a heat map is. Source: Luo et al., "Understanding
    the effective receptive field in deep convolutional neural networks" (2016), section 2, which
    finds that it is nearly a Gaussian and grows with the square root of the number of layers.

    Parameters
    ----------
    network, layer, cell
        As in `receptive_field`.
    x
        A batch, N × the network's input shape; random numbers will do.
    channel
        From 0 on; None takes the sum of all.
    weights
        Of the sum of all channels, one for each; None: 1.

    Returns
    -------
    An `EffectiveField`, in the network's type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such layer, no maps, no such cell or channel, other weights.
    """
    theory = receptive_field(network, layer, cell)
    number = layer_number(network, layer)
    row, column = check_cell(network, number, cell)
    trace = network.trace(x, layers=number + 1)
    grad = np.zeros_like(trace.output)
    chosen = slice(None) if channel is None else _channel(network, number, channel)
    grad[:, chosen, row, column] = 1 if weights is None else _of_channels(weights, grad)[chosen]
    slopes = network.backward(trace, grad, needs_input_grad=True).input
    assert slopes is not None
    strength = np.abs(slopes).sum(axis=1).mean(axis=0)
    pixels = int(np.sum(strength > _LEAST * strength.max()))
    return EffectiveField(strength, theory, pixels)


def check_cell(network: Graph, number: int, cell: object) -> tuple[int, int]:
    """Return (row, column) of a node's maps; ValueError or TypeError else."""
    check_image(network)
    _, height, width = check_maps(network, number)
    if not isinstance(cell, tuple | list) or len(cell) != 2:
        raise ValueError(f"cell is {shown(cell)}; it must be (row, column)")
    return whole(cell[0], "row", 0, height - 1), whole(cell[1], "column", 0, width - 1)


def _of_channels(weights: object, grad: Array) -> Array:
    """Return one weight for each channel of a layer's gradient; ValueError or TypeError else."""
    found = float_array(weights, "weights", dtype=grad.dtype)
    if found.shape != grad.shape[1:2]:
        raise ValueError(
            f"weights is {times(found.shape) or 'a single number'}; it must be {grad.shape[1]}"
            " numbers, one for each channel"
        )
    return found


def _channel(network: Graph, number: int, channel: object) -> int:
    return whole(channel, "channel", 0, check_maps(network, number)[0] - 1)


def _seen(network: Graph, number: int, place: int, axis: int) -> Span:
    """Return the first and the last row (axis 0) or column of the input that a place depends on.

    The last is less than the first where it depends on none.
    """
    read = sources(network.nodes)
    seen: dict[int, Span] = {number + 1: (place, place)}
    for target in range(number + 1, 0, -1):
        if target not in seen:
            continue
        for source in read[target - 1]:
            shape = network.table.rows[source - 1].output if source else network.input_shape
            length = shape[axis + 1] if len(shape) == 3 else 1
            back = _through(network.layers[target - 1], seen[target], axis, length)
            seen[source] = _around([back, seen[source]] if source in seen else [back])
    return seen.get(0, (0, -1))


def _through(layer: LayerInfo, span: Span, axis: int, length: int) -> Span:
    """Return which cells of a layer's input, of so many, a span of its output depends on."""
    if span[1] < span[0]:
        return span
    if layer.sees_everything:
        return 0, length - 1
    window = layer.window()
    if window is None:
        return (0, 0) if length == 1 else span  # one number may be multiplied with a whole map
    stride, before = window.stride[axis], window.before[axis]
    first = span[0] * stride - before
    last = span[1] * stride - before + window.reach[axis] - 1
    first, last = -(-first // window.growth[axis]), last // window.growth[axis]
    return max(0, first), min(last, length - 1)


def _around(spans: Iterable[Span]) -> Span:
    """Return the smallest span around several, of which some may be empty."""
    some = [span for span in spans if span[0] <= span[1]]
    if not some:
        return 0, -1
    return min(first for first, _ in some), max(last for _, last in some)

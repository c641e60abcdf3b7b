"""Deletion and insertion: whether the pixels that a heat map calls important are important."""

from dataclasses import dataclass, field

import numpy as np

from engine.checks import Array, float_array, real_number, shown, times, whole
from engine.explain.heat_maps.scores import (
    Tell,
    at_once,
    check_batch,
    check_image,
    classes,
    probability,
    silent,
)
from engine.images.resampling import blur, resize
from engine.networks.graph import Graph

_MOST_STEPS = 1000


@dataclass(frozen=True)
class Curve:
    """The probability of a class while pixels are deleted or inserted.

    `shares` (steps + 1) are the shares of the pixels that are changed, from 0 to 1,
    `probabilities` (N×(steps + 1)) those of each sample's class.
    """

    shares: Array = field(repr=False)
    probabilities: Array = field(repr=False)

    @property
    def area(self) -> Array:
        """The area under each sample's curve, N, by the trapezoidal rule; at most 1."""
        return np.trapezoid(self.probabilities, self.shares, axis=1)


def deletion(
    network: Graph,
    x: object,
    target: object,
    heat_map: object,
    steps: int = 50,
    value: float = 0.0,
    tell: Tell = silent,
) -> Curve:
    """Return how a class's probability falls while the most important pixels are deleted.

    Pixels are set to `value` in every channel, the highest of the heat map first, the same number
    at each step. The better the map, the sooner the probability falls, and the smaller the area.
    Source: Petsiuk et al., "RISE: randomized input sampling for explanation of black-box models"
    (2018), its causal metric.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`; the network takes images. Its probability is its own last softmax or
        sigmoid, otherwise the softmax of its scores.
    heat_map
        N×H×W (H×W for one sample), of the input's size or a layer's, which is then resized by
        bilinear interpolation. Of equal numbers the first in reading order go first.
    steps
        From none to all pixels, 1 to 1,000.
    value
        Of a deleted pixel; 0 is mid-grey for pictures of `datasets.as_input`.
    tell
        Is called with the share that is done, from time to time; what it raises breaks off.

    Returns
    -------
    A `Curve`.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such class, no images, a heat map that does not fit or holds NaN.
    """
    batch, chosen, order = _checked(network, x, target, heat_map)
    number = real_number(value, "value")
    with np.errstate(over="ignore"):
        empty = np.full_like(batch, number)
    return _curve(network, (batch, empty), chosen, order, steps, tell)


def insertion(
    network: Graph,
    x: object,
    target: object,
    heat_map: object,
    steps: int = 50,
    sigma: float = 3.0,
    tell: Tell = silent,
) -> Curve:
    """Return how a class's probability rises while the most important pixels are inserted.

    It begins with the picture blurred by a Gaussian of `sigma` pixels, 0.01 to 50, and ends with
    the picture itself: the better the map, the larger the area. Source and arguments as in
    `deletion`.
    """
    batch, chosen, order = _checked(network, x, target, heat_map)
    return _curve(network, (blur(batch, sigma), batch), chosen, order, steps, tell)


def _checked(
    network: Graph, x: object, target: object, heat_map: object
) -> tuple[Array, Array, Array]:
    """Return the batch, its classes, and each sample's pixels, the most important first."""
    size = check_image(network)[1:]
    batch = check_batch(network, x)
    chosen = classes(network, target, len(batch))
    maps = float_array(heat_map, "heat_map")
    maps = maps[None] if maps.ndim == 2 else maps
    if maps.ndim != 3 or len(maps) != len(batch) or maps.size == 0:
        shape = times(maps.shape) or shown(heat_map)
        raise ValueError(f"heat_map is {shape}; it must be {len(batch)}×H×W, one map a sample")
    if np.isnan(maps).any():
        raise ValueError("heat_map holds NaN; its pixels cannot be put in order")
    maps = maps if maps.shape[1:] == size else resize(maps, size)
    order = np.argsort(-maps.reshape(len(maps), -1), axis=1, kind="stable")
    return batch, chosen, order


def _curve(
    network: Graph,
    ends: tuple[Array, Array],
    chosen: Array,
    order: Array,
    steps: object,
    tell: Tell,
) -> Curve:
    """Return the curve from the first of two pictures to the second, pixel by pixel."""
    pixels = order.shape[1]
    cuts = np.linspace(0, pixels, whole(steps, "steps", 1, _MOST_STEPS) + 1)
    counts = np.rint(cuts).astype(int)
    ranks = np.argsort(order, axis=1).reshape(len(order), 1, *ends[0].shape[2:])
    found = []
    together = max(1, at_once(network) // len(order))
    for first in range(0, len(counts), together):
        here = counts[first : first + together]
        changed = np.concatenate([np.where(ranks < count, ends[1], ends[0]) for count in here])
        values = probability(network, changed, np.tile(chosen, len(here)))
        found.append(values.reshape(len(here), -1))
        tell(min(1.0, (first + len(here)) / len(counts)))
    return Curve(counts / pixels, np.concatenate(found).T)

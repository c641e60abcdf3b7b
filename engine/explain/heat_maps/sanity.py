"""Sanity checks of heat maps: what becomes of them when the network forgets what it learned.

Source: Adebayo et al., "Sanity checks for saliency maps" (2018): a map that does not change when
the weights do, explains nothing of what was learned.
"""

import copy
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.checks import float_array, times, whole
from engine.explain.heat_maps.scores import layer_number
from engine.networks.graph import Graph

Floats = NDArray[np.float64]

_WINDOW = 7
_STEADY = 0.01**2, 0.03**2  # of structural similarity, for maps from 0 to 1


@dataclass(frozen=True)
class Similarity:
    """How much two heat maps are alike: 1 where they are the same, about 0 where unrelated.

    `rank` is Spearman's rank correlation, `absolute_rank` that of the absolute values (both NaN
    where a map is constant), `structure` the structural similarity, SSIM.
    """

    rank: float
    absolute_rank: float
    structure: float


def randomised(network: Graph, down_to: str | int, seed: int = 0) -> Graph:
    """Return a copy of a network whose layers, from the last down to a given one, are untrained.

    Their weights are drawn anew (He's uniform; biases 0) and running statistics begin again; the
    layers before keep theirs. So layer by layer from the last to the first, it is the cascading
    randomisation of Adebayo et al. (2018).

    Parameters
    ----------
    network
        A `Graph` or `Sequential`; it does not change.
    down_to
        A node: its name, or its number from 0 on.
    seed
        Of the new weights. The same seed gives a layer the same weights however far down it goes.

    Returns
    -------
    A network of the same kind, shape and type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such layer, no seed.
    """
    first = layer_number(network, down_to, "down_to")
    fresh = Graph(network.input_shape, network.nodes, whole(seed, "seed", 0), dtype=network.dtype)
    changed = copy.deepcopy(network)
    for node in network.nodes[first:]:
        for name in fresh.state:
            if name.rpartition(".")[0] == node.name:
                changed.state[name][...] = fresh.state[name]
    return changed


@np.errstate(all="ignore")  # what is no number is seen in the result
def similarity(first: object, second: object) -> Similarity:
    """Return how much two heat maps, H×W each, are alike, as Adebayo et al. (2018) measure it.

    Spearman's rank correlation takes the mean rank of equal numbers. Structural similarity (Wang et
    al., "Image quality assessment: from error visibility to structural similarity", 2004) is the
    mean over windows of 7×7 (smaller where the map is) of

    (2·μ₁·μ₂ + 0.01²)·(2·σ₁₂ + 0.03²) / ((μ₁² + μ₂² + 0.01²)·(σ₁² + σ₂² + 0.03²))

    with sample variances, of both maps scaled from 0 to 1, as scikit-image's. Raises ValueError or
    TypeError, in one sentence, for other shapes or for a map smaller than 3×3.
    """
    maps = [float_array(one, name, "H×W") for one, name in ((first, "first"), (second, "second"))]
    one, other = (each.astype(np.float64) for each in maps)
    if one.shape != other.shape or min(one.shape) < 3:
        raise ValueError(
            f"the maps are {times(one.shape)} and {times(other.shape)}; they must have the same"
            " size, at least 3×3"
        )
    return Similarity(
        _correlation(_ranks(one), _ranks(other)),
        _correlation(_ranks(np.abs(one)), _ranks(np.abs(other))),
        _structure(_scaled(one), _scaled(other)),
    )


def _ranks(values: Floats) -> Floats:
    """Return the place of each number in order, from 1 on; equal ones share the mean place."""
    _, which, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    means: Floats = np.cumsum(counts) - (counts - 1) / 2
    return means[which]


def _correlation(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    return float(np.sum(one * other) / np.sqrt(np.sum(one**2) * np.sum(other**2)))


def _scaled(values: Floats) -> Floats:
    low, range_ = values.min(), np.ptp(values)
    return (values - low) / range_ if range_ > 0 else np.zeros_like(values)


def _structure(one: Floats, other: Floats) -> float:
    side = min(_WINDOW, *one.shape)
    side -= 1 - side % 2
    steady_mean, steady_variance = _STEADY

    def mean(values: Floats) -> Floats:
        found: Floats = sliding_window_view(values, (side, side)).mean(axis=(2, 3))
        return found

    sample = side**2 / (side**2 - 1)
    mean_1, mean_2 = mean(one), mean(other)
    variance_1 = sample * (mean(one**2) - mean_1**2)
    variance_2 = sample * (mean(other**2) - mean_2**2)
    shared = sample * (mean(one * other) - mean_1 * mean_2)
    above = (2 * mean_1 * mean_2 + steady_mean) * (2 * shared + steady_variance)
    below = mean_1**2 + mean_2**2 + steady_mean, variance_1 + variance_2 + steady_variance
    return float(np.mean(above / (below[0] * below[1])))

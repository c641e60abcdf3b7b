"""A layer seen through a set of pictures: what moves a channel most, which pictures are alike."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array, real_array, whole
from engine.explain.features.receptive import Rectangle, receptive_field
from engine.explain.heat_maps.scores import (
    check_batch,
    check_image,
    check_maps,
    layer_number,
    portions,
)
from engine.networks.graph import Graph

_MOST_BINS = 1000


@dataclass(frozen=True)
class Patch:
    """Where a channel is most active in a picture.

    `picture` is its number from 0 on, `cell` (row, column) of the map, `rectangle` what the cell
    sees of the picture, `value` the number there.
    """

    picture: int
    cell: tuple[int, int]
    rectangle: Rectangle
    value: float


@dataclass(frozen=True)
class Neighbours:
    """The pictures that are most alike, the nearest first: for each of N samples `count` of them.

    `pictures` are their numbers from 0 on, `similarity` the cosines, N×count.
    """

    pictures: NDArray[np.intp]
    similarity: NDArray[np.float64]


@dataclass(frozen=True)
class MapStatistics:
    """Numbers of a map: `counts` (bins) of those from one of `edges` (bins + 1) to the next.

    `zeros` is the share of numbers that are exactly 0, `sigma` the standard deviation.
    """

    least: float
    greatest: float
    mean: float
    sigma: float
    zeros: float
    counts: NDArray[np.intp] = field(repr=False)
    edges: NDArray[np.float64] = field(repr=False)


def top_patches(
    network: Graph, layer: str | int, channel: int, pictures: object, count: int = 9
) -> tuple[Patch, ...]:
    """Return the parts of pictures that move a channel of a layer most, one of each picture.

    In each picture it is the cell where the map is largest, and what that cell sees. Source: Zeiler
    & Fergus, "Visualizing and understanding convolutional networks" (2014), section 4, who show the
    nine highest.

    Parameters
    ----------
    network
        A `Graph` or `Sequential` that takes images.
    layer
        A node whose output is maps: its name, or its number from 0 on.
    channel
        From 0 on.
    pictures
        N × the network's input shape.
    count
        How many, the highest first; fewer where there are fewer pictures.

    Returns
    -------
    A tuple of `Patch`. Of equal numbers the first come first.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such layer or channel, no maps, pictures that do not fit.
    """
    check_image(network)
    number = layer_number(network, layer)
    channels, _, width = check_maps(network, number)
    whole(channel, "channel", 0, channels - 1), whole(count, "count", 1)
    maps = np.concatenate(
        [out[:, channel].reshape(len(out), -1) for out in _outputs(network, number, pictures)]
    )
    places = maps.argmax(axis=1)
    values = maps[np.arange(len(maps)), places]
    best = np.argsort(-values, kind="stable")[:count]
    return tuple(
        Patch(
            int(picture),
            cell := divmod(int(places[picture]), width),
            receptive_field(network, number, cell),
            float(values[picture]),
        )
        for picture in best
    )


@np.errstate(all="ignore")  # what is no number is seen in the result
def nearest(
    network: Graph, layer: str | int, x: object, pictures: object, count: int = 5
) -> Neighbours:
    """Return the pictures that a layer finds most alike, by the cosine of its features.

    cos = a·b / (|a|·|b|), where a and b are all numbers that the layer gives for two pictures; 0
    where one of them is all 0. In the last layers pictures of a kind are near each other even where
    their pixels differ (Krizhevsky et al., "ImageNet classification with deep convolutional neural
    networks", 2012, section 6.1, by Euclidean distance).

    Parameters
    ----------
    network
        A `Graph` or `Sequential`.
    layer
        A node: its name, or its number from 0 on.
    x
        A batch, N × the network's input shape, whose neighbours are asked for.
    pictures
        M × the network's input shape, among which they are looked for.
    count
        How many for each sample; fewer where there are fewer pictures.

    Returns
    -------
    `Neighbours`. Of pictures equally alike the first come first.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such layer, pictures that do not fit.
    """
    number = layer_number(network, layer)
    whole(count, "count", 1)
    asked, known = (
        np.concatenate([_directions(out) for out in _outputs(network, number, batch)])
        for batch in (x, pictures)
    )
    alike = asked @ known.T
    order = np.argsort(-alike, axis=1, kind="stable")[:, :count]
    return Neighbours(order, np.take_along_axis(alike, order, axis=1))


def map_statistics(values: object, bins: int = 20) -> MapStatistics:
    """Return range, mean, standard deviation, share of zeros and histogram of any array.

    `bins`, 1 to 1,000, of equal width reach from the least to the greatest number, which is in the
    last bin; where all are equal, all are in the first. Raises ValueError or TypeError, in one
    sentence, where there are no numbers or not all are finite.
    """
    numbers = real_array(values, "values").astype(np.float64).ravel()
    whole(bins, "bins", 1, _MOST_BINS)
    if numbers.size == 0:
        raise ValueError("values is empty; it must hold at least one number")
    if not np.isfinite(numbers).all():
        raise ValueError("values holds numbers that are not finite; there is no histogram of them")
    least, greatest = float(numbers.min()), float(numbers.max())
    # In units of the largest number, so that no sum or difference is too large for a float.
    unit = max(abs(least), abs(greatest)) or 1.0
    small = numbers / unit
    span = small.max() - small.min()
    which = (small - small.min()) * (bins / span) if span else np.zeros(small.size)
    places = np.minimum(which.astype(np.intp), bins - 1)
    return MapStatistics(
        least,
        greatest,
        float(small.mean()) * unit,
        float(small.std()) * unit,
        float(np.mean(numbers == 0)),
        np.bincount(places, minlength=bins),
        np.linspace(small.min(), small.max(), bins + 1) * unit,
    )


def _outputs(network: Graph, number: int, pictures: object) -> Iterator[Array]:
    """Yield what a node gives for pictures, a few of them at a time."""
    batch = check_batch(network, pictures)
    for here in portions(len(batch)):
        yield network.trace(batch[here], layers=number + 1).output


def _directions(features: Array) -> NDArray[np.float64]:
    """Return each sample's features as a row of length 1, or of zeros."""
    rows = features.reshape(len(features), -1).astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    directions: NDArray[np.float64] = rows / np.where(lengths == 0, 1, lengths)
    return directions

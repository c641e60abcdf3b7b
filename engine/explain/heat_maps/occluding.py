"""Occlusion: how much a class's score drops where a patch of the picture is covered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from engine.checks import Array, pair, real_number, times, whole
from engine.explain.heat_maps.scores import (
    at_once,
    check_batch,
    check_image,
    classes,
    score,
    score_and_probability,
)
from engine.networks.graph import Graph

Pair = tuple[int, int]


@dataclass(frozen=True)
class Occlusion:
    """What is known of an occlusion: the scores with the patch at each of its positions.

    `score` (N) is that of the whole pictures, `scores` (N×rows×columns) those with the patch at
    (row·stride, column·stride), NaN where it has not been yet; `done` is the number of positions
    where it has been. `probability` and `probabilities` are the class's, likewise. `size` is the
    picture's, `patch` and `stride` are (vertical, horizontal).
    """

    size: Pair
    patch: Pair
    stride: Pair
    done: int
    score: Array = field(repr=False)
    scores: Array = field(repr=False)
    probability: Array = field(repr=False)
    probabilities: Array = field(repr=False)

    @property
    def positions(self) -> int:
        """How many positions the patch has in all."""
        return int(self.scores[0].size)

    @property
    def drops(self) -> Array:
        """By how much the score is lower with the patch at each position, N×rows×columns."""
        dropped: Array = self.score[:, None, None] - self.scores
        return dropped

    @property
    def heat_map(self) -> Array:
        """The mean drop over the patches that cover each pixel, N×H×W; NaN where none has been."""
        sums = np.zeros((len(self.score), *self.size))
        counts = np.zeros(self.size)
        drops = self.drops
        for number, place in enumerate(np.ndindex(drops.shape[1:])):
            if number == self.done:
                break
            here = _covered(place, self.patch, self.stride)
            sums[:, *here] += drops[:, place[0], place[1], None, None]
            counts[here] += 1
        with np.errstate(all="ignore"):
            return (sums / np.where(counts, counts, np.nan)).astype(self.scores.dtype)


def occlusion(
    network: Graph,
    x: object,
    target: object,
    patch: int | Pair,
    stride: int | Pair | None = None,
    value: float = 0.0,
) -> Array:
    """Return the occlusion map: at each pixel, how much covering it lowers a class's score.

    A patch is moved over the picture by `stride`, all its pixels set to `value` in every channel;
    the map is the mean over the patches that cover a pixel of score(x) − score(x with the patch).
    Source: Zeiler & Fergus, "Visualizing and understanding convolutional networks" (2014),
    section 4.2; the mean over overlapping patches is Captum's.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`; the network takes images.
    patch
        The side of the patch in pixels, or a (height, width) pair, not larger than the picture.
    stride
        Pixels from one position to the next, or a pair, not more than the patch; None is the
        patch's size. The last patches are cut off at the edge, so that every pixel is covered.
    value
        What stands in the patch; 0 is mid-grey for pictures of `datasets.as_input`.

    Returns
    -------
    N×H×W of the input, with its sign (a rising score is negative), in the network's type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such class, no images, a patch or stride that does not fit.
    """
    *_, last = occlusion_steps(network, x, target, patch, stride, value)
    return last.heat_map


def occlusion_steps(
    network: Graph,
    x: object,
    target: object,
    patch: int | Pair,
    stride: int | Pair | None = None,
    value: float = 0.0,
) -> Iterator[Occlusion]:
    """Compute the map of `occlusion` little by little, row by row.

    Arguments and errors as there; what is wrong is raised by the call itself. Yields an `Occlusion`
    after at most 64 covered pictures, of a large network fewer; nothing more is computed if the
    caller stops asking.
    """
    size = check_image(network)[1:]
    window = _patch(patch, size)
    step = window if stride is None else pair(stride, "stride", 1)
    if step[0] > window[0] or step[1] > window[1]:
        raise ValueError(
            f"stride is {times(step)}; it must be at most the patch, {times(window)}, so that no"
            " pixel is left out"
        )
    batch = check_batch(network, x)
    chosen = classes(network, target, len(batch))
    return _steps(network, batch, chosen, (size, window, step), _value(value, batch))


def occluded_score(
    network: Graph,
    x: object,
    target: object,
    row: int,
    column: int,
    patch: int | Pair,
    value: float = 0.0,
) -> Array:
    """Return a class's scores, N, with one patch over the picture, its first pixel at row, column.

    Otherwise as `occlusion`; the score there is subtracted from that of the whole picture.
    """
    size = check_image(network)[1:]
    window = _patch(patch, size)
    place = whole(row, "row", 0, size[0] - 1), whole(column, "column", 0, size[1] - 1)
    batch = check_batch(network, x).copy()
    chosen = classes(network, target, len(batch))
    batch[..., *_covered(place, window, (1, 1))] = _value(value, batch)
    return score(network, batch, chosen)


def _steps(
    network: Graph, x: Array, chosen: Array, sizes: tuple[Pair, Pair, Pair], value: Array
) -> Iterator[Occlusion]:
    size, patch, stride = sizes
    rows, columns = (
        -(-(length - window) // step) + 1
        for length, window, step in zip(size, patch, stride, strict=True)
    )
    before = score_and_probability(network, x, chosen)
    after = np.full((2, len(x), rows, columns), np.nan, x.dtype)
    places = list(product(range(rows), range(columns)))
    together = max(1, at_once(network) // len(x))
    for first in range(0, len(places), together):
        here = places[first : first + together]
        hidden = np.repeat(x[None], len(here), axis=0)
        for copy, place in zip(hidden, here, strict=True):
            copy[..., *_covered(place, patch, stride)] = value
        covered = hidden.reshape(-1, *x.shape[1:])
        found = np.stack(score_and_probability(network, covered, np.tile(chosen, len(here))))
        for i, place in enumerate(here):
            after[:, :, *place] = found[:, i * len(x) : (i + 1) * len(x)]
        scores, probabilities = after.copy()
        done = first + len(here)
        yield Occlusion(size, patch, stride, done, before[0], scores, before[1], probabilities)


def _covered(place: tuple[int, ...], patch: Pair, stride: Pair) -> tuple[slice, slice]:
    """Return the rows and columns under the patch at a position."""
    top, left = place[0] * stride[0], place[1] * stride[1]
    return slice(top, top + patch[0]), slice(left, left + patch[1])


def _patch(patch: object, size: Pair) -> Pair:
    window = pair(patch, "patch", 1)
    if window[0] > size[0] or window[1] > size[1]:
        raise ValueError(f"patch is {times(window)}; it must fit into the picture, {times(size)}")
    return window


def _value(value: object, like: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(real_number(value, "value"), like.dtype)

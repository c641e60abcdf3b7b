"""Activation maximisation: a picture that moves a unit as much as it can, found by climbing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from engine.checks import Array, float_array, real_number, shown, times, whole
from engine.explain.features.receptive import check_cell
from engine.explain.heat_maps.scores import check_image, layer_number
from engine.images.resampling import WIDEST_BLUR, blur
from engine.networks.graph import Graph

MOST_STEPS = 10_000
_START = 0.1  # standard deviation of the noise to begin with
_BLUR_EVERY = 4  # steps, as in Yosinski et al.

Limits = tuple[float, float]


@dataclass(frozen=True)
class Ascent:
    """A picture, C×H×W, after so many steps; `value` is what was climbed, there."""

    step: int
    value: float
    picture: Array = field(repr=False)


@dataclass(frozen=True)
class _Settings:
    """Settings of a climb that were checked."""

    steps: int
    rate: float
    jitter: int
    blur: float
    decay: float
    limits: Limits | None


def maximise(
    network: Graph,
    layer: str | int,
    unit: int,
    cell: tuple[int, int] | None = None,
    steps: int = 200,
    rate: float = 0.05,
    jitter: int = 1,
    blur: float = 0.5,
    decay: float = 0.01,
    limits: Limits | None = (-1.0, 1.0),
    start: object = None,
    seed: int = 0,
) -> Iterator[Ascent]:
    """Climb to a picture that moves a unit of a layer most: activation maximisation.

    x ← (1 − decay)·(x + rate·g/√(mean g²)), where g is the gradient of what is climbed: the mean of
    a channel, one cell of it, or one number of a row (a class's score). Sources: Erhan et al.,
    "Visualizing higher-layer features of a deep network" (2009); decay and blur: Yosinski et al.,
    "Understanding neural networks through deep visualization" (2015), section 3; jitter: Olah et
    al., "Feature visualization" (2017). Without the three the picture becomes noise.

    Parameters
    ----------
    network
        A `Graph` or `Sequential` that takes images.
    layer
        A node: its name, or its number from 0 on; a last softmax or sigmoid is left out.
    unit
        The channel of maps, or the number in a row, from 0 on.
    cell
        (row, column) of the map; None climbs the mean of all.
    steps
        0 to 10,000.
    rate
        By how much a step changes pixels, as a root mean square, in the pictures' own units.
    jitter
        Before each gradient the picture is moved by up to so many pixels, wrapping round.
    blur
        Sigma in pixels of a Gaussian after every fourth step; 0 for none.
    decay
        The share that each step takes away from every pixel, 0 to 1.
    limits
        The least and the greatest number of a pixel, as `datasets.as_input` gives; None for none.
    start
        The picture to begin with, C×H×W; None takes noise.
    seed
        Of noise and jitter.

    Yields
    ------
    An `Ascent` of the first picture and after every step, `value` taken without jitter. Nothing
    more is computed if the caller stops asking.

    Raises
    ------
    ValueError, TypeError
        In one sentence, by the call itself: no such unit, no images, a setting beyond its limits.
    """
    shape, number = check_image(network), layer_number(network, layer)
    settings = _Settings(
        whole(steps, "steps", 0, MOST_STEPS),
        real_number(rate, "rate", above=0, maximum=100),
        whole(jitter, "jitter", 0, min(shape[1:])),
        check_blur(blur),
        real_number(decay, "decay", minimum=0, maximum=1),
        check_limits(limits),
    )
    aim = _aim(network, number, unit, cell)
    rng = np.random.default_rng(whole(seed, "seed", 0))
    if start is None:
        picture = (_START * rng.standard_normal(shape)).astype(network.dtype)
    else:
        picture = float_array(start, "start", dtype=network.dtype)
        if picture.shape != shape:
            raise ValueError(f"start is {times(picture.shape)}; it must be {times(shape)}")
    return _climb(network, number + 1, aim, clipped(picture, settings.limits), settings, rng)


def check_blur(sigma: object) -> float:
    """Return a sigma that `blur` takes, or 0 for none; ValueError or TypeError else."""
    given = real_number(sigma, "blur", minimum=0, maximum=WIDEST_BLUR)
    return max(given, 0.01) if given else 0.0


def check_limits(limits: object) -> Limits | None:
    """Return the least and the greatest number of a pixel; ValueError or TypeError else."""
    if limits is None:
        return None
    if not isinstance(limits, tuple | list) or len(limits) != 2:
        raise ValueError(f"limits is {shown(limits)}; it must be (least, greatest) or None")
    least, greatest = (real_number(one, "limits") for one in limits)
    if least >= greatest:
        raise ValueError(f"limits is {shown(limits)}; the first number must be the smaller one")
    return least, greatest


@np.errstate(all="ignore")
def clipped(picture: Array, limits: Limits | None) -> Array:
    """Return a new picture within the limits."""
    return picture.copy() if limits is None else np.clip(picture, *limits).astype(picture.dtype)


@np.errstate(all="ignore")
def uphill(grad: Array, rate: float) -> Array:
    """Return a step along a gradient, whose root mean square is `rate`; none where it is 0."""
    size = np.sqrt(np.mean(grad.astype(np.float64) ** 2))
    return (grad * (rate / (size or 1.0))).astype(grad.dtype)


def _aim(network: Graph, number: int, unit: object, cell: object) -> Array:
    """Return the gradient of what is climbed with respect to a node's output, 1×its shape."""
    shape = network.table.rows[number].output
    chosen = whole(unit, "unit", 0, shape[0] - 1)
    aim = np.zeros((1, *shape), network.dtype)
    if cell is not None:
        aim[0, chosen, *check_cell(network, number, cell)] = 1
    else:
        aim[0, chosen] = 1 / aim[0, chosen].size
    return aim


@np.errstate(all="ignore")  # what is no number is seen in the result
def _climb(
    network: Graph,
    layers: int,
    aim: Array,
    picture: Array,
    settings: _Settings,
    rng: np.random.Generator,
) -> Iterator[Ascent]:
    for step in range(settings.steps + 1):
        trace = network.trace(picture[None], layers=layers)
        yield Ascent(step, float(np.sum(trace.output * aim)), picture.copy())
        if step == settings.steps:
            return
        move = rng.integers(-settings.jitter, settings.jitter + 1, 2)
        if move.any():
            trace = network.trace(np.roll(picture, move, axis=(1, 2))[None], layers=layers)
        grad = network.backward(trace, aim, needs_input_grad=True).input
        assert grad is not None
        picture = picture + uphill(np.roll(grad[0], -move, axis=(1, 2)), settings.rate)
        picture = (1 - settings.decay) * picture
        if settings.blur and step % _BLUR_EVERY == _BLUR_EVERY - 1:
            picture = blur(picture, settings.blur)
        picture = clipped(picture.astype(network.dtype), settings.limits)

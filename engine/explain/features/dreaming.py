"""Deep dream: a picture changed so that a layer sees more of what it sees in it already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.checks import Array, float_array, real_number, times, whole
from engine.explain.features.ascent import Limits, check_limits, clipped, uphill
from engine.explain.heat_maps.scores import check_image, check_maps, layer_number
from engine.images.resampling import resize
from engine.networks.graph import Graph

_MOST_STEPS, _MOST_OCTAVES = 1000, 10
OCTAVE = 1.4
"""How much larger the picture usually becomes from octave to octave."""


@dataclass(frozen=True)
class Dream:
    """The picture, C×H×W at its octave's size, after so many steps of octave `octave` (from 0 on).

    `value` is half the mean square of the layer there.
    """

    octave: int
    step: int
    value: float
    picture: Array = field(repr=False)


@dataclass(frozen=True)
class _Settings:
    """Settings of a dream that were checked."""

    channel: int | None
    steps: int
    rate: float
    jitter: int
    limits: Limits | None


def deep_dream(
    network: Graph,
    picture: object,
    layer: str | int,
    channel: int | None = None,
    octaves: int = 3,
    scale: float = OCTAVE,
    steps: int = 10,
    rate: float = 0.05,
    jitter: int = 4,
    limits: Limits | None = (-1.0, 1.0),
    seed: int = 0,
) -> Iterator[Dream]:
    """Change a picture so that a layer's numbers grow, from coarse to fine: deep dream.

    x ← x + rate·g/√(mean g²), where g is the gradient of ½·mean(A²), A the layer's maps: whatever
    is there becomes more. It begins with a small copy of the picture; what it has changed is
    enlarged and laid over the next larger copy. Source: Mordvintsev et al., "Inceptionism: going
    deeper into neural networks" (2015), and the notebook they published with it.

    Parameters
    ----------
    network
        A `Graph` or `Sequential` that takes images.
    picture
        C×H×W with the channels that the network takes, as `datasets.as_input` gives. It may have
        any size if all layers up to `layer` move windows over maps.
    layer
        A node whose output is maps: its name, or its number from 0 on.
    channel
        From 0 on; None takes all.
    octaves
        How many sizes, 1 to 10, the last the picture's own.
    scale
        From one size to the next, 1 to 4.
    steps
        In each octave, 1 to 1,000.
    rate, limits, seed
        As in `maximise`.
    jitter
        As in `maximise`, at most the side of the picture in its octave.

    Yields
    ------
    A `Dream` at the beginning of each octave and after every step. Nothing more is computed if the
    caller stops asking.

    Raises
    ------
    ValueError, TypeError
        In one sentence, by the call itself: no such layer, no maps, a picture that does not fit, a
        setting beyond its limits.
    """
    number = layer_number(network, layer)
    channels = check_image(network)[0]
    depth = check_maps(network, number)[0]
    given = float_array(picture, "picture", dtype=network.dtype)
    if given.ndim != 3 or given.shape[0] != channels or given.size == 0:
        raise ValueError(f"picture is {times(given.shape)}; it must be {channels}×H×W")
    settings = _Settings(
        None if channel is None else whole(channel, "channel", 0, depth - 1),
        whole(steps, "steps", 1, _MOST_STEPS),
        real_number(rate, "rate", above=0, maximum=100),
        whole(jitter, "jitter", 0),
        check_limits(limits),
    )
    count = whole(octaves, "octaves", 1, _MOST_OCTAVES)
    factor = real_number(scale, "scale", minimum=1, maximum=4)
    sizes = [
        tuple(max(1, round(side / factor**left)) for side in given.shape[1:])
        for left in range(count - 1, -1, -1)
    ]
    networks = [_for_size(network, number, size) for size in sizes]
    rng = np.random.default_rng(whole(seed, "seed", 0))
    return _dream(networks, clipped(given, settings.limits), settings, rng)


def _for_size(network: Graph, number: int, size: Sequence[int]) -> Graph:
    """Return the part of a network up to a node, for pictures of another size."""
    wanted = {network.nodes[number].name}
    nodes = []
    for node in reversed(network.nodes[: number + 1]):
        if node.name in wanted:
            wanted.update(node.inputs)
            nodes.append(node)
    try:
        part = Graph((network.input_shape[0], *size), nodes[::-1], dtype=network.dtype)
    except ValueError as error:
        raise ValueError(f"a picture of {times(size)} does not fit: {error}") from None
    part.set_state({name: network.state[name] for name in part.state})
    return part


@np.errstate(all="ignore")  # what is no number is seen in the result
def _dream(
    networks: Sequence[Graph], picture: Array, settings: _Settings, rng: np.random.Generator
) -> Iterator[Dream]:
    change = np.zeros_like(picture)
    for octave, network in enumerate(networks):
        plain = resize(picture, network.input_shape[1:])
        now = clipped(plain + resize(change, plain.shape[1:]), settings.limits)
        for step in range(settings.steps + 1):
            yield Dream(octave, step, _value(network, now, settings.channel), now.copy())
            if step == settings.steps:
                break
            reach = min(settings.jitter, *now.shape[1:])
            move = rng.integers(-reach, reach + 1, 2)
            grad = _slope(network, np.roll(now, move, axis=(1, 2)), settings.channel)
            now = now + uphill(np.roll(grad, -move, axis=(1, 2)), settings.rate)
            now = clipped(now, settings.limits)
        change = now - plain


def _value(network: Graph, picture: Array, channel: int | None) -> float:
    """Return half the mean square of a network's last maps."""
    maps = network(picture[None])[:, _chosen(channel)]
    return float(np.mean(maps.astype(np.float64) ** 2)) / 2


def _slope(network: Graph, picture: Array, channel: int | None) -> Array:
    """Return the gradient of that, in the picture's shape."""
    trace = network.trace(picture[None])
    maps = trace.output[:, _chosen(channel)]
    grad = np.zeros_like(trace.output)
    grad[:, _chosen(channel)] = maps / maps.size
    of_input = network.backward(trace, grad, needs_input_grad=True).input
    assert of_input is not None
    found: Array = of_input[0]
    return found


def _chosen(channel: int | None) -> slice:
    return slice(None) if channel is None else slice(channel, channel + 1)

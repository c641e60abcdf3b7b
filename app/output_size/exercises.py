"""The exercises: each with the lectures' numbers, and with new ones for every seed."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from app.output_size import size_questions as sizes
from app.output_size import volume_questions as volumes
from app.output_size.grading import Exercise
from engine.planning.volumes import Layer, Volume

LECTURE = 0
"""The seed of the lectures' own numbers."""

MAX_SEED = 99_999


@dataclass(frozen=True)
class Kind:
    """One question of the lectures, and how its numbers are drawn anew."""

    title: str
    lecture: Exercise
    draw: Callable[[Random], Exercise]


def exercise(name: str, seed: int) -> Exercise:
    """Return the exercise `name` with the numbers of `seed`; the same for everyone."""
    kind = KINDS[name]
    return kind.lecture if seed == LECTURE else kind.draw(Random(f"{name} {seed}"))


def _size(random: Random) -> Exercise:
    kernel = random.randint(2, 7)
    padding = random.randint(0, kernel // 2)
    return sizes.size(random.randint(kernel + 4, 32), kernel, random.randint(1, 3), padding)


def _padded_size(random: Random) -> Exercise:
    kernel = random.choice((3, 5, 7))
    return sizes.size(random.randint(7, 32), kernel, 1, random.randint(1, kernel // 2))


def _fitting(random: Random, kernels: tuple[int, ...], strides: tuple[int, ...]) -> tuple[int, ...]:
    """(width, kernel, stride, padding) that leave nothing over."""
    kernel, stride = random.choice(kernels), random.choice(strides)
    padding = random.randint(0, (kernel - 1) // 2)
    output = random.randint(4, 40)
    width = (output - 1) * stride + kernel - 2 * padding
    return width, kernel, stride, padding


def _conv(random: Random, strides: tuple[int, ...] = (1, 2)) -> tuple[Volume, Layer]:
    width, kernel, stride, padding = _fitting(random, (3, 5, 7), strides)
    depth = random.choice((1, 3, 4, 6, 8, 16))
    filters = random.choice([count for count in (2, 5, 6, 10, 12, 20, 32, 64) if count != depth])
    return Volume(width, width, depth), Layer("conv", kernel, stride, padding, filters)


def _pool(random: Random) -> tuple[Volume, Layer]:
    width, kernel, stride, _ = _fitting(random, (2, 3), (2, 3))
    while (width - kernel) % stride:
        width += 1
    depth = random.choice((6, 12, 16, 64, 96))
    return Volume(width, width, depth), Layer("pool", kernel, stride)


def _padding_for(random: Random) -> Exercise:
    kernel, stride = random.choice((3, 5, 7)), random.choice((2, 3, 4))
    output = random.randint(5, 30)
    total = random.randint(0, kernel - 1)
    return sizes.padding_for((output - 1) * stride + kernel - total, kernel, stride, output)


def _repeated(random: Random) -> Exercise:
    return sizes.repeated(random.randint(28, 64), random.choice((3, 5)), random.randint(2, 6))


def _pooled(random: Random) -> Exercise:
    layers = random.randint(2, 5)
    return sizes.pooled(random.randint(3, 9) << layers, layers)


def _receptive_field(random: Random) -> Exercise:
    return sizes.receptive_field(random.choice((3, 5, 7)), random.randint(2, 6))


def _dense_weights(random: Random) -> Exercise:
    side = random.choice((16, 28, 50, 64, 100, 128, 1000))
    return volumes.dense_weights(Volume(side, side, random.choice((1, 3, 4))))


def _dense_parameters(random: Random) -> Exercise:
    side = random.choice((4, 5, 7, 8, 14))
    depth = random.choice((6, 12, 16, 32))
    return volumes.dense_parameters(Volume(side, side, depth), random.choice((10, 50, 84, 100)))


_TEN = Volume(32, 32, 3), Layer("conv", 5, 1, 2, 10)
_SIX = Volume(32, 32, 3), Layer("conv", 5, 1, 0, 6)
_TWENTY = Volume(32, 32, 3), Layer("conv", 3, 1, 0, 20)
_ONE = Volume(32, 32, 3), Layer("conv", 5)
_CONV1 = Volume(227, 227, 3), Layer("conv", 11, 4, 0, 96)
_POOL1 = Volume(55, 55, 96), Layer("pool", 3, 2)
_SLICES = Volume(11, 11, 4), Layer("conv", 5, 2, 0, 2)


def _volume(random: Random) -> Exercise:
    return volumes.conv_volume(*_conv(random))


def _parameters(random: Random) -> Exercise:
    return volumes.conv_parameters(*_conv(random))


def _pool_volume(random: Random) -> Exercise:
    return volumes.pool_volume(*_pool(random))


def _pool_parameters(random: Random) -> Exercise:
    return volumes.pool_parameters(*_pool(random))


KINDS = {
    "stride-1": Kind("7×7, stride 1", sizes.size(7, 3, 1, 0), _size),
    "stride-2": Kind("7×7, stride 2", sizes.size(7, 3, 2, 0), _size),
    "stride-3": Kind("7×7, stride 3", sizes.size(7, 3, 3, 0), _size),
    "pad-1": Kind("7×7, padding 1", sizes.size(7, 3, 1, 1), _padded_size),
    "same": Kind(
        "F = 5, S = 1: which P?",
        sizes.same_padding(5),
        lambda random: sizes.same_padding(random.randrange(3, 16, 2)),
    ),
    "half": Kind("F = 5, S = 2: which P?", sizes.padding_for(32, 5, 2, 16), _padding_for),
    "shrinking": Kind("32 → 28 → 24 …", sizes.repeated(32, 5, 3), _repeated),
    "six-maps": Kind("6 filters of 5×5", volumes.conv_volume(*_SIX), _volume),
    "ten-volume": Kind("10 filters, pad 2: volume", volumes.conv_volume(*_TEN), _volume),
    "ten-parameters": Kind(
        "10 filters, pad 2: parameters", volumes.conv_parameters(*_TEN), _parameters
    ),
    "one-filter": Kind("One 5×5×3 filter", volumes.conv_parameters(*_ONE), _parameters),
    "twenty": Kind("20 filters of 3×3×3", volumes.conv_parameters(*_TWENTY), _parameters),
    "slices": Kind("11×11×4, stride 2", volumes.conv_volume(*_SLICES), _volume),
    "conv1-volume": Kind("AlexNet CONV1: volume", volumes.conv_volume(*_CONV1), _volume),
    "conv1-parameters": Kind(
        "AlexNet CONV1: parameters", volumes.conv_parameters(*_CONV1), _parameters
    ),
    "pool1-volume": Kind("AlexNet POOL1: volume", volumes.pool_volume(*_POOL1), _pool_volume),
    "pool1-parameters": Kind(
        "AlexNet POOL1: parameters", volumes.pool_parameters(*_POOL1), _pool_parameters
    ),
    "five-pools": Kind("224 through five pools", sizes.pooled(224, 5), _pooled),
    "neuron": Kind(
        "One neuron on 32×32×3", volumes.dense_weights(Volume(32, 32, 3)), _dense_weights
    ),
    "dense": Kind(
        "FC after 16×16×12",
        volumes.dense_parameters(Volume(16, 16, 12), 10),
        _dense_parameters,
    ),
    "field": Kind(
        "Receptive field of two 3×3 layers", sizes.receptive_field(3, 2), _receptive_field
    ),
}

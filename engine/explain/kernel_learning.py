"""A kernel that is learned: from a picture and a wanted response, by gradient descent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.checks import real_array, whole
from engine.kernels import readiness
from engine.networks.optimisers import SGD
from engine.ops.convolution import conv2d, conv2d_backward
from engine.planning.values import times

Floats = NDArray[np.float32]

SIDE = 96
"""Of a large picture only the middle is learned from: so many rows and columns."""

MOMENTUM = 0.97


@dataclass(frozen=True)
class Learning:
    """What gradient descent did, step by step; step 0 is the random start.

    `steps` are those that are kept, `kernels` (steps×h×w) and `responses` (steps×H×W) theirs;
    `target` is the wanted response. `errors` are the root mean square differences between response
    and target, one for every step. All are in grey values, about the picture's mean.
    """

    steps: tuple[int, ...]
    kernels: Floats
    responses: Floats
    target: Floats
    errors: Floats


def learn(
    picture: object, kernel: object, seed: int = 0, count: int = 1000, kept: int = 40
) -> Learning:
    """Find `kernel` again from nothing but its response to a picture (H×W).

    The loss is half the mean squared difference of the responses (valid, stride 1), its gradient
    `conv2d_backward`'s. The start is random by `seed`. Raises ValueError, in one sentence, where
    the kernel is larger than the middle of the picture.
    """
    seen = _middle(real_array(picture, "picture", "height×width").astype(np.float32))
    weights = real_array(kernel, "kernel", "height×width").astype(np.float32)
    if any(cells > side for cells, side in zip(weights.shape, seen.shape, strict=True)):
        raise ValueError(f"kernel {times(weights.shape)} is larger than {times(seen.shape)} pixels")
    scale = float(seen.std()) or 1.0
    # About a mean of 0, and as large as 1: so the steepest slope is at most the number of taps.
    x = ((seen - seen.mean()) / scale)[None, None]
    target = conv2d(x, weights[None, None])
    size = float(np.abs(weights).max()) or 1.0
    drawn = np.random.default_rng(whole(seed, "seed", 0)).normal(scale=size / 2, size=weights.shape)
    learned = drawn.astype(np.float32)[None, None]
    readiness.wait()
    optimiser = SGD(lr=1 / weights.size, momentum=MOMENTUM)
    steps = _kept(whole(count, "count", 1), kept)
    kernels, responses, errors = [], [], []
    for step in range(count + 1):
        response = conv2d(x, learned)
        difference = response - target
        errors.append(scale * float(np.sqrt(np.mean(difference**2))))
        if step in steps:
            kernels.append(learned[0, 0].copy())
            responses.append(scale * response[0, 0])
        if step < count:
            _, gradient, _ = conv2d_backward(difference / difference.size, x, learned)
            optimiser.step({"kernel": learned}, {"kernel": gradient})
    made = np.array(kernels), np.array(responses), scale * target[0, 0]
    return Learning(steps, *made, np.array(errors, np.float32))


def _middle(picture: Floats) -> Floats:
    rows, columns = (
        slice(max(0, (side - SIDE) // 2), max(0, (side - SIDE) // 2) + SIDE)
        for side in picture.shape
    )
    return picture[rows, columns]


def _kept(count: int, kept: int) -> tuple[int, ...]:
    """Return many of the first steps, in which most happens, and fewer later on."""
    later = np.rint(np.geomspace(1, count, kept)).astype(int)
    return tuple(sorted({0, *map(int, later)}))

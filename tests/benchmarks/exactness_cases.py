"""Random pictures and layers of large dynamic range, their exact sums, and how far ours are off.

A sum is judged by its own window: the error counts in units of eps · Σ|w·x| over it. Sums of
float32 are computed in float64 for that, sums of float64 in `longdouble`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import engine
from engine.planning.padding import MODES, TORCH_MODES
from tests.engine.reference.convolution import same

Array = np.ndarray
LARGEST_RANGE = 7  # decades between the smallest and the largest magnitude


@dataclass(frozen=True)
class Case:
    """One call, and how to compute its sums in a wider type."""

    name: str
    dtype: type
    call: Callable[[], Array]
    sums: Callable[[], tuple[Array, Array, Array]]  # exact, Σ|w·x| and where every product is 0

    def ratio(self) -> float:
        """Return the largest error in eps · Σ|w·x|, ∞ where 0 (or the bias) was right and missed.

        Also ∞ where a number is not finite.
        """
        result = self.call()
        exact, scale, is_zero = self.sums()
        wide = result.reshape(exact.shape).astype(exact.dtype)
        error = np.abs(wide - exact)
        wrong = ~np.isfinite(wide) | (is_zero & (error > 0))
        units = np.finfo(self.dtype).eps * np.where(scale > 0, scale, 1)
        return float("inf") if wrong.any() else float((error / units).max(initial=0))


def wide_type(dtype: type) -> type:
    """Return the type in which sums of `dtype` are taken as exact."""
    if dtype is np.float32:
        return np.float64
    if np.finfo(np.longdouble).eps > np.finfo(np.float64).eps / 100:
        raise RuntimeError("there is no type wider than float64 here: run it on Linux")
    return np.longdouble


def windows_of(
    padded: Array, weight: Array, bias: Array, stride: tuple[int, int], dilation: tuple[int, int]
) -> tuple[Array, Array, Array]:
    """Sum N×C×H×W with K×C×F×F: (sums, Σ|w·x| + |bias|, where every product is 0)."""
    count = [
        (size - step * (side - 1) - 1) // pace + 1
        for size, side, pace, step in zip(
            padded.shape[2:], weight.shape[2:], stride, dilation, strict=True
        )
    ]
    shape = len(padded), len(weight), *count
    total, scale = (np.zeros(shape, padded.dtype) for _ in range(2))
    for i, j in np.ndindex(weight.shape[2:]):
        cells = padded[:, :, i * dilation[0] :, j * dilation[1] :]
        cells = cells[:, :, : (count[0] - 1) * stride[0] + 1, : (count[1] - 1) * stride[1] + 1]
        cells = cells[:, :, :: stride[0], :: stride[1]]
        taps = weight[:, :, i, j].astype(padded.dtype)
        if taps.size == 1:
            product = taps[0, 0] * cells
            total += product
            scale += np.abs(product)
            continue
        total += np.tensordot(cells, taps, (1, 1)).transpose(0, 3, 1, 2)
        scale += np.tensordot(np.abs(cells), np.abs(taps), (1, 1)).transpose(0, 3, 1, 2)
    offset = bias.astype(padded.dtype)[:, None, None]
    return total + offset, scale + np.abs(offset), scale == 0


# --- numbers --------------------------------------------------------------------------------------


def numbers(rng: np.random.Generator, shape: tuple[int, ...], signed: bool = True) -> Array:
    """Return numbers of a random range, in one of many arrangements."""
    decades = rng.uniform(0, LARGEST_RANGE)
    values = 10 ** (rng.uniform(-decades, 0, shape) + rng.uniform(-3, 3))
    if rng.random() < 0.25:
        values = np.full(shape, values.flat[0])
    elif rng.random() < 0.3:
        values = np.rint(255 * rng.random(shape))
    if signed and rng.random() < 0.6:
        values = values * rng.choice([-1, 1], shape)
    kind = rng.integers(5)
    if kind == 0:  # a band of rows that is brighter
        low, high = np.sort(rng.integers(0, shape[-2] + 1, 2))
        values[..., low:high, :] *= 10.0 ** rng.integers(1, LARGEST_RANGE + 1)
    elif kind == 1:  # a few bright cells
        values.flat[rng.integers(0, values.size, 3)] *= 10.0 ** rng.integers(1, LARGEST_RANGE + 1)
    elif kind == 2:  # mostly black
        values[rng.random(shape) < rng.uniform(0.2, 1)] = 0
    return values


def kernel_of(rng: np.random.Generator, tall: int, wide: int) -> Array:
    """Return weights: any, a product, nearly one, a sum of products, or with many zeros."""
    weights = numbers(rng, (tall, wide))
    kind = rng.integers(6)
    if kind == 1:
        weights = np.outer(numbers(rng, (tall, 1))[:, 0], numbers(rng, (wide, 1))[:, 0])
    elif kind == 2:
        weights = np.outer(rng.normal(size=tall), rng.normal(size=wide)).astype(np.float32)
        weights.flat[rng.integers(0, weights.size)] *= 1 + 10.0 ** -rng.integers(2, 8)
    elif kind == 3:
        weights = rng.normal(size=(tall, 2)) @ rng.normal(size=(2, wide))
    elif kind == 4:
        weights = rng.normal(size=(tall, wide)) * (rng.random((tall, wide)) < 0.2)
    return np.asarray(weights, np.float64)


def _pair(rng: np.random.Generator, highest: int) -> tuple[int, int]:
    down, across = rng.integers(1, highest + 1, 2) if rng.random() < 0.4 else (1, 1)
    return int(down), int(across)


# --- pictures -------------------------------------------------------------------------------------


def filter_case(rng: np.random.Generator, dtype: type) -> Case:
    """Return a call of `filter_image`: any size, stride, dilation, padding and mode."""
    tall, wide = (int(side) for side in rng.integers(1, 35, 2))
    if rng.random() < 0.15:
        tall, wide = (int(rng.integers(1, 300)), 1)[:: rng.choice([-1, 1])]
    stride, dilation = _pair(rng, 3), _pair(rng, 3)
    window = dilation[0] * (tall - 1) + 1, dilation[1] * (wide - 1) + 1
    padding: object = ["same", "valid", (3, 5)][rng.integers(3)]
    size = [int(n) for n in rng.integers(1, 60, 2)]
    if rng.random() < 0.1:
        size = [
            int(rng.integers(1, 9)),
            int(rng.integers(600, 900)),
        ]  # wide enough to be read as it stands
    if padding != "same":
        size = [max(one, other) for one, other in zip(size, window, strict=True)]
    channels = [(), (1,), (3,)][rng.integers(3)]
    image = _picture(rng, (*channels, *size), dtype)
    image = np.moveaxis(image, 0, -1) if channels else image
    mode, flip = str(rng.choice(MODES)), bool(rng.random() < 0.3)
    kernel = kernel_of(rng, tall, wide)
    arguments = (image, kernel, stride, padding, mode, dilation, flip)

    def sums() -> tuple[Array, Array, Array]:
        sides = {"valid": [(0, 0), (0, 0)], (3, 5): [(3, 3), (5, 5)]}.get(padding) or [
            same(tall, dilation[0]), same(wide, dilation[1])
        ]  # fmt: skip
        planes = image.reshape(*size, -1).astype(wide_type(dtype)).transpose(2, 0, 1)
        padded = np.pad(planes, [(0, 0), *sides], mode=mode)[:, None]
        taps = (kernel[::-1, ::-1] if flip else kernel)[None, None]
        found = windows_of(padded, taps, np.zeros(1), stride, dilation)
        return tuple(np.moveaxis(part[:, 0], 0, -1) for part in found)

    name = f"{image.dtype} {'×'.join(map(str, image.shape))}, {tall}×{wide}, stride {stride}"
    name += f", padding {padding}, {mode}, dilation {dilation}, flip {flip}"
    return Case(name, dtype, lambda: engine.filter_image(*arguments), sums)


def _picture(rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Array:
    if dtype is np.float32 and rng.random() < 0.3:
        return rng.integers(0, 256, shape, np.uint8) * (rng.random(shape) < rng.random())
    return numbers(rng, shape).astype(dtype)


# --- layers ---------------------------------------------------------------------------------------


def layer_case(rng: np.random.Generator, dtype: type) -> Case:
    """Return a call of `conv2d`: any size, stride, dilation, groups, padding and mode."""
    groups = int(rng.choice([1, 1, 1, 2, 4]))
    most = 4.5 if dtype is np.float32 else 3  # the wider sums of float64 are slow
    share, filters = (int(n) for n in np.exp(rng.uniform(0, most, 2)))
    kernel = (3, 3) if rng.random() < 0.4 else tuple(int(n) for n in rng.integers(1, 9, 2))
    stride, dilation = _pair(rng, 3), _pair(rng, 3)
    window = [step * (side - 1) + 1 for step, side in zip(dilation, kernel, strict=True)]
    mode = str(rng.choice(list(TORCH_MODES)))
    padding: object = ["same", "valid", 1, (2, 3)][rng.integers(4)]
    sides = {"valid": (0, 0), 1: (1, 1)}.get(padding, padding)
    before = [(side, side) for side in sides] if padding != "same" else [
        same(side, step) for side, step in zip(kernel, dilation, strict=True)
    ]  # fmt: skip
    size = [
        max(int(rng.integers(1, 24)), least - sum(pads), max(pads) + 1)
        for least, pads in zip(window, before, strict=True)
    ]
    samples = int(rng.integers(1, 4))
    x = numbers(rng, (samples, groups * share, *size)).astype(dtype)
    weight = numbers(rng, (groups * filters, share, *kernel)).astype(dtype)
    bias = numbers(rng, (groups * filters, 1))[:, 0].astype(dtype) if rng.random() < 0.5 else None
    arguments = (x, weight, bias, stride, padding, dilation, groups, mode)

    def sums() -> tuple[Array, Array, Array]:
        padded = np.pad(x.astype(wide_type(dtype)), [(0, 0)] * 2 + before, mode=TORCH_MODES[mode])
        offset = np.zeros(len(weight)) if bias is None else bias
        parts = [
            windows_of(*one, stride, dilation)
            for one in zip(
                np.split(padded, groups, 1), np.split(weight, groups), np.split(offset, groups),
                strict=True,
            )
        ]  # fmt: skip
        return tuple(np.concatenate(part, 1) for part in zip(*parts, strict=True))

    name = f"{x.dtype} {'×'.join(map(str, x.shape))}, {'×'.join(map(str, weight.shape))}, stride"
    name += f" {stride}, padding {padding}, {mode}, dilation {dilation}, groups {groups}"
    return Case(name, dtype, lambda: engine.conv2d(*arguments), sums)

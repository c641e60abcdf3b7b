"""The arithmetic of sizes: what a window of F cells, moved S cells at a time, makes of W cells.

Plain integers and fractions; nothing here needs an array. The notation is that of the lectures
and of Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016): input size
W, kernel (filter) size F, stride S, padding P on each side, dilation D.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from engine.planning.values import pair, shown, times, whole

Padding = int | tuple[int, int] | str


_FAR = 2**31 - 1  # what a machine integer can be multiplied by


def covered(kernel: int, dilation: int) -> int:
    """Return the cells from the first to the last tap of a kernel: D·(F − 1) + 1."""
    return dilation * (kernel - 1) + 1


def sides(padding: Padding, kernel: int, dilation: int = 1) -> tuple[int, int]:
    """Return the cells added (before, after) along one axis.

    `padding` is one number for both sides, a (before, after) pair, "valid" (none), or "same":
    D·(F − 1) in all, the odd one after, whatever the stride, so that at stride 1 the output is
    as large as the input.
    """
    if isinstance(padding, str):
        if padding == "valid":
            return 0, 0
        if padding == "same":
            total = dilation * (kernel - 1)
            return total // 2, total - total // 2
        raise ValueError(f"padding is {shown(padding)}; it must be valid, same or a whole number")
    return pair(padding, "padding", 0)


def least_same(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Return TensorFlow's "same": the fewest cells (before, after) for an output of ⌈W/S⌉.

    At stride 1 that is what `sides` calls "same"; at a larger stride it may be less.
    """
    outputs = -(-whole(size, "size", 1) // whole(stride, "stride", 1))
    kernel, dilation = whole(kernel, "kernel", 1), whole(dilation, "dilation", 1)
    total = max(0, (outputs - 1) * stride + covered(kernel, dilation) - size)
    return total // 2, total - total // 2


def output_size(
    size: int, kernel: int, stride: int = 1, padding: Padding = 0, dilation: int = 1
) -> int:
    """Return the number of windows along one axis: ⌊(W − D·(F − 1) − 1 + 2P)/S⌋ + 1.

    Floored as every library does; `fit` tells whether anything was lost by that.
    `padding` as in `sides`. Raises ValueError where not even one window has room.
    """
    result = fit(size, kernel, stride, padding, dilation, suggest=False)
    if result.output == 0:
        raise ValueError(_too_large((kernel,), (dilation,), (result.padded,)))
    return result.output


@dataclass(frozen=True)
class Setting:
    """Settings of one axis."""

    size: int
    kernel: int
    stride: int
    padding: Padding


@dataclass(frozen=True)
class Fit:
    """How windows fit along one axis, with the settings that it was asked for.

    `exact` is (W − D·(F − 1) − 1 + 2P)/S + 1 unrounded, `output` the number of windows (0 when the
    kernel is larger than the padded input), `fits` whether the two agree, `leftover` the
    positions of the padded input, all on the far side, that no window reaches, `nearest` settings
    that fit, each with one number changed, closest first (empty when these fit).
    """

    size: int
    kernel: int
    stride: int
    padding: Padding
    dilation: int
    before: int
    after: int
    padded: int
    exact: Fraction
    output: int
    fits: bool
    leftover: int
    nearest: tuple[Setting, ...]


def fit(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    *,
    suggest: bool = True,
) -> Fit:
    """Return how windows of `kernel` cells fit into `size` cells; `padding` as in `sides`.

    `suggest=False` saves the search for `nearest`.

    Raises ValueError or TypeError where a number is none or too small, but not where the kernel is
    too large for the input: then `fits` is False. Source: Dumoulin & Visin (2016), chapter 2.
    """
    size, kernel = whole(size, "size", 1), whole(kernel, "kernel", 1)
    stride, dilation = whole(stride, "stride", 1), whole(dilation, "dilation", 1)
    before, after = sides(padding, kernel, dilation)
    padded = before + size + after
    setting = Setting(size, kernel, stride, padding)
    room = _room(setting, dilation)
    fits = room >= 0 and room % stride == 0
    return Fit(
        size=size,
        kernel=kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
        before=before,
        after=after,
        padded=padded,
        exact=Fraction(room, stride) + 1,
        output=room // stride + 1 if room >= 0 else 0,
        fits=fits,
        leftover=room % stride if room >= 0 else padded,
        nearest=() if fits or not suggest else _nearest(setting, dilation),
    )


# A setting further away than this is no near one, and absurd numbers must not hang the search.
_FURTHEST = 4096


def _nearest(setting: Setting, dilation: int) -> tuple[Setting, ...]:
    """Change one number of `setting` until it fits, downwards and upwards; closest first."""
    found: list[tuple[Fraction, Setting]] = []
    for name, lower, start, upper in _ranges(setting, dilation):
        for values in (range(int(start), lower - 1, -1), range(int(start) + 1, upper + 1)):
            for value in values[:_FURTHEST]:
                candidate = replace(setting, **{name: value})
                room = _room(candidate, dilation)
                if room >= 0 and room % candidate.stride == 0:
                    found.append((abs(value - start), candidate))
                    break
    found.sort(key=lambda entry: entry[0])  # stable: of equals, the order of `_ranges`
    return tuple(candidate for _, candidate in found)


def _ranges(setting: Setting, dilation: int) -> Iterator[tuple[str, int, Fraction, int]]:
    """Return (what to change, its lowest value, where it stands, its highest value).

    Beyond these bounds nothing new fits, or nothing sensible: a padding as wide as the window
    gives windows that see no input, a stride wider than it leaves input out between windows.
    """
    size, kernel, stride = setting.size, setting.kernel, setting.stride
    total = sum(sides(setting.padding, kernel, dilation))
    window = covered(kernel, dilation)
    yield "padding", 0, Fraction(total, 2), window - 1
    yield "stride", 1, Fraction(stride), max(stride, window)
    yield "kernel", 1, Fraction(kernel), kernel + stride
    yield "size", 1, Fraction(size), max(size, window - total) + stride


def _room(setting: Setting, dilation: int) -> int:
    """Return the cells by which the window can move: the numerator W − D·(F − 1) − 1 + 2P."""
    padded = setting.size + sum(sides(setting.padding, setting.kernel, dilation))
    return padded - covered(setting.kernel, dilation)


@dataclass(frozen=True)
class Plan:
    """The sizes of one two-dimensional operation; every pair is (vertical, horizontal)."""

    size: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    vertical: tuple[int, int]  # rows added at the (top, bottom)
    horizontal: tuple[int, int]  # columns added at the (left, right)
    padded: tuple[int, int]
    output: tuple[int, int]


def plan(
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: object = 1,
    padding: object = 0,
    dilation: object = 1,
) -> Plan:
    """Return the sizes of a window operation on `size` = (height, width).

    `stride`, `padding` and `dilation` are an int or a (vertical, horizontal) pair; `padding` also
    "valid" or "same". Raises ValueError where not even one window has room.
    """
    steps = pair(stride, "stride", 1)
    spread = pair(dilation, "dilation", 1)
    each: tuple[Padding, Padding] = (
        (padding, padding) if isinstance(padding, str) else pair(padding, "padding", 0)
    )
    return _plan(pair(size, "size", 1), pair(kernel, "kernel", 1), steps, each, spread)


def plan_with_sides(
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: object,
    around: tuple[tuple[int, int], tuple[int, int]],
    dilation: object,
) -> Plan:
    """Return what `plan` does where each side has its own padding.

    `around` is ((top, bottom), (left, right)).
    """
    steps, spread = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    return _plan(pair(size, "size", 1), pair(kernel, "kernel", 1), steps, around, spread)


@lru_cache(maxsize=256)  # a page and a training loop ask for the same few again and again
def _plan(
    size: tuple[int, int],
    kernel: tuple[int, int],
    steps: tuple[int, int],
    each: tuple[Padding, Padding],
    spread: tuple[int, int],
) -> Plan:
    fits = [
        fit(size[axis], kernel[axis], steps[axis], each[axis], spread[axis], suggest=False)
        for axis in (0, 1)
    ]
    padded = (fits[0].padded, fits[1].padded)
    if not (fits[0].output and fits[1].output):
        raise ValueError(_too_large(kernel, spread, padded))
    return Plan(
        size=size,
        kernel=kernel,
        stride=near(steps, padded),
        dilation=near(spread, padded),
        vertical=(fits[0].before, fits[0].after),
        horizontal=(fits[1].before, fits[1].after),
        padded=padded,
        output=(fits[0].output, fits[1].output),
    )


def near(steps: tuple[int, int], padded: tuple[int, int]) -> tuple[int, int]:
    """Return steps that fit into a machine integer: all that lead beyond the input are as good."""
    return min(steps[0], max(padded[0], _FAR)), min(steps[1], max(padded[1], _FAR))


def _too_large(kernel: Sequence[int], dilation: Sequence[int], padded: Sequence[int]) -> str:
    wide = [covered(cells, spread) for cells, spread in zip(kernel, dilation, strict=True)]
    spread = (
        f" at dilation {times(dilation)} covers {times(wide)}, which" if max(dilation) > 1 else ""
    )
    return f"kernel {times(kernel)}{spread} is larger than the padded input {times(padded)}"

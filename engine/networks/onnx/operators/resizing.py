"""Maps made larger or smaller: the nearest neighbour, or weighted means of two or four.

Along each axis, every place of the output has a few places of the input and their weights. Cubic:
Keys, "Cubic convolution interpolation for digital image processing" (1981).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array, one_of, times
from engine.networks.onnx.operators.registry import Call, axes_of, check_room, integers, operator

Numbers = NDArray[np.float64]

_PLACES: tuple[str, ...] = ("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel")
_PLACES += ("align_corners", "asymmetric", "tf_crop_and_resize")
_ROUND: dict[str, Callable[[Numbers], Numbers]] = {
    "round_prefer_floor": lambda x: np.ceil(x - 0.5),
    "round_prefer_ceil": lambda x: np.floor(x + 0.5),
    "floor": np.floor,
    "ceil": np.ceil,
}
_POLICIES = ("stretch", "not_larger", "not_smaller")


@dataclass(frozen=True)
class _Axis:
    """One axis: its length, the output's, the factor, and the part of it that is looked at."""

    length: int
    output: int
    scale: float
    part: tuple[float, float] = (0.0, 1.0)


@operator(
    "Resize",
    (1, 4),
    "mode antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside"
    " extrapolation_value keep_aspect_ratio_policy nearest_mode",
)
def resize(
    call: Call, x: Array, roi: Array | None = None, scales: Array | None = None,
    sizes: Array | None = None,
) -> Array:  # fmt: skip
    """Give each axis another length, by factors or as said."""
    if call.opset < 11:
        roi, scales = None, roi
    mode = one_of(call.text("mode", "nearest"), "mode", ("nearest", "linear", "cubic"))
    if call.whole("antialias", 0):
        raise ValueError("antialias is 1; only resizing without it is computed")
    if x.dtype.kind != "f" and mode != "nearest":
        raise ValueError(f"its input holds {x.dtype}; only real numbers can be weighted")
    axes = _axes(call, x.shape, roi, scales, sizes)
    larger = list(x.shape)
    for axis, one in axes.items():
        larger[axis] = one.output
    check_room(larger, "its output")
    if 0 in x.shape or 0 in larger:
        raise ValueError(
            f"its input is {times(x.shape)} and its output {times(larger)}; none holds 0"
        )
    found, outside = x, np.zeros((1,) * x.ndim, bool)
    for axis, one in axes.items():
        found, beyond = _along(call, mode, found, axis, one)
        outside = outside | beyond
    if outside.any():
        filler = found.dtype.type(call.real("extrapolation_value", 0.0))
        found = np.where(outside, filler, found)
    return found


def nearest_places(
    call: Call, shape: Sequence[int], roi: Array | None, scales: Array | None, sizes: Array | None
) -> dict[int, NDArray[np.int64]]:
    """Return the place in the input of each output, along each axis that changes."""
    if call.opset < 11:
        roi, scales = None, roi
    return {
        axis: np.clip(_taps(call, "nearest", _places(call, one), one.length)[0][0], 0,
                      one.length - 1).astype(np.int64)
        for axis, one in _axes(call, shape, roi, scales, sizes).items()
    }  # fmt: skip


def _axes(
    call: Call,
    shape: Sequence[int],
    roi: Array | None,
    scales: Array | None,
    sizes: Array | None,
) -> dict[int, _Axis]:
    """Return what happens along each axis that changes."""
    chosen = axes_of(call.wholes("axes") or range(len(shape)), len(shape))
    lengths = [shape[axis] for axis in chosen]
    factors = [] if scales is None else [float(one) for one in scales.reshape(-1)[:33]]
    wanted = list(integers(sizes, "sizes") or ())
    given = factors or wanted
    if len(given) != len(chosen) or (factors and wanted) or min(given) <= 0:
        raise ValueError("it needs either scales or sizes: one for each axis, and above 0")
    if not all(math.isfinite(one) and one <= 1 << 31 for one in given):
        raise ValueError("its scales or sizes are no numbers that can be computed with")
    if wanted:
        factors, wanted = _kept_ratio(call, lengths, wanted)
    else:
        wanted = [math.floor(n * scale) for n, scale in zip(lengths, factors, strict=True)]
    parts = [(0.0, 1.0)] * len(chosen)
    if call.text("coordinate_transformation_mode", "") == "tf_crop_and_resize":
        if roi is None or roi.size != 2 * len(chosen):
            raise ValueError("its roi must hold a start and an end for each axis")
        starts, ends = np.split(roi.reshape(-1).astype(np.float64), 2)
        parts = list(zip(starts.tolist(), ends.tolist(), strict=True))
    made = zip(lengths, wanted, factors, parts, strict=True)
    every = {axis: _Axis(*one) for axis, one in zip(chosen, made, strict=True)}
    return {a: one for a, one in every.items() if one != _Axis(one.length, one.length, 1.0)}


def _kept_ratio(call: Call, lengths: list[int], wanted: list[int]) -> tuple[list[float], list[int]]:
    policy = one_of(
        call.text("keep_aspect_ratio_policy", "stretch"), "keep_aspect_ratio_policy", _POLICIES
    )
    factors = [
        size / length if length else 1.0 for size, length in zip(wanted, lengths, strict=True)
    ]
    if policy == "stretch":
        return factors, wanted
    factor = min(factors) if policy == "not_larger" else max(factors)
    return [factor] * len(factors), [math.floor(factor * n + 0.5) for n in lengths]


def _along(call: Call, mode: str, x: Array, axis: int, one: _Axis) -> tuple[Array, Any]:
    """Return x with another length along one axis, and what of it lies outside."""
    places = _places(call, one)
    outside: Any = np.zeros(one.output, bool)
    if call.text("coordinate_transformation_mode", "") == "tf_crop_and_resize":
        outside = (places < 0) | (places > one.length - 1)
    wide = x.astype(np.float64) if x.dtype == np.float64 else x
    total: Any = None
    for index, weight in _taps(call, mode, places, one.length):
        taken = wide.take(np.clip(index, 0, one.length - 1).astype(np.int64), axis=axis)
        if mode != "nearest":
            shape = [one.output if a == axis else 1 for a in range(x.ndim)]
            taken = taken * weight.reshape(shape).astype(np.float32 if x.itemsize < 8 else x.dtype)
        total = taken if total is None else total + taken
    shape = [one.output if a == axis else 1 for a in range(x.ndim)]
    return total.astype(x.dtype, copy=False), outside.reshape(shape)


def _places(call: Call, one: _Axis) -> Numbers:
    """Return where each place of the output lies in the input."""
    usual = "half_pixel" if call.opset >= 11 else "asymmetric"
    how = call.text("coordinate_transformation_mode", usual)
    one_of(how, "coordinate_transformation_mode", _PLACES)
    out, n = np.arange(one.output, dtype=np.float64), one.length
    if how == "asymmetric":
        return out / one.scale
    if how == "align_corners":
        exact = one.scale * n  # ONNX's reference does not round the length here
        return out * ((n - 1) / (exact - 1)) if exact != 1 else out * 0
    if how == "tf_crop_and_resize":
        start, end = one.part
        if one.output == 1:
            return out + 0.5 * (start + end) * (n - 1)
        return start * (n - 1) + out * ((end - start) * (n - 1) / (one.output - 1))
    if how == "pytorch_half_pixel" and one.output == 1:
        return out * 0
    found = (out + 0.5) / one.scale - 0.5
    if how == "half_pixel_symmetric":
        found += n / 2 * (1 - one.output / (one.scale * n))
    return found


def _taps(call: Call, mode: str, places: Numbers, length: int) -> list[tuple[Numbers, Numbers]]:
    """Return the places of the input that each output is made of, and their weights."""
    if mode == "nearest":
        usual = "round_prefer_floor" if call.opset >= 11 else "floor"
        how = one_of(call.text("nearest_mode", usual), "nearest_mode", tuple(_ROUND))
        return [(_ROUND[how](places), np.ones_like(places))]
    below = np.floor(places)
    rest = places - below
    if mode == "linear":
        taps = [(below, 1 - rest), (below + 1, rest)]
    else:
        a = call.real("cubic_coeff_a", -0.75)
        taps = [(below + step, _cubic(np.abs(rest - step), a)) for step in (-1, 0, 1, 2)]
    if call.whole("exclude_outside", 0):
        inside = [w * ((index >= 0) & (index < length)) for index, w in taps]
        total = sum(inside)
        taps = [(index, w / total) for (index, _), w in zip(taps, inside, strict=True)]
    return taps


def _cubic(distance: Numbers, a: float) -> Numbers:
    near = ((a + 2) * distance - (a + 3)) * distance**2 + 1
    far = ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
    return np.where(distance <= 1, near, np.where(distance < 2, far, 0.0))

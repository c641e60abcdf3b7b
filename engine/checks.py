"""Validation that the public operations share: plain values in, or one plain sentence out."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.planning.values import instance, listed, one_of, pair, shown, times, whole

__all__ = ["check_memory", "check_out", "deliver", "flag", "float_array", "float_dtype"]
__all__ += ["float_type", "instance", "listed", "mapping", "one_of", "pair", "read_only"]
__all__ += ["real_array", "real_number", "shown", "times", "whole"]

Array = NDArray[Any]

# One result may hold this many numbers (2 GB of float32): a slip of the hand in `padding` must
# end in a sentence, not in a killed process.
LARGEST = 1 << 29


def real_array(x: object, name: str, axes: str | None = None) -> Array:
    """Return `x` as an array of real numbers, without a copy where it is one already.

    `axes` names the dimensions that it must have, as "N×C×H×W".
    """
    try:
        array = np.asarray(x)
    except ValueError:
        raise ValueError(f"the rows of {name} have different lengths; all must be equal") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} holds {array.dtype}; it must hold real numbers")
    if axes is not None and array.ndim != axes.count("×") + 1:
        have = f"the shape {times(array.shape)}" if array.ndim else "no dimensions"
        raise ValueError(f"{name} has {have}; it must be {axes}")
    return array


@lru_cache
def float_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type to compute in: float64 for float64 and wide integers, else float32.

    float32 holds every integer of 8 and 16 bits exactly, not every one of 32.
    """
    wide = np.result_type(dtype, np.float32) != np.float32
    return np.dtype(np.float64 if wide else np.float32)


def float_array(
    x: object, name: str, axes: str | None = None, dtype: np.dtype[Any] | None = None
) -> Array:
    """Return `x` as a C-contiguous array of float32 or float64.

    The type is `dtype`, or what `float_dtype` says.
    """
    array = real_array(x, name, axes)
    kind = dtype or float_dtype(array.dtype)
    if array.dtype == kind and array.flags.c_contiguous and array.ndim:
        return array
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, as in NumPy
        return np.ascontiguousarray(array, dtype=kind)


def read_only(array: Array) -> Array:
    """Return a view of `array` that nothing can write to.

    Compiled code is specialised by that too: a kernel that is always given such a view is
    compiled once, whether the caller's array (a decoded picture, say) may be written to or not.
    """
    view = array.view()
    view.flags.writeable = False
    return view


def check_out(out: object, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Return `out`, an array of the caller's for a result of this shape and type."""
    if not isinstance(out, np.ndarray) or out.dtype != dtype:
        kind = out.dtype if isinstance(out, np.ndarray) else type(out).__name__
        raise TypeError(f"{name} is {kind}; it must be an array of {dtype}")
    if out.shape != shape:
        raise ValueError(f"{name} is {times(out.shape)}; it must be {times(shape)}")
    if not out.flags.writeable:
        raise ValueError(f"{name} is read-only; it must be an array that can be written to")
    return out


def deliver(result: Array, out: Array | None) -> Array:
    """Return the result, in the caller's array `out` where there is one."""
    if out is None or result is out:
        return result
    out[...] = result
    return out


def real_number(
    value: object,
    name: str,
    minimum: float | None = None,
    above: float | None = None,
    maximum: float | None = None,
) -> float:
    """Return `value` as a finite float from `minimum` to `maximum`, and greater than `above`."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name} is {shown(value)}; it must be a number")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{name} is {shown(value)}; it is too large for a real number") from None
    if not np.isfinite(number):
        raise ValueError(f"{name} is {number}; it must be finite")
    if minimum is not None and number < minimum:
        raise ValueError(f"{name} is {number:g}; it must be at least {minimum:g}")
    if above is not None and number <= above:
        raise ValueError(f"{name} is {number:g}; it must be greater than {above:g}")
    if maximum is not None and number > maximum:
        raise ValueError(f"{name} is {number:g}; it must be at most {maximum:g}")
    return number


def mapping(value: object, name: str, what: str) -> Mapping[str, Any]:
    """Return `value`, which must give values by their names."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError(f"{name} is {shown(value)}; it must be {what} by their names")
    return value


def float_type(dtype: object, name: str) -> np.dtype[Any]:
    """Return float32 or float64, however they are written."""
    known = isinstance(dtype, type | np.dtype)
    known |= isinstance(dtype, str) and dtype in ("float32", "float64")
    kind: np.dtype[Any] | None = np.dtype(dtype) if known else None  # type: ignore[call-overload]
    if kind is None or kind not in (np.float32, np.float64):
        found = kind.name if kind is not None else shown(dtype)
        raise TypeError(f"{name} is {found}; it must be float32 or float64")
    return kind


def flag(value: object, name: str) -> bool:
    """Return `value`, which must be True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {shown(value)}; it must be True or False")
    return bool(value)


def check_memory(shape: Sequence[int], name: str) -> None:
    """Refuse an array that no ordinary machine could hold."""
    count = math.prod(max(1, length) for length in shape)  # also for a batch of no sample
    if count > LARGEST:
        numbers = f"{count:,}" if count < 10**30 else f"more than 10^{len(str(count)) - 1}"
        raise ValueError(
            f"{name} would be {times(shape)}, {numbers} numbers; at most {LARGEST:,} are computed"
        )

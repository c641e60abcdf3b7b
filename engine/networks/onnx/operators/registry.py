"""Every ONNX operator that is computed here, once: a function with `operator` above it.

Source of all: the ONNX operator specifications, opset 6 to 25.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.checks import Array, shown, times

Compute = Callable[..., Any]


@dataclass
class Work:
    """Multiply-adds and numbers written, of all nodes of a run so far."""

    done: int = 0

    def add(self, count: int) -> None:
        """Count so many more, before they are done; refuse a run that nobody would wait for."""
        self.done += count
        if self.done > MOST_WORK:
            raise ValueError(
                f"up to here more than {MOST_WORK:,} multiply-adds are needed, too many to wait for"
            )


@dataclass(frozen=True)
class Call:
    """How a node calls its operator.

    `outputs`: how many are asked for. `overwrite`: nobody else needs the first input, so the result
    may be written into it. `work` counts what the run has done.
    """

    attributes: Mapping[str, Any]
    opset: int
    outputs: int = 1
    overwrite: bool = False
    work: Work = field(default_factory=Work)

    def whole(self, name: str, default: int) -> int:
        """Return an attribute that is a whole number."""
        return int(self._of(name, default, int, "a whole number"))

    def real(self, name: str, default: float) -> float:
        """Return an attribute that is a real number."""
        return float(self._of(name, default, float | int, "a number"))

    def text(self, name: str, default: str) -> str:
        """Return an attribute that is a text."""
        return str(self._of(name, default, str, "a text"))

    def wholes(self, name: str, length: int | None = None) -> tuple[int, ...] | None:
        """Return an attribute that is a list of whole numbers; None where it is not given."""
        found = self._of(name, None, list | None, "a list of whole numbers")
        if found is None:
            return None
        if not all(isinstance(one, int) for one in found):
            raise ValueError(f"{name} must be a list of whole numbers")
        if length is not None and len(found) != length:
            raise ValueError(f"{name} has {len(found)} entries; it must have {length}")
        return tuple(found)

    def _of(self, name: str, default: Any, kind: Any, what: str) -> Any:
        found = self.attributes.get(name, default)
        if not isinstance(found, kind):
            raise ValueError(f"{name} must be {what}")
        return found


@dataclass(frozen=True)
class Operator:
    """An operator: how it is computed, and what a node may give to it."""

    compute: Compute
    attributes: frozenset[str]
    fewest: int
    most: int
    outputs: int


MOST_NUMBERS = 1 << 27  # of an array: VGG-16's largest for 40 pictures
MOST_WORK = 10**12  # of a run: 60 times all of VGG-16

OPERATORS: dict[str, Operator] = {}


def operator(
    name: str, inputs: tuple[int, int] = (1, 1), attributes: str = "", outputs: int = 1
) -> Callable[[Compute], Compute]:
    """Register the function below; it takes a `Call` and the inputs, None where one is left out.

    It returns an array, or a list of them where an operator has several outputs.
    """

    def add(compute: Compute) -> Compute:
        OPERATORS[name] = Operator(compute, frozenset(attributes.split()), *inputs, outputs)
        return compute

    return add


def integers(array: Array | None, name: str) -> tuple[int, ...] | None:
    """Return an input that lists whole numbers, or is one; None where it is left out."""
    if array is None:
        return None
    if array.dtype.kind not in "iu" or array.ndim > 1 or array.size > 32:
        raise ValueError(f"{name} must be a short list of whole numbers")
    return tuple(int(one) for one in array.reshape(-1))


def check_room(shape: Sequence[int], name: str) -> None:
    """Refuse an array that a model of a network does not need, before memory is taken for it."""
    count = math.prod(max(1, length) for length in shape)
    if count > MOST_NUMBERS:
        raise ValueError(
            f"{name} would hold more than the {MOST_NUMBERS:,} numbers that are computed"
        )


def axis_of(axis: int, ndim: int, name: str = "axis") -> int:
    """Return an axis counted from 0, which may be counted from the end."""
    if not -ndim <= axis < ndim:
        raise ValueError(f"{name} is {axis}; its input has {ndim} dimensions")
    return axis % ndim


def axes_of(axes: Sequence[int], ndim: int) -> tuple[int, ...]:
    """Return different axes counted from 0."""
    found = tuple(axis_of(axis, ndim, "axes") for axis in axes)
    if len(set(found)) < len(found):
        raise ValueError(f"axes holds one twice: {times(found)}")
    return found


def broadcast_shape(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that arrays have together; ValueError where they do not fit."""
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        said = " and ".join(times(one) or "a number" for one in shapes[:3])
        raise ValueError(f"its inputs are {said}, which do not fit together") from None
    check_room(shape, "its output")
    return shape


def maps_of(x: Array) -> tuple[int, int]:
    """Return height and width of N×C×H×W; ValueError for any other rank."""
    if x.ndim != 4:
        raise ValueError(
            f"its input is {times(x.shape) or 'a number'}; it must be pictures, N×C×H×W"
        )
    return x.shape[2], x.shape[3]


def floats(x: Array) -> Array:
    """Return float32 or float64: float16 is computed in float32; ValueError for other numbers."""
    if x.dtype.kind != "f":
        raise ValueError(f"its input holds {x.dtype}; it must hold real numbers")
    return np.ascontiguousarray(x, np.float32) if x.dtype == np.float16 else x


def scalar(array: Array | None, name: str) -> Any:
    """Return the only number of an input; None where it is left out."""
    if array is None:
        return None
    if array.size != 1:
        raise ValueError(f"{name} is {shown(times(array.shape))}; it must be one number")
    return array.reshape(())[()]

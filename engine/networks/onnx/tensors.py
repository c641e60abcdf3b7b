"""Arrays in ONNX files: their types, and their numbers."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.checks import Array, shown, times
from engine.networks.onnx.wire import (
    Fields,
    Value,
    bytes_field,
    message,
    signed,
    text,
    varint_field,
)

TYPES: dict[int, np.dtype[Any]] = {
    number: np.dtype(name)
    for number, name in {
        1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
        9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64",
    }.items()
}  # fmt: skip
_NUMBERS = {dtype: number for number, dtype in TYPES.items()}
_OTHERS = {8: "text", 14: "complex64", 15: "complex128", 16: "bfloat16"}
_OTHERS |= {17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz"}
_OTHERS |= {21: "uint4", 22: "int4", 23: "float4e2m1", 24: "float8e8m0", 25: "uint2", 26: "int2"}
_MOST_VARINTS = 1 << 20  # each is decoded by itself; large arrays are written as raw bytes


@dataclass
class Tensor:
    """An array as a file holds it; nothing is decoded yet."""

    name: str = ""
    shape: list[int] = field(default_factory=list)
    kind: int = 0
    is_elsewhere: bool = False
    raw: memoryview | None = None
    # In fields of their own: float32, float64, and all the others as whole numbers.
    singles: list[memoryview] = field(default_factory=list)
    doubles: list[memoryview] = field(default_factory=list)
    wholes: list[Value] = field(default_factory=list)

    @property
    def called(self) -> str:
        """The array in a sentence."""
        return f"the array {shown(self.name)}"


def read_tensor(fields: Fields, data: memoryview) -> Tensor:
    """Return a TensorProto."""
    made = Tensor()
    for number, value in fields.of(data):
        if number == 1:
            made.shape += fields.numbers(value)
        elif number == 2:
            made.kind = signed(value)
        elif number == 4:
            made.singles.append(message(value))
        elif number in (5, 7, 11):
            made.wholes.append(value)
        elif number == 8:
            made.name = text(value)
        elif number == 9:
            made.raw = message(value)
        elif number == 10:
            made.doubles.append(message(value))
        elif number in (3, 13) or (number == 14 and signed(value) != 0):
            made.is_elsewhere = True  # in another file, or in segments
    return made


def type_of(kind: int, what: str) -> np.dtype[Any]:
    """Return NumPy's type; ValueError where it has none."""
    if kind not in TYPES:
        raise ValueError(
            f"{what} holds {_OTHERS.get(kind, f'numbers of the unknown type {kind}')}; it must hold"
            " whole numbers, float16, float32 or float64"
        )
    return TYPES[kind]


def as_array(tensor: Tensor) -> Array:
    """Return the numbers of a tensor, of which nobody can change any.

    Raises ValueError, in one sentence, before any memory is taken.
    """
    dtype = type_of(tensor.kind, tensor.called)
    if tensor.is_elsewhere:
        raise ValueError(f"{tensor.called} is kept in another file; a model must be one file")
    if any(length < 0 for length in tensor.shape):
        raise ValueError(f"{tensor.called} has the shape {times(tensor.shape)}; lengths are from 0")
    count = math.prod(tensor.shape)
    if len(tensor.shape) > 32 or max(tensor.shape, default=0) >= 1 << 62:
        raise ValueError(f"{tensor.called} has no shape that an array can have")
    flat = _flat(tensor, dtype, count)
    if not flat.flags.aligned:  # compiled code reads no number that begins just anywhere
        flat = flat.copy()
        flat.flags.writeable = False
    return flat.reshape(tensor.shape)


def _flat(tensor: Tensor, dtype: np.dtype[Any], count: int) -> Array:
    if tensor.raw is not None:
        parts = [tensor.raw]
    elif tensor.singles or tensor.doubles:
        if dtype != (np.float32 if tensor.singles else np.float64):
            raise _wrong_count(tensor, count)
        parts = tensor.singles or tensor.doubles
    else:
        return _from_varints(tensor, dtype, count)
    if sum(map(len, parts)) != count * dtype.itemsize:
        raise _wrong_count(tensor, count)
    data = parts[0] if len(parts) == 1 else b"".join(parts)
    return np.frombuffer(data, dtype.newbyteorder("<")).astype(dtype, copy=False)


def _from_varints(tensor: Tensor, dtype: np.dtype[Any], count: int) -> Array:
    most = sum(1 if isinstance(value, int) else len(value) for value in tensor.wholes)
    if count > most or most > 10 * _MOST_VARINTS:
        raise _wrong_count(tensor, count)
    if count > _MOST_VARINTS:
        raise ValueError(
            f"{tensor.called} has {count:,} numbers one by one; so many must be raw bytes"
        )
    apart = Fields(_MOST_VARINTS)
    numbers = [number for value in tensor.wholes for number in apart.numbers(value)]
    if len(numbers) != count:
        raise _wrong_count(tensor, count)
    wide = np.array(numbers, np.int64)
    if dtype == np.float16:  # its 16 bits stand in the whole number
        return wide.astype(np.uint16).view(np.float16)
    found = wide.astype(dtype)
    found.flags.writeable = False
    return found


def _wrong_count(tensor: Tensor, count: int) -> ValueError:
    numbers = f"{count:,}" if count < 10**30 else "far too many"
    return ValueError(
        f"{tensor.called} should hold {times(tensor.shape) or 1} numbers, {numbers} in all, and the"
        " file holds another count"
    )


def tensor_bytes(name: str, array: Array) -> bytes:
    """Return an array as a TensorProto."""
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return b"".join(
        [
            *(varint_field(1, length) for length in array.shape),
            varint_field(2, _NUMBERS[array.dtype]),
            bytes_field(8, name),
            bytes_field(9, little.tobytes()),
        ]
    )


def type_number(dtype: np.dtype[Any]) -> int:
    """Return the number of a type in ONNX files."""
    return _NUMBERS[dtype]

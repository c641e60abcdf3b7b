"""The parts of a model, checked: nodes, arrays of the file, inputs and outputs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.checks import Array, read_only, real_array, shown, times
from engine.networks.onnx.messages import Dimension, NodeRecord, Unreadable, ValueRecord
from engine.networks.onnx.operators import OPERATORS
from engine.networks.onnx.tensors import Tensor, as_array, type_of


@dataclass(frozen=True)
class TensorInfo:
    """An input or output: name, type, and lengths; a text or None is a length that may vary."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[Dimension, ...] | None


@dataclass(frozen=True)
class OnnxNode:
    """A node: its name ("" where the file gives none), operator, and what it reads and makes."""

    name: str
    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    called: str


def checked(node: NodeRecord) -> OnnxNode:
    """Return a node; ValueError for one that is not computed here."""
    if node.domain not in ("", "ai.onnx"):
        raise ValueError(
            f"{node.called}: its operator is none of ONNX's own, but of {shown(node.domain)}"
        )
    known = OPERATORS.get(node.operator)
    for name, value in node.attributes.items():
        if isinstance(value, Unreadable):
            raise ValueError(
                f"{node.called}: its {shown(name)} holds {value.what}, which is not computed here"
            )
    if known is None:
        raise ValueError(f"{node.called}: this operator is not computed here")
    for name in node.attributes:
        if name not in known.attributes:
            raise ValueError(f"{node.called}: it has no attribute {shown(name)}")
    if not known.fewest <= len(node.inputs) <= known.most or "" in node.inputs[: known.fewest]:
        raise ValueError(f"{node.called}: it reads {len(node.inputs)} tensors, a wrong number")
    if not 1 <= len(node.outputs) <= known.outputs:
        raise ValueError(
            f"{node.called}: {len(node.outputs)} outputs are asked for; {known.outputs} can be"
        )
    record = tuple(node.inputs), tuple(node.outputs), node.attributes
    return OnnxNode(node.name, node.operator, *record, node.called)


def arrays_of(tensors: Iterable[Tensor]) -> dict[str, Array]:
    """Return the arrays of a file by their names."""
    found: dict[str, Array] = {}
    for tensor in tensors:
        if tensor.name in found or not tensor.name:
            raise ValueError(f"{tensor.called} is there twice, or has no name")
        found[tensor.name] = read_only(as_array(tensor))
    return _apart_from_file(found)


def _apart_from_file(arrays: dict[str, Array]) -> dict[str, Array]:
    """Copy the few arrays that still lie in the file's bytes, where most had to be copied.

    The bytes can then be forgotten, and what is there twice is less than half of the arrays.
    """
    inside = [name for name, array in arrays.items() if not _owner(array).flags.owndata]
    if 2 * sum(arrays[name].nbytes for name in inside) < sum(a.nbytes for a in arrays.values()):
        arrays |= {name: read_only(arrays[name].copy()) for name in inside}
    return arrays


def _owner(array: Array) -> Array:
    """Return the array whose numbers this one shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def info(value: ValueRecord) -> TensorInfo:
    """Return an input or output; ValueError where it holds no numbers."""
    dtype = type_of(value.kind, f"the input or output {shown(value.name)}")
    return TensorInfo(value.name, dtype, value.shape)


def fitting(one: TensorInfo, value: object) -> Array:
    """Return an input in its type; ValueError where it is of another kind or shape."""
    name = f"the input {shown(one.name)}"
    array = real_array(value, name)
    is_real = one.dtype.kind == "f"
    if (
        not is_real
        and array.dtype != one.dtype
        and not (array.dtype.kind in "iu" and one.dtype.kind in "iu")
    ):
        raise TypeError(f"{name} holds {array.dtype}; it must hold {one.dtype}")
    if one.shape is not None and (
        len(one.shape) != array.ndim
        or any(isinstance(w, int) and w != n for w, n in zip(one.shape, array.shape, strict=True))
    ):
        wanted = "×".join(str(length or "?") for length in one.shape)
        raise ValueError(f"{name} is {times(array.shape) or 'a number'}; it must be {wanted}")
    with np.errstate(over="ignore"):  # what the type cannot hold becomes infinite, as in NumPy
        return np.asarray(array, one.dtype, order="C")

"""Products of matrices."""

import math

import numpy as np

from engine.checks import Array, times
from engine.networks.layers.dense import product
from engine.networks.onnx.operators.registry import (
    Call,
    broadcast_shape,
    check_room,
    operator,
)


def _product(call: Call, a: Array, b: Array) -> Array:
    """Return the product of two matrices, in their type."""
    check_room((a.shape[0], b.shape[1]), "its output")
    call.work.add(a.size * b.shape[1])
    if a.dtype in (np.float32, np.float64):
        return product(a, b)
    wide = np.float32 if a.dtype == np.float16 else a.dtype
    return np.asarray(np.matmul(a.astype(wide), b.astype(wide))).astype(a.dtype)


@operator("Gemm", (2, 3), "alpha beta broadcast transA transB")
def gemm(call: Call, a: Array, b: Array, c: Array | None = None) -> Array:
    """Compute alpha · a · b + beta · c; a and b may be transposed first."""
    if a.ndim != 2 or b.ndim != 2 or a.dtype != b.dtype:
        raise ValueError(
            f"its inputs are {times(a.shape)} and {times(b.shape)}; they must be two matrices of"
            " one type"
        )
    left = a.T if call.whole("transA", 0) else a
    right = b.T if call.whole("transB", 0) else b
    if left.shape[1] != right.shape[0]:
        raise ValueError(
            f"its input has rows of {left.shape[1]} numbers, and its weights take {right.shape[0]}"
        )
    found = _product(call, left, right)
    if (alpha := call.real("alpha", 1.0)) != 1:
        found *= found.dtype.type(alpha)
    if c is None:
        return found
    if c.dtype != found.dtype or broadcast_shape(found.shape, c.shape) != found.shape:
        raise ValueError(f"what is added is {times(c.shape)} and must fit {times(found.shape)}")
    beta = call.real("beta", 1.0)
    found += c if beta == 1 else c * found.dtype.type(beta)
    return found


@operator("MatMul", (2, 2))
def matmul(call: Call, a: Array, b: Array) -> Array:
    """Compute the product of matrices, or of stacks of them, as `numpy.matmul`."""
    if a.ndim == 0 or b.ndim == 0 or a.dtype != b.dtype:
        raise ValueError("its inputs must be matrices of one type")
    inner = b.shape[-2] if b.ndim > 1 else b.shape[0]
    if a.shape[-1] != inner:
        raise ValueError(f"its inputs are {times(a.shape)} and {times(b.shape)}; they do not fit")
    if a.ndim == b.ndim == 2:
        return _product(call, a, b)
    stack = broadcast_shape(a.shape[:-2], b.shape[:-2])
    shape = (*stack, *a.shape[-2:-1], *b.shape[-1:])
    check_room(shape, "its output")
    call.work.add(math.prod(shape) * a.shape[-1])
    wide = np.float32 if a.dtype == np.float16 else a.dtype
    return np.asarray(np.matmul(a.astype(wide, copy=False), b.astype(wide, copy=False))).astype(
        a.dtype, copy=False
    )

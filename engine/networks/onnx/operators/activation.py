"""Activation functions, number by number, and softmax."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.checks import Array, one_of
from engine.networks.onnx.operators.registry import (
    Call,
    axis_of,
    broadcast_shape,
    floats,
    operator,
)
from engine.ops import activations
from engine.ops.losses import softmax as shares


def _function(function: Callable[..., Any], call: Call, x: Array, *settings: float) -> Array:
    """Call one of the engine's, into x itself where that is free."""
    values = floats(x)
    free = (call.overwrite or values is not x) and values.flags.writeable
    found: Array = function(values, *settings, out=values if free else None)
    return found.astype(x.dtype, copy=False)


@operator("Relu")
def relu(call: Call, x: Array) -> Array:
    """Compute max(0, x)."""
    return np.maximum(x, 0) if x.dtype.kind == "i" else _function(activations.relu, call, x)


@operator("LeakyRelu", attributes="alpha")
def leaky_relu(call: Call, x: Array) -> Array:
    """Compute x above 0, alpha · x below."""
    return _function(activations.leaky_relu, call, x, call.real("alpha", 0.01))


@operator("Elu", attributes="alpha")
def elu(call: Call, x: Array) -> Array:
    """Compute x above 0, alpha · (exp(x) − 1) below."""
    return _function(activations.elu, call, x, call.real("alpha", 1.0))


@operator("Sigmoid")
def sigmoid(call: Call, x: Array) -> Array:
    """Compute 1 / (1 + exp(−x))."""
    return _function(activations.sigmoid, call, x)


@operator("Tanh")
def tanh(call: Call, x: Array) -> Array:
    """Compute the hyperbolic tangent."""
    return _function(activations.tanh, call, x)


@operator("Softplus")
def softplus(call: Call, x: Array) -> Array:
    """Compute log(1 + exp(x))."""
    return _function(activations.softplus, call, x)


@operator("Gelu", attributes="approximate")
def gelu(call: Call, x: Array) -> Array:
    """Compute x · Φ(x), or its approximation by tanh (Hendrycks & Gimpel, 2016)."""
    if one_of(call.text("approximate", "none"), "approximate", ("none", "tanh")) == "none":
        return _function(activations.gelu, call, x)
    values = floats(x)
    inner = activations.tanh((values + 0.044715 * values**3) * math.sqrt(2 / math.pi))
    return np.asarray(0.5 * values * (1 + inner)).astype(x.dtype, copy=False)


@operator("PRelu", (2, 2))
def prelu(call: Call, x: Array, slope: Array) -> Array:
    """Compute x above 0, slope · x below; slope is broadcast."""
    if call.opset < 7 and slope.ndim == 1 and slope.size > 1:
        slope = slope.reshape(-1, *(1,) * (x.ndim - 2))
    if broadcast_shape(x.shape, slope.shape) != x.shape:
        raise ValueError("its slopes have more dimensions than its input")
    return np.where(x < 0, x * slope, x).astype(x.dtype, copy=False)


@operator("HardSigmoid", attributes="alpha beta")
def hard_sigmoid(call: Call, x: Array) -> Array:
    """Compute max(0, min(1, alpha · x + beta))."""
    return _hard_sigmoid(x, call.real("alpha", 0.2), call.real("beta", 0.5))


@operator("HardSwish")
def hard_swish(call: Call, x: Array) -> Array:
    """Compute x · max(0, min(1, x/6 + 1/2)) (Howard et al., "Searching for MobileNetV3", 2019)."""
    found = _hard_sigmoid(x, 1 / 6, 0.5)
    found *= x
    return found


def _hard_sigmoid(x: Array, alpha: float, beta: float) -> Array:
    values = floats(x)
    found: Array = values * values.dtype.type(alpha)
    found += values.dtype.type(beta)
    np.clip(found, 0, 1, out=found)
    return found.astype(x.dtype, copy=False)


@operator("Softmax", attributes="axis")
def softmax(call: Call, x: Array) -> Array:
    """Share 1 along an axis; before opset 13 along all axes from there on."""
    axis = axis_of(call.whole("axis", -1 if call.opset >= 13 else 1), x.ndim)
    values = floats(x)
    if call.opset < 13:
        rows = int(np.prod(x.shape[:axis]))
        values = values.reshape(rows, -1)
        axis = 1
    if values.size == 0:
        return x
    return shares(values, axis).reshape(x.shape).astype(x.dtype, copy=False)

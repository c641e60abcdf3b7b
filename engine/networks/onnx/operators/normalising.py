"""Normalisation and dropout, as they are once nothing is learned any more."""

import numpy as np

from engine.checks import Array, times
from engine.networks.layers.base import Mode
from engine.networks.layers.normalisation import BatchNorm2d, sums_in_depth
from engine.networks.onnx.operators.registry import Call, floats, operator, scalar


@operator("BatchNormalization", (5, 5), "epsilon is_test momentum spatial training_mode")
def batch_normalization(
    call: Call, x: Array, scale: Array, offset: Array, mean: Array, variance: Array
) -> Array:
    """Compute scale · (x − mean) / √(variance + epsilon) + offset, channel by channel."""
    if call.whole("training_mode", 0) or (call.opset < 7 and not call.whole("is_test", 0)):
        raise ValueError("it trains: only the statistics that were learned are applied")
    if not call.whole("spatial", 1):
        raise ValueError("spatial is 0; only whole channels are normalised")
    values, eps = floats(x), call.real("epsilon", 1e-5)
    given = scale, offset, mean, variance
    if x.ndim < 2 or any(one.shape != x.shape[1:2] for one in given):
        raise ValueError(f"its numbers for each channel do not fit its input, {times(x.shape)}")
    names = "weight", "bias", "running_mean", "running_var"
    weights = {
        name: floats(one).astype(values.dtype) for name, one in zip(names, given, strict=True)
    }
    maps = np.ascontiguousarray(values).reshape(*x.shape[:2], -1, 1)
    if maps.size == 0:
        return x
    out, _ = BatchNorm2d(x.shape[1], eps=max(eps, 0.0)).forward(maps, weights, Mode())
    return out.reshape(x.shape).astype(x.dtype, copy=False)


@operator("LRN", attributes="alpha beta bias size")
def lrn(call: Call, x: Array) -> Array:
    """Compute x / (bias + alpha/size · Σ x²)^beta, over `size` neighbours in depth.

    Source: Krizhevsky et al., "ImageNet classification with deep convolutional neural networks"
    (2012), section 3.3.
    """
    size = call.whole("size", 0)
    if size < 1 or x.ndim < 2:
        raise ValueError("size must be at least 1, and its input must have channels")
    values = floats(x)
    sums = sums_in_depth(values**2, (size - 1) // 2, size // 2)
    sums *= call.real("alpha", 1e-4) / size
    sums += call.real("bias", 1.0)
    return np.asarray(values / sums ** call.real("beta", 0.75)).astype(x.dtype, copy=False)


@operator("Dropout", (1, 3), "is_test ratio seed", outputs=2)
def dropout(
    call: Call, x: Array, ratio: Array | None = None, training: Array | None = None
) -> list[Array]:
    """Hand the input on: numbers are dropped in training only."""
    share = scalar(ratio, "ratio")
    if call.opset < 7 and not call.whole("is_test", 0):
        raise ValueError("it trains: it would drop numbers by chance")
    if scalar(training, "training_mode") and (share is None or share != 0):
        raise ValueError("it trains: it would drop numbers by chance")
    mask = [np.ones(x.shape, bool if call.opset >= 10 else x.dtype)] if call.outputs > 1 else []
    return [x, *mask]

"""What an activation function does to a real feature map: a picture's response to a kernel."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.checks import real_array
from engine.explain.activation_curves import FLAT, Curve, Function
from engine.ops.filtering import filter_image

Floats = NDArray[np.float32]
_WHITE = 255.0


@dataclass(frozen=True)
class Maps:
    """The response, what the function makes of it, and its derivative there; float32, H×W.

    `saturated` is the share of values where the function is saturated, `zero` the share of outputs
    that are 0, `mean` the mean output.
    """

    response: Floats = field(repr=False)
    output: Floats = field(repr=False)
    slope: Floats = field(repr=False)
    saturated: float
    zero: float
    mean: float


def apply(picture: object, kernel: object, function: Function, curve: Curve, gain: float) -> Maps:
    """Filter a grey picture (uint8, H×W), and send the response through the function.

    Pixels count from 0 to 1, weights are `gain` times the kernel's; the border is replicated.
    `curve` is the function's own. Raises ValueError where the kernel does not fit.
    """
    seen = real_array(picture, "picture", "height×width")
    weights = real_array(kernel, "kernel", "height×width") * (gain / _WHITE)
    response = filter_image(seen, weights.astype(np.float32), padding="same", mode="edge")
    response = response.astype(np.float32)
    output, slope = function(response), function.slope(response)
    flat = np.zeros(response.shape, bool)
    for low, high in curve.saturated:
        flat |= (response >= low) & (response <= high) & (np.abs(slope) < FLAT)
    return Maps(
        response,
        output.astype(np.float32),
        slope.astype(np.float32),
        float(flat.mean()),
        float((output == 0).mean()),
        float(output.mean(dtype=np.float64)),
    )

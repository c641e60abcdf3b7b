"""Compiled reduction of pictures to what a screen can show."""

import numpy as np

from engine.kernels.compiled import compiled


@compiled
def to_indices(values, low, scale, out):
    """Write (value − low)·scale, held between 0 and 255 and rounded; NaN becomes 0."""
    for i in range(values.size):
        place = (np.float64(values[i]) - low) * scale
        place = place if place > 0 else 0
        place = place if place < 255 else 255
        out[i] = np.uint8(place + 0.5)

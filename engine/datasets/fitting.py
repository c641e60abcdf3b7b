"""Any picture in the size and the channels of a data set."""

import numpy as np
from PIL import Image

from engine.checks import check_memory, shown, whole
from engine.datasets.data_set import Pixels
from engine.images import pictures


def fit_picture(pixels: Pixels, shape: tuple[int, int, int]) -> Pixels:
    """Return H×W×3 RGB in `shape`, (channels, height, width): its middle part, resized.

    One channel is grey (luma). Every pixel of the part counts when it is made smaller.
    """
    pictures.check_pixels(pixels)
    if not isinstance(shape, tuple | list) or len(shape) != 3 or shape[0] not in (1, 3):
        raise ValueError(f"shape is {shown(shape)}; it must be (1 or 3, height, width)")
    channels, height, width = (whole(n, "shape", 1, pictures.LARGEST_SIDE) for n in shape)
    check_memory((3, height, width), "the picture")
    rows, columns = pixels.shape[:2]
    scale = min(rows / height, columns / width)
    down, across = max(1, round(scale * height)), max(1, round(scale * width))
    top, left = (rows - down) // 2, (columns - across) // 2
    part = np.ascontiguousarray(pixels[top : top + down, left : left + across])
    source = Image.fromarray(pictures.to_grey(part) if channels == 1 else part)
    resized = source.resize((width, height), Image.Resampling.BILINEAR)
    return np.ascontiguousarray(np.asarray(resized).reshape(height, width, -1).transpose(2, 0, 1))

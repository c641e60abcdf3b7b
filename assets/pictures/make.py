"""Make the gallery's photographs from those that ship with scikit-image.

    python assets/pictures/make.py

Needs scikit-image, which the app itself does not. The result is lossless: a Laplacian on a JPEG
shows the 8×8 blocks of its compression instead of the picture, and lossless WebP is a sixth
smaller than PNG.
"""

from pathlib import Path

import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image

HERE = Path(__file__).parent
PICTURES = (
    "astronaut",
    "brick",
    "camera",
    "chelsea",
    "coffee",
    "grass",
    "gravel",
    "horse",
    "hubble_deep_field",
    "retina",
    "rocket",
    "text",
)


def main() -> None:
    """Write the photographs as files."""
    for name in PICTURES:
        pixels = getattr(skimage.data, name)()
        picture = Image.fromarray(_prepare(name, pixels)).convert("RGB")
        picture.save(HERE / f"{name}.webp", lossless=True, quality=100, method=6)


def _prepare(name: str, pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
    if name == "horse":  # True and False
        return np.where(pixels, 255, 0).astype(np.uint8)
    values = pixels.astype(np.uint8)
    if name == "hubble_deep_field":
        return values[340:852, 380:892]
    if name == "retina":
        small = Image.fromarray(values).resize((512, 512), Image.Resampling.LANCZOS)
        return np.asarray(small)
    return values


if __name__ == "__main__":
    main()

"""Handwritten digits that come with the app: 1,797 of 8×8 pixels.

`assets/datasets/README.md` says where they are from.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from engine.datasets.data_set import DataSet, Pixels

_FILE = Path(__file__).parents[2] / "assets" / "datasets" / "digits.npz"
_WHITE = 16  # the file's values go from 0 to 16

SOURCE = (
    "E. Alpaydin & C. Kaynak: Optical Recognition of Handwritten Digits (test set), UCI Machine "
    "Learning Repository, https://doi.org/10.24432/C50P49, as in scikit-learn"
)
LICENCE = "CC BY 4.0 (scikit-learn's copy: BSD-3-Clause)"


def digits() -> DataSet:
    """Return 1,797×1×8×8; the file's 0–16 became 0–255, rounded down."""
    with np.load(_FILE, allow_pickle=False) as file:
        values, labels = file["pictures"], file["labels"]
    pictures = (values.astype(np.uint16) * 255 // _WHITE).astype(np.uint8)
    return DataSet(
        "Digits, 8×8",
        pictures[:, np.newaxis],
        labels.astype(np.int64),
        tuple("0123456789"),
        SOURCE,
        LICENCE,
    )


def like_mnist(pictures: Pixels) -> Pixels:
    """Return N×1×8×8 as networks trained on MNIST take digits: N×1×28×28.

    As in MNIST (LeCun et al., 1998) a digit fills the middle 20×20 pixels, black around it.
    """
    large = np.zeros((len(pictures), 1, 28, 28), np.uint8)
    for place, picture in zip(large, pictures[:, 0], strict=True):
        enlarged = Image.fromarray(picture).resize((20, 20), Image.Resampling.BICUBIC)
        place[0, 4:24, 4:24] = np.asarray(enlarged)
    return large

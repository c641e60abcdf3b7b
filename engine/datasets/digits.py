"""Handwritten digits that come with the app: 1,797 of 8×8 pixels.

`assets/datasets/README.md` says where they are from.
"""

from pathlib import Path

import numpy as np

from engine.datasets.data_set import DataSet

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

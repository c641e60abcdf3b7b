"""Make the file of the digits from those that ship with scikit-learn.

    python assets/datasets/make.py

Needs scikit-learn, which the app itself does not.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

HERE = Path(__file__).parent


def main() -> None:
    """Write the file."""
    """Write the file."""
    found = load_digits()
    np.savez_compressed(
        HERE / "digits.npz",
        pictures=found.images.astype(np.uint8),
        labels=found.target.astype(np.uint8),
    )


if __name__ == "__main__":
    main()

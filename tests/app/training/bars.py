"""A data set that is learned at once: standing and lying bars."""

import numpy as np

from engine.datasets.data_set import DataSet, Split


def bars(count: int = 60, side: int = 8) -> Split:
    """Grey pictures of a bright bar with grain; every fifth is held out."""
    rng = np.random.default_rng(0)
    labels = np.arange(count, dtype=np.int64) % 2
    pictures = rng.integers(0, 60, (count, 1, side, side))
    places = rng.integers(1, side - 1, count)
    for picture, label, place in zip(pictures[:, 0], labels, places, strict=True):
        bar = picture[:, place] if label else picture[place]
        bar += 180
    data = DataSet("Bars", pictures.astype(np.uint8), labels, ("lying", "standing"), "", "")
    held = np.arange(count) % 5 == 0
    return Split(data.subset(np.flatnonzero(~held)), data.subset(np.flatnonzero(held)))

"""One picture as augmentation shows it to the network, each time in another way."""

import numpy as np

from app.training.settings import Settings
from app.training_data import strip
from engine.datasets import Augmentation, DataSet
from engine.datasets.data_set import Pixels

TIMES = 6


def examples(data: DataSet, settings: Settings) -> Pixels:
    """`TIMES`×C×H×W: the first picture as it is, and then changed by chance."""
    picture = data.pictures[:1]
    several = np.repeat(picture, TIMES - 1, axis=0)
    changed = settings.augmentation.apply(several, np.random.default_rng(settings.seed))
    return np.concatenate([picture, changed])


def preview(data: DataSet, settings: Settings) -> str:
    """`examples` as an <img>; empty where nothing happens to the pictures."""
    if settings.augmentation == Augmentation():
        return ""
    about = (
        f"A picture of class {data.classes[data.labels[0]]} unchanged and with random variations"
    )
    return strip(list(examples(data, settings)), about)

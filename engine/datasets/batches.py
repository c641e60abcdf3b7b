"""The order in which a network is shown its pictures: by chance, and the same every time."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from engine.checks import instance, whole
from engine.datasets.augmentation import Augmentation
from engine.datasets.data_set import DataSet, Inputs, Labels, as_input

_ORDER, _CHANGES = 0, 1  # what a random stream is for: the same seed must not serve both


@dataclass(frozen=True, eq=False)
class Batch:
    """Some pictures as a network takes them, their classes, and their numbers in the data set."""

    x: Inputs
    labels: Labels
    numbers: Labels


@dataclass(frozen=True, eq=False)
class Batches:
    """A data set in batches of `size`, epoch after epoch without end.

    Each epoch shows every picture once, in an order of its own; its last batch may be smaller.
    `seed` decides about orders and changes. A batch depends on nothing but its number, so a run
    can be repeated bit for bit, or gone on with, from anywhere.
    """

    data: DataSet
    size: int
    seed: int = 0
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        instance(self.data, "data", DataSet, "a DataSet")
        instance(self.augmentation, "augmentation", Augmentation, "an Augmentation")
        whole(self.size, "the batch size", 1)
        whole(self.seed, "seed", 0)
        if not len(self.data):
            raise ValueError("the data set is empty; there must be at least one picture")

    @property
    def per_epoch(self) -> int:
        """How many batches show every picture once."""
        return -(-len(self.data) // self.size)

    def numbers(self, step: int) -> Labels:
        """Return which pictures batch `step` (from 0 on) shows."""
        epoch, place = divmod(whole(step, "step", 0), self.per_epoch)
        return _order(len(self.data), self.seed, epoch)[place * self.size :][: self.size]

    def batch(self, step: int) -> Batch:
        """Return batch `step`, from 0 on."""
        numbers = self.numbers(step)
        rng = np.random.default_rng((self.seed, _CHANGES, step))
        pictures = self.augmentation.apply(self.data.pictures[numbers], rng)
        return Batch(as_input(pictures), self.data.labels[numbers], numbers)


@lru_cache(maxsize=64)
def _order(count: int, seed: int, epoch: int) -> Labels:
    """Return all numbers below `count`, in the order of one epoch."""
    order = np.random.default_rng((seed, _ORDER, epoch)).permutation(count)
    order.flags.writeable = False
    return order

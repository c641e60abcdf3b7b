"""Labelled pictures, and how some of them are held out."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.checks import instance, listed, real_number, shown, times, whole

Pixels = NDArray[np.uint8]
Labels = NDArray[np.int64]
Inputs = NDArray[np.float32]


class DataSetError(ValueError):
    """Why there is no such data set; its text is one sentence that says what to do."""


@dataclass(frozen=True, eq=False)
class DataSet:
    """Pictures of one size, and which class each belongs to.

    `pictures` is N×C×H×W in uint8, 0 (black) to 255 (white), C 1 (grey) or 3 (red, green, blue);
    `labels` holds N places in `classes`, in int64. Both become read-only. `publisher_test` is how
    many pictures at the end the publisher keeps for testing. `notes` are sentences about what was
    left out or converted.

    Raises ValueError where these contradict each other.
    """

    name: str
    pictures: Pixels
    labels: Labels
    classes: tuple[str, ...]
    source: str
    licence: str
    publisher_test: int = 0
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_pixels(self.pictures)
        instance(self.labels, "labels", np.ndarray, "an array")
        listed(self.classes, "classes", str, "names of classes")
        whole(self.publisher_test, "publisher_test", 0, len(self.pictures))
        if self.labels.dtype != np.int64 or self.labels.shape != self.pictures.shape[:1]:
            raise ValueError(
                f"the labels are {self.labels.dtype} {times(self.labels.shape)}; "
                f"they must be int64, one for each of {len(self.pictures)} pictures"
            )
        if self.labels.size and not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            raise ValueError(f"a label is not from 0 to {len(self.classes) - 1}")
        self.pictures.flags.writeable = self.labels.flags.writeable = False

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of one picture."""
        _, channels, height, width = self.pictures.shape
        return channels, height, width

    @property
    def counts(self) -> tuple[int, ...]:
        """How many pictures each class has."""
        return tuple(np.bincount(self.labels, minlength=len(self.classes)).tolist())

    def subset(self, which: NDArray[np.int64] | slice) -> "DataSet":
        """Return the pictures with these numbers, in their order; a slice copies nothing."""
        return replace(
            self, pictures=self.pictures[which], labels=self.labels[which], publisher_test=0
        )

    def few(self, count: int) -> "DataSet":
        """Return the first `count` pictures, taken from the classes in turn; at most all.

        Raises TypeError or ValueError where `count` is no whole number above 0.
        """
        turn = np.empty(len(self), np.int64)
        for label in range(len(self.classes)):
            is_member = self.labels == label
            turn[is_member] = np.arange(is_member.sum())
        order = np.lexsort((self.labels, turn))
        return self.subset(np.sort(order[: whole(count, "the number of pictures", 1)]))

    def split(self, share: float = 0.2, seed: int = 0) -> "Split":
        """Return pictures to train on, and others held out to find out what was learned.

        Where the publisher keeps pictures for testing, those are held out, whatever the
        arguments. Otherwise `share` of every class is, rounded, chosen by `seed`; at least one
        picture of a class that has two, and never all.
        """
        if self.publisher_test:
            start = len(self) - self.publisher_test
            return Split(self.subset(slice(start)), self.subset(slice(start, None)))
        if real_number(share, "share", above=0) >= 1:
            raise ValueError(f"share is {share:g}; it must be less than 1")
        rng = np.random.default_rng(whole(seed, "seed", 0))
        is_held_out = np.zeros(len(self), bool)
        for label in range(len(self.classes)):
            members = rng.permutation(np.flatnonzero(self.labels == label))
            count = min(max(1, round(share * len(members))), len(members) - 1)
            is_held_out[members[: max(0, count)]] = True
        return Split(
            self.subset(np.flatnonzero(~is_held_out)), self.subset(np.flatnonzero(is_held_out))
        )


@dataclass(frozen=True, eq=False)
class Split:
    """A data set in two parts without a picture in common."""

    train: DataSet
    held_out: DataSet

    def differs_in_names_only(self, other: "Split") -> bool:
        """Tell whether `other` has the same pictures and classes, but for their names."""
        return len(self.train.classes) == len(other.train.classes) and all(
            np.array_equal(mine.pictures, its.pictures) and np.array_equal(mine.labels, its.labels)
            for mine, its in ((self.train, other.train), (self.held_out, other.held_out))
        )


def check_pixels(pictures: object) -> None:
    """Refuse what is not N×C×H×W in uint8 with one or three channels."""
    found = shown(pictures)
    if isinstance(pictures, np.ndarray):
        fits = pictures.ndim == 4 and pictures.shape[1] in (1, 3)
        if fits and pictures.dtype == np.uint8:
            return
        found = f"{pictures.dtype} {times(pictures.shape)}"
    raise ValueError(f"the pictures are {found}; they must be uint8 N×C×H×W with 1 or 3 channels")


def as_input(pictures: Pixels) -> Inputs:
    """Return pictures as a network takes them: 0–255 becomes −1…1 in float32, v/127.5 − 1.

    N×C×H×W in uint8 becomes a new N×C×H×W array.
    """
    if not isinstance(pictures, np.ndarray) or pictures.dtype != np.uint8:
        raise TypeError(f"pictures is {shown(pictures)}; it must be an array in uint8")
    return pictures.astype(np.float32) / np.float32(127.5) - np.float32(1)

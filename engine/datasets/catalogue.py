"""The data sets by name."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.checks import instance, one_of
from engine.datasets.cifar10 import CIFAR10, cifar10
from engine.datasets.data_set import DataSet
from engine.datasets.digits import digits
from engine.datasets.downloads import Progress, Remote, cache_folder, fetch, is_here
from engine.datasets.mnist import FASHION_MNIST, MNIST, fashion_mnist, mnist
from engine.datasets.shapes import shapes


@dataclass(frozen=True)
class Entry:
    """A data set before it is loaded.

    `shape` is (channels, height, width) of a picture; `megabytes` are to be downloaded, once.
    """

    title: str
    about: str
    shape: tuple[int, int, int]
    classes: int
    files: tuple[Remote, ...]
    open: Callable[[Sequence[Path]], DataSet]
    megabytes: int = 0


_ENTRIES = {
    "digits": Entry(
        "Digits, 8×8",
        "1,797 handwritten digits, grey, very small: learned in seconds",
        (1, 8, 8),
        10,
        (),
        lambda files: digits(),
    ),
    "shapes": Entry(
        "Shapes, 32×32",
        "2,000 coloured circles, rings, squares, triangles and crosses",
        (3, 32, 32),
        5,
        (),
        lambda files: shapes(),
    ),
    "mnist": Entry(
        "MNIST, 28×28",
        "70,000 handwritten digits, grey; the validation set is the publisher's 10,000 for testing",
        (1, 28, 28),
        10,
        MNIST,
        mnist,
        12,
    ),
    "fashion_mnist": Entry(
        "Fashion-MNIST, 28×28",
        "70,000 pieces of clothing, grey; the validation set is the publisher's 10,000 for testing",
        (1, 28, 28),
        10,
        FASHION_MNIST,
        fashion_mnist,
        31,
    ),
    "cifar10": Entry(
        "CIFAR-10, 32×32",
        "60,000 colour photographs of animals and vehicles; the validation set is the"
        " publisher's 10,000 for testing",
        (3, 32, 32),
        10,
        CIFAR10,
        cifar10,
        170,
    ),
}

# Who loads a data set: a second session waits instead of downloading and reading it once more.
_loading = {name: threading.Lock() for name in _ENTRIES}
_GLANCE = 0.5  # seconds after which who waits looks whether it was stopped
_loaded: dict[tuple[str, Path | None], DataSet] = {}


def names() -> tuple[str, ...]:
    """Return the names of the data sets, those without a download first."""
    return tuple(_ENTRIES)


def describe(name: str) -> Entry:
    """Return what is known of a data set before it is loaded."""
    return _ENTRIES[one_of(name, "the data set", names())]


def is_ready(name: str, folder: Path | None = None) -> bool:
    """Tell whether `load` needs no download."""
    files = describe(name).files
    _check_folder(folder)
    return not files or all(is_here(remote, folder or cache_folder()) for remote in files)


def load(
    name: str,
    progress: Progress = lambda done, total: None,
    folder: Path | None = None,
) -> DataSet:
    """Return the data set `name`, downloaded into `folder` (the user's cache) the first time.

    `progress` begins again with each of its files, and is told 0 of 0 while another thread loads
    the same. The data set stays in memory, and all who load it share its arrays. Raises
    `DataSetError` where it cannot be had.
    """
    entry = describe(name)
    _check_folder(folder)
    while not _loading[name].acquire(timeout=_GLANCE):
        progress(0, 0)
    try:
        if (name, folder) not in _loaded:
            place = folder or cache_folder()
            files = [fetch(remote, place, progress) for remote in entry.files]
            _loaded[name, folder] = entry.open(files)
        return _loaded[name, folder]
    finally:
        _loading[name].release()


def _check_folder(folder: object) -> None:
    if folder is not None:
        instance(folder, "folder", Path, "a pathlib.Path")

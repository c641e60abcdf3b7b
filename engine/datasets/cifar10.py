"""CIFAR-10: 60,000 colour pictures of 32×32, from its binary version.

The other version is pickled: to open a pickle is to run what is in it.
"""

import tarfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.data_set import DataSet, DataSetError
from engine.datasets.downloads import Remote

CIFAR10 = (
    Remote(
        "cifar-10-binary.tar.gz",
        ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
        "md5:c32a1d4ab5d03f1284b67883e8d87530",
    ),
)

CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)

_FOLDER = "cifar-10-batches-bin"
_PARTS = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")
_SHAPE = (3, 32, 32)
_RECORD = 1 + 3 * 32 * 32  # the class, then red, green and blue, each row by row
_MOST_RECORDS = 10_000  # of a part


def cifar10(files: Sequence[Path]) -> DataSet:
    """Return 50,000 training and 10,000 held-out pictures from the archive of all."""
    (archive,) = files
    parts = [read_records(part, name) for part, name in zip(_read(archive), _PARTS, strict=True)]
    return DataSet(
        "CIFAR-10",
        np.concatenate([pictures for pictures, _ in parts]),
        np.concatenate([labels for _, labels in parts]),
        CLASSES,
        "A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html",
        "not stated; free to use, and its page asks to cite the report of 2009",
        publisher_test=len(parts[-1][0]),
    )


def read_records(data: bytes, name: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the pictures, N×3×32×32, and N classes of one part; `name` is for messages."""
    if not data or len(data) % _RECORD:
        raise DataSetError(f"{name} is damaged: it does not consist of records of {_RECORD} bytes.")
    records = np.frombuffer(data, np.uint8).reshape(-1, _RECORD)
    labels = records[:, 0].astype(np.int64)
    if labels.max() >= len(CLASSES):
        raise DataSetError(f"{name} is damaged: it has a class {labels.max()}, and there are 0–9.")
    return records[:, 1:].reshape(-1, *_SHAPE), labels


def _read(archive: Path) -> list[bytes]:
    """Return the parts of the archive, in order; nothing is written to a disk."""
    try:
        with tarfile.open(archive) as tar:
            return [_part(tar, f"{_FOLDER}/{name}") for name in _PARTS]
    except (tarfile.TarError, OSError, EOFError, KeyError, zlib.error):
        raise DataSetError(f"{archive.name} is damaged or is not CIFAR-10.") from None


def _part(tar: tarfile.TarFile, name: str) -> bytes:
    opened = tar.extractfile(name)
    if opened is None:
        raise KeyError(name)
    return opened.read(_MOST_RECORDS * _RECORD)

"""MNIST and Fashion-MNIST: 70,000 grey pictures of 28×28 each, in IDX files."""

import gzip
import math
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.checks import times
from engine.datasets.data_set import DataSet, DataSetError
from engine.datasets.downloads import Remote

_HOME = "http://yann.lecun.com/exdb/mnist/"
_MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/"  # where PyTorch takes it from
_FASHION = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"

_FILES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")


def _remotes(folder: str, addresses: Sequence[str], sums: Sequence[str]) -> tuple[Remote, ...]:
    return tuple(
        Remote(
            f"{folder}/{name}-ubyte.gz",
            tuple(f"{address}{name}-ubyte.gz" for address in addresses),
            f"md5:{checksum}",
        )
        for name, checksum in zip(_FILES, sums, strict=True)
    )


MNIST = _remotes(
    "mnist",
    (_HOME, _MIRROR),
    (
        "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "d53e105ee54ea40749a09fcbcd1e9432",
        "9fb629c4189551a2d022fa330f9573f3",
        "ec29112dd5afa0611ce80d1b7f02629c",
    ),
)
FASHION_MNIST = _remotes(
    "fashion-mnist",
    (_FASHION,),
    (
        "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "25c81989df183df01b3e8a0aad5dffbe",
        "bef4ecab320f06d8554ea6380940ec79",
        "bb300cfdad3c16e7a12a480ee83cd310",
    ),
)

CLOTHES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)


def mnist(files: Sequence[Path]) -> DataSet:
    """Return the digits, from their four files: 60,000 for training and 10,000 held out."""
    return _data_set(
        files,
        "MNIST",
        tuple("0123456789"),
        "Y. LeCun, C. Cortes & C. Burges, http://yann.lecun.com/exdb/mnist/",
        "CC BY-SA 3.0",
    )


def fashion_mnist(files: Sequence[Path]) -> DataSet:
    """Return clothes instead of digits, in the same form."""
    return _data_set(
        files,
        "Fashion-MNIST",
        CLOTHES,
        "H. Xiao, K. Rasul & R. Vollgraf (Zalando), https://github.com/zalandoresearch/fashion-mnist",
        "MIT",
    )


def _data_set(
    files: Sequence[Path], name: str, classes: tuple[str, ...], source: str, licence: str
) -> DataSet:
    train, train_labels, test, test_labels = (read_idx(file) for file in files)
    pictures = np.concatenate([train, test])[:, np.newaxis]
    labels = np.concatenate([train_labels, test_labels]).astype(np.int64)
    return DataSet(name, pictures, labels, classes, source, licence, publisher_test=len(test))


def read_idx(file: Path) -> NDArray[np.uint8]:
    """Return the array of bytes in an IDX file, packed by gzip or not.

    Two zeros, the type (8: unsigned bytes), the number of dimensions, each length as four bytes,
    the highest first, then the values (from the page of MNIST). Raises `DataSetError` where the
    file is none.
    """
    data = file.read_bytes()
    try:
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError, zlib.error):
        raise DataSetError(f"{file.name} is damaged or incomplete.") from None
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise DataSetError(f"{file.name} is not an IDX file of bytes.")
    start = 4 + 4 * data[3]
    shape = tuple(int(length) for length in np.frombuffer(data[4:start], ">u4"))
    if len(shape) != data[3] or len(data) != start + math.prod(shape):
        raise DataSetError(
            f"{file.name} is damaged: it says that it holds {times(shape)} values, "
            f"and has {max(0, len(data) - start):,} bytes of them."
        )
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape).copy()

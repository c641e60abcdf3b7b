"""Labelled pictures to train on: sets that come with the app, downloads, and one's own."""

from engine.datasets.augmentation import Augmentation, shifted
from engine.datasets.batches import Batch, Batches
from engine.datasets.catalogue import describe, is_ready, load, names
from engine.datasets.class_folders import from_files, from_folder, from_zip
from engine.datasets.data_set import DataSet, DataSetError, Split, as_input
from engine.datasets.fitting import fit_picture
from engine.datasets.own_classes import from_classes
from engine.datasets.shapes import shapes

__all__ = [
    "Augmentation",
    "Batch",
    "Batches",
    "DataSet",
    "DataSetError",
    "Split",
    "as_input",
    "describe",
    "fit_picture",
    "from_classes",
    "from_files",
    "from_folder",
    "from_zip",
    "is_ready",
    "load",
    "names",
    "shapes",
    "shifted",
]

"""A data set of one's own: classes by name, each with its pictures."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.datasets.data_set import DataSet, DataSetError, Pixels

MOST_CLASSES = 100


def from_classes(
    name: str,
    classes: Mapping[str, Sequence[Pixels]],
    source: str = "your own pictures",
    notes: Sequence[str] = (),
) -> DataSet:
    """A data set of pictures by their classes, all C×H×W in uint8 and of one size.

    Raises `DataSetError` where there are too few classes or pictures to learn from.
    """
    for title, members in classes.items():
        if not members:
            raise DataSetError(
                f"The class “{title}” has no picture yet: add some, or remove the class."
            )
    if not classes:
        raise DataSetError(f"{name} holds no class yet: a network needs two to tell apart.")
    if len(classes) == 1:
        raise DataSetError(
            f"{name} holds one class only, “{next(iter(classes))}”: "
            "a network needs at least two to tell apart."
        )
    if len(classes) > MOST_CLASSES:
        raise DataSetError(f"{name} holds {len(classes)} classes; there may be {MOST_CLASSES}.")
    counts = [len(members) for members in classes.values()]
    if max(counts) == 1:
        raise DataSetError(
            f"{name} holds one picture of each class: add a second one, to be held out."
        )
    return DataSet(
        name,
        np.stack([picture for members in classes.values() for picture in members]),
        np.repeat(np.arange(len(classes), dtype=np.int64), counts),
        tuple(classes),
        source,
        "the learner's own",
        notes=tuple(notes),
    )

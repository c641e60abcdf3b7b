"""A data set of one's own: classes by name, each with its pictures."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.checks import listed, mapping, shown
from engine.datasets.data_set import DataSet, DataSetError, Pixels, check_pixels
from engine.images.pictures import shorten

MOST_CLASSES = 100
_MOST_NAMED = 3


def from_classes(
    name: str,
    classes: Mapping[str, Sequence[Pixels]],
    source: str = "your own pictures",
    notes: Sequence[str] = (),
) -> DataSet:
    """Return a data set of pictures by class, all C×H×W in uint8 and of one size.

    To its `notes` comes which classes have one picture only.
    Raises `DataSetError` where there are too few classes or pictures to learn from.
    """
    shapes = set()
    for title, members in mapping(classes, "classes", "pictures").items():
        for picture in listed(members, f"the class {shown(title)}", np.ndarray, "pictures"):
            assert isinstance(picture, np.ndarray)
            check_pixels(picture[None])
            shapes.add(picture.shape)
        if len(shapes) > 1:
            raise ValueError("the pictures differ in size; all must have the same")
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
            f"{name} holds one picture of each class: add a second one, for the validation set."
        )
    return DataSet(
        name,
        np.stack([picture for members in classes.values() for picture in members]),
        np.repeat(np.arange(len(classes), dtype=np.int64), counts),
        tuple(classes),
        source,
        "the learner's own",
        notes=(*notes, *_notes([title for title in classes if len(classes[title]) == 1])),
    )


def _notes(single: Sequence[str]) -> tuple[str, ...]:
    """Return what is to be known of classes that nothing is held out of."""
    if not single:
        return ()
    several, them = ("Classes", "them") if len(single) > 1 else ("Class", "it")
    return (
        f"{several} with one picture only: {named(single)}. It is needed for training, so the"
        f" accuracy on the validation set says nothing about {them}.",
    )


def named(names: Sequence[str]) -> str:
    """Join the first of the names, for a sentence."""
    return ", ".join(map(shorten, names[:_MOST_NAMED])) + " …" * (len(names) > _MOST_NAMED)

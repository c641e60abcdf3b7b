"""The learner's own classes in a browser session: names, pictures, and what is done to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from app.state import reruns
from app.state.session import SessionValue, reported
from app.training_data.contact_sheet import png
from app.training_data.sides import SIDES
from engine.datasets import DataSet, DataSetError, fit_picture, from_classes
from engine.datasets.data_set import Pixels
from engine.images import pictures

MOST_CLASSES = 10
MOST_PICTURES = 200
"""Of one class."""
LONGEST_NAME = 30
_MOST_TOLD = 3  # problems of one act
NAME = "Your classes"


@dataclass(frozen=True)
class Shot:
    """A picture as it is kept, 3×64×64; `digest` tells whether the same file comes again."""

    digest: str
    square: Pixels

    @cached_property
    def png(self) -> str:
        """The picture as a PNG file in base64."""
        return png([self.square])


@dataclass(frozen=True)
class OwnClass:
    """A class with its pictures."""

    name: str
    shots: tuple[Shot, ...] = ()


_classes = SessionValue[tuple[OwnClass, ...]](
    "own_classes", lambda: (OwnClass("Class 1"), OwnClass("Class 2"))
)
_chosen = SessionValue[int]("own_class", int)
_uploads = SessionValue[int]("own_class_uploads", int)
_problem = SessionValue[str]("own_class_problem", str)
_data = SessionValue[tuple[object, DataSet] | None](
    "own_data", lambda: None, "the pictures of your classes"
)
"""The data set made last, and what it was made of."""


def classes() -> tuple[OwnClass, ...]:
    """Return the classes of this session; two without pictures to begin with."""
    return _classes.get()


def chosen() -> int:
    """Tell which class is worked on."""
    return min(_chosen.get(), len(classes()) - 1)


def _put(new: Sequence[OwnClass], number: int) -> None:
    _classes.set(tuple(new))
    _chosen.set(number)


def _replace(one: OwnClass) -> None:
    mine = list(classes())
    mine[chosen()] = one
    _put(mine, chosen())


def choose(number: int) -> None:
    """Work on another class."""
    _chosen.set(number)
    _say("")


def add_class() -> None:
    """Add a class with a name that is free."""
    names, number = {one.name for one in classes()}, len(classes()) + 1
    while f"Class {number}" in names:
        number += 1
    if len(classes()) < MOST_CLASSES:
        _put((*classes(), OwnClass(f"Class {number}")), len(classes()))


def remove_class() -> None:
    """Drop the class that is worked on, with its pictures."""
    mine, number = classes(), chosen()
    if len(mine) > 1:
        _put(mine[:number] + mine[number + 1 :], max(0, number - 1))


def rename(name: str) -> None:
    """Give the class another name; one that cannot be is told, and the old one stays."""
    name = " ".join(name.split())
    others = [one.name for number, one in enumerate(classes()) if number != chosen()]
    if not name:
        _say("A class needs a name.")
    elif len(name) > LONGEST_NAME:
        _say(f"A name has at most {LONGEST_NAME} characters.")
    elif name in others:
        _say(f"There is already a class “{name}”.")
    else:
        _say("")
        _replace(replace(classes()[chosen()], name=name))


@reruns.atomic_callback
def take(key: str) -> None:
    """Files were chosen or a shot was taken in widget `key`; the same file is taken once."""
    reruns.begin()
    given = reported(key) or []
    one, problems = classes()[chosen()], []
    for file in given if isinstance(given, list) else [given]:
        try:
            shot = _shot(file)
        except pictures.PictureError as error:
            problems.append(str(error))
            continue
        if shot.digest in {known.digest for known in one.shots}:
            continue
        if len(one.shots) == MOST_PICTURES:
            problems.append(f"A class has at most {MOST_PICTURES} pictures; the rest were ignored.")
            break
        one = replace(one, shots=(*one.shots, shot))
    _replace(one)
    _say(_summed(problems))
    _uploads.set(uploads() + 1)  # the next uploader is an empty one


def _summed(problems: list[str]) -> str:
    """Return the first problems, and how many more there are."""
    more = len(problems) - _MOST_TOLD
    rest = f" And {more} more {'files' if more > 1 else 'file'} could not be taken."
    return " ".join(problems[:_MOST_TOLD]) + rest * (more > 0)


def uploads() -> int:
    """Tell how often pictures were taken."""
    return _uploads.get()


def _shot(file: Any) -> Shot:
    side = SIDES[-1]
    decoded = pictures.decode(file.getvalue(), file.name, enough=side)
    return Shot(decoded.digest, fit_picture(decoded.pixels, (3, side, side)))


def remove_shot(digest: str) -> None:
    """Drop a picture of the class that is worked on."""
    one = classes()[chosen()]
    _replace(replace(one, shots=tuple(shot for shot in one.shots if shot.digest != digest)))


def problem() -> str:
    """Say what could not be done with the last act."""
    return _problem.get()


def _say(text: str) -> None:
    _problem.set(text)


def data_set(side: int) -> DataSet:
    """Return the classes as a data set of side×side; the same object until something has changed.

    Raises `DataSetError` where they are too few, or one has no picture.
    """
    mine = classes()
    identity = side, tuple((one.name, *(shot.digest for shot in one.shots)) for one in mine)
    known = _data.get()
    if known is None or known[0] != identity:
        if len(mine) > 1 and not any(one.shots for one in mine):
            raise DataSetError("Add some pictures to each class: a handful is enough to start.")
        squares = {one.name: [_reduced(shot.square, side) for shot in one.shots] for one in mine}
        known = identity, from_classes(NAME, squares)
        _data.set(known)
    return known[1]


def _reduced(square: Pixels, side: int) -> Pixels:
    return fit_picture(square.transpose(1, 2, 0), (3, side, side))

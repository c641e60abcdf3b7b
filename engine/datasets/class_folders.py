"""A data set from a ZIP or a folder of class folders: class/picture.jpg.

The name of the folder that a picture stands in is its class, however deep that folder is: so
train/cat/1.jpg and test/cat/2.jpg are both cats.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from engine.checks import instance, listed, shown, whole
from engine.datasets.data_set import DataSet, DataSetError, Pixels
from engine.datasets.fitting import fit_picture
from engine.datasets.members import (
    Contents,
    Unreadable,
    leaves,
    natural,
    of_files,
    of_folder,
    of_zip,
    opened_zip,
)
from engine.datasets.own_classes import from_classes, named
from engine.images import file_structure, pictures

Progress = Callable[[int, int], None]
"""Called with how many files were looked at, and how many there are; it may raise to stop."""

_HEAD = 16  # bytes that tell the format
MOST_WORK = 8_000_000_000
"""Pixels of all pictures together (`pictures.work`): about three minutes."""


def from_zip(
    source: bytes | Path,
    name: str,
    side: int = 32,
    progress: Progress = lambda done, total: None,
    most: int | None = None,
) -> DataSet:
    """Return pictures N×3×`side`×`side` from a ZIP, given as its bytes or its path.

    Each is turned upright, its middle square cut out and resized. `DataSet.notes` tell what was
    left out: files that are no pictures, damaged ones, links, classes without a picture; and
    which classes have one picture only. Raises
    `DataSetError` where the ZIP is damaged, dangerous, has fewer than two classes or more than
    `most` files.
    """
    _check(name, most)
    instance(source, "source", (bytes, Path), "the bytes of a ZIP, or its pathlib.Path")
    with opened_zip(source, name) as archive:
        return _data_set(of_zip(archive, name), name, side, progress, most)


def from_folder(
    folder: Path, side: int = 32, progress: Progress = lambda done, total: None
) -> DataSet:
    """Return pictures as `from_zip` does, from a folder on this computer."""
    instance(folder, "folder", Path, "a pathlib.Path")
    if not folder.is_dir():
        raise DataSetError(f"There is no folder {folder}.")
    return _data_set(of_folder(folder), folder.name, side, progress)


def from_files(
    files: Iterable[tuple[str, bytes]],
    name: str,
    side: int = 32,
    progress: Progress = lambda done, total: None,
    most: int | None = None,
) -> DataSet:
    """Return pictures as `from_zip` does, from pairs of a path ("pets/cat/1.jpg") and bytes."""
    _check(name, most)
    pairs = [_pair(entry) for entry in listed(files, "files", (tuple, list), "a path and bytes")]
    return _data_set(of_files(pairs, name), name, side, progress, most)


def _check(name: object, most: object) -> None:
    instance(name, "name", str, "the name of the file")
    if most is not None:
        whole(most, "most", 0)


def _pair(entry: Any) -> tuple[str, bytes]:
    if len(entry) != 2 or not isinstance(entry[0], str) or not isinstance(entry[1], bytes):
        raise TypeError(f"files holds {shown(entry)}; it must hold pairs of a path and bytes")
    return entry[0], entry[1]


def _data_set(
    contents: Contents, name: str, side: int, progress: Progress, most: int | None = None
) -> DataSet:
    side = whole(side, "side", 1, pictures.LARGEST_SIDE)
    told = pictures.shorten(name)
    if most is not None and len(contents.files) > most:
        raise DataSetError(
            f"{told} holds {len(contents.files):,} files; up to {most:,} are read here."
        )
    classes: dict[str, list[Pixels]] = {}
    foreign, loose, damaged, work = 0, 0, list[str](), 0
    in_order = sorted(contents.files, key=lambda member: natural(member.parts))
    for number, member in enumerate(in_order):
        progress(number, len(contents.files))
        try:
            is_picture = file_structure.recognise(member.read(_HEAD)) is not None
            if not is_picture:
                foreign += 1
            elif len(member.parts) < 2:
                loose += 1
            else:
                data = member.read(member.size)
                work += pictures.work(data)
                if work > MOST_WORK:
                    raise DataSetError(
                        f"{told} holds pictures of more than {MOST_WORK // 10**6:,} megapixels in"
                        " all (of a JPEG, an eighth counts): make them smaller, or take fewer."
                    )
                picture = _picture(data, member.parts[-1], side)
                classes.setdefault(member.parts[-2], []).append(picture)
        except (Unreadable, pictures.PictureError):
            damaged.append(member.parts[-1])
    progress(len(contents.files), len(contents.files))
    empty = [folder[-1] for folder in leaves(contents) if folder[-1] not in classes]
    notes = _notes(foreign, loose, damaged, contents.links, empty)
    if not classes:
        why = f" {' '.join(notes)}" if notes else ""
        raise DataSetError(
            f"{told} holds no picture in a class folder, as in cat/1.jpg and dog/1.jpg.{why}"
        )
    titles = sorted(classes, key=lambda title: natural([title]))
    try:
        return from_classes(name, {title: classes[title] for title in titles}, name, notes)
    except DataSetError as error:
        if not notes:
            raise
        raise DataSetError(f"{error} {' '.join(notes)}") from None


def _picture(data: bytes, name: str, side: int) -> Pixels:
    decoded = pictures.decode(data, name, enough=side)
    return fit_picture(decoded.pixels, (3, side, side))


def _notes(
    foreign: int, loose: int, damaged: list[str], links: int, empty: list[str]
) -> tuple[str, ...]:
    notes = []
    if foreign:
        what = "are not pictures" if foreign > 1 else "is not a picture"
        notes.append(f"Left out: {_counted(foreign, 'file')} that {what}.")
    if loose:
        notes.append(f"Left out: {_counted(loose, 'picture')} outside the class folders.")
    if links:
        notes.append(f"Left out: {_counted(links, 'link')} to other files.")
    if damaged:
        notes.append(f"Left out: {_counted(len(damaged), 'damaged picture')} ({named(damaged)}).")
    if empty:
        several = "classes" if len(empty) > 1 else "class"
        notes.append(f"Left out: {several} without a picture ({named(empty)}).")
    return tuple(notes)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count > 1)}"

"""The learner's own set of pictures in a browser session: uploads, a ZIP, classes of Training."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import streamlit as st

from app.components.uploader_role import uploader_role
from app.feature_visualization.picture_sets import Exhibit, Pixels, Whole, of_whole
from app.feature_visualization.schema import FeatureState
from app.feature_visualization.state import store
from app.markdown_text import plain
from app.pictures import FILE_TYPES, LARGEST_FILE
from app.state.session import SessionValue
from app.training_data import folders, own_classes
from app.training_data.progress import Bar
from engine.datasets import DataSetError, fit_picture
from engine.datasets.members import Unreadable, of_zip, opened_zip
from engine.images import file_structure, pictures

KEY = "own_set"
MOST = 200
"""Pictures that are kept for one browser session."""
_LONGEST = 192  # pixels of a picture as it is kept
_MOST_TOLD = 4  # of what became of the files
_HEAD = 16  # bytes that tell the format
_UPLOADER = f"{store.page}-set"

_wholes = SessionValue[tuple[Whole, ...]](
    KEY, tuple, "the pictures of your set on Feature visualisation"
)
_read_last = SessionValue[tuple[str, ...]]("own_set_read", tuple)
_with_data = SessionValue[bool]("own_set_with_data", lambda: True)
"""Whether the class folders given on Training are searched too."""
_notes = SessionValue[tuple[str, ...]]("own_set_notes", tuple)


def wholes() -> tuple[Whole, ...]:
    """Return the pictures of the set: those given here, and those of the learner's on Training."""
    squares = tuple(
        Whole(f"{one.name}, picture {number}", shot.square.transpose(1, 2, 0), one.name)
        for one in own_classes.classes()
        for number, shot in enumerate(one.shots, 1)
    )
    return _wholes.get() + squares + _of_folders()


def _of_folders() -> tuple[Whole, ...]:
    """Return pictures of the class folders given on Training, of each class in turn."""
    data = folders.given()
    if data is None or not _with_data.get():
        return ()
    some, numbers = data.few(MOST), Counter[str]()
    found = list[Whole]()
    for pixels, label in zip(some.pictures, some.labels, strict=True):
        name = some.classes[label]
        numbers[name] += 1
        colours = np.broadcast_to(pixels, (3, *pixels.shape[1:])).transpose(1, 2, 0)
        found.append(Whole(f"{name}, picture {numbers[name]}", colours, name))
    return tuple(found)


def _choose_folders(state: FeatureState, chosen: bool) -> FeatureState:
    _with_data.set(chosen)
    return state.unplaced()


def exhibits(shape: Sequence[int]) -> tuple[Exhibit, ...]:
    """Return the pictures of the set in a network's size."""
    return tuple(of_whole(whole, shape) for whole in wholes())


def popover() -> None:
    """Show the button that opens the uploader, and what became of the files."""
    box = store.popover("own-set", "Your set of pictures", width="stretch")
    with box if box.open else st.container():
        if box.open:
            given = st.file_uploader(
                "Several pictures, or a ZIP of pictures",
                type=(*FILE_TYPES, "zip"),
                accept_multiple_files=True,
                key=_UPLOADER,
                max_upload_size=LARGEST_FILE,
                help=f"Up to {MOST} pictures. Those of your own classes on Training count too.",
            )
            uploader_role("own_set_role")
            if data := folders.given():
                store.checkbox(
                    "own-set-folders",
                    f"Also {plain(data.name)} from Training: {min(len(data), MOST)} pictures",
                    value=_with_data.get(),
                    act=_choose_folders,
                )
            names = tuple(file.file_id for file in given)
            if names and names != _read_last.get():
                _read(given)
                _read_last.set(names)
        for note in _notes.get():
            st.info(plain(note))


def _read(files: Sequence[Any]) -> None:
    """Take the pictures of these files; what cannot be opened is told and left out."""
    place = st.empty()
    bar = Bar(place.progress(0.0, "Reading the pictures"), "Reading the pictures")
    found, problems = list[Whole](), list[str]()
    for number, file in enumerate(files):
        bar.show(number, len(files))
        try:
            for name, data in _contents(file.name, file.getvalue()):
                bar.show(number, len(files))
                if len(found) == MOST:
                    break
                found.append(Whole(pictures.shorten(name), _small(data, name)))
        except (DataSetError, pictures.PictureError, Unreadable) as error:
            problems.append(str(error) or f"{pictures.shorten(file.name)} cannot be read.")
    if len(found) == MOST:
        problems.append(f"A set has at most {MOST} pictures; the rest were ignored.")
    if found:
        _wholes.set(tuple(found))
        problems.insert(0, f"{len(found)} pictures are in your set.")
    _notes.set(tuple(problems[:_MOST_TOLD]))
    place.empty()


def _contents(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures in a file: itself, or those of a ZIP."""
    if not name.lower().endswith(".zip"):
        yield name, data
        return
    with opened_zip(data, name) as archive:
        for member in of_zip(archive, name).files:
            if file_structure.recognise(member.read(_HEAD)) is not None:
                yield member.parts[-1], member.read(member.size)


def _small(data: bytes, name: str) -> Pixels:
    decoded = pictures.decode(data, name, enough=_LONGEST).pixels
    height, width = decoded.shape[:2]
    factor = max(1.0, max(height, width) / _LONGEST)
    size = max(1, round(height / factor)), max(1, round(width / factor))
    return np.ascontiguousarray(fit_picture(decoded, (3, *size)).transpose(1, 2, 0))

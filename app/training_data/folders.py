"""A data set from a ZIP or a folder of class folders, as it is uploaded."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.components.uploader_role import uploader_role
from app.markdown_text import plain
from app.pictures import FILE_TYPES, LARGEST_FILE
from app.state.session import SessionValue
from app.training_data.progress import Bar
from app.training_data.sides import side_control
from engine import datasets
from engine.datasets import DataSet, DataSetError

MOST_FILES = 5000
"""In a ZIP or a folder that is read for one browser session."""
KEY = "data_folders"
_ZIP, _FOLDER = "zip", "folder"
_read_last = SessionValue[object]("data_read", lambda: None)
_data = SessionValue[DataSet | None](KEY, lambda: None, "your data set")
_problem = SessionValue[str]("data_folders_problem", str)


def given() -> DataSet | None:
    """Return what was read last in this session."""
    return _data.get()


def folders() -> DataSet | None:
    """Show what is to be uploaded, and return what was read of it."""
    source = st.segmented_control(
        "Source",
        (_ZIP, _FOLDER),
        format_func={_ZIP: "ZIP file", _FOLDER: "Folder"}.__getitem__,
        default=_ZIP,
        key="data_given_as",
        required=True,
        persist_state="session",
    )
    is_zip = source == _ZIP
    given = st.file_uploader(
        "ZIP file" if is_zip else "Folder",
        type="zip" if is_zip else FILE_TYPES,
        accept_multiple_files=False if is_zip else "directory",
        key=f"data_{source}",
        max_upload_size=LARGEST_FILE,
        help="One folder per class, with its pictures: cat/1.jpg, dog/1.jpg.",
    )
    uploader_role("data_folders_role")
    side = side_control("data_folders_side")
    files = given if isinstance(given, list) else [given] if given else []
    if files and _read_last.get() != (asked := (*(file.file_id for file in files), side)):
        _read(files, side, is_zip)
        _read_last.set(asked)
    if problem := _problem.get():
        st.error(plain(problem))
    return _data.get()


def _read(files: Sequence[Any], side: int, is_zip: bool) -> None:
    """Read what was uploaded; where it cannot be used, what was read before stays."""
    place = st.empty()
    bar = Bar(place.progress(0.0, "Reading the pictures"), "Reading the pictures")
    _problem.set("")
    try:
        if is_zip:
            (file,) = files
            made = datasets.from_zip(file.getvalue(), file.name, side, bar.show, MOST_FILES)
        else:
            named = [(file.name, file.getvalue()) for file in files]
            made = datasets.from_files(named, "The folder", side, bar.show, MOST_FILES)
    except DataSetError as error:
        _problem.set(str(error))
    else:
        _data.set(made)
    place.empty()

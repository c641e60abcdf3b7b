"""A data set from a ZIP or a folder of class folders, as it is uploaded."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.components.uploader_role import uploader_role
from app.pictures import FILE_TYPES
from app.training_data.progress import Bar
from app.training_data.sides import side_control
from app.words import plain
from engine import datasets
from engine.datasets import DataSet, DataSetError

MOST_FILES = 5000
"""In a ZIP or a folder that is read for one browser session."""
_ZIP, _FOLDER = "zip", "folder"
session = st.session_state


def folders() -> DataSet | None:
    """Show what is to be uploaded, and return what was read of it."""
    st.segmented_control(
        "Source",
        (_ZIP, _FOLDER),
        format_func={_ZIP: "ZIP file", _FOLDER: "Folder"}.get,
        default=_ZIP,
        key="data_given_as",
        required=True,
        persist_state="session",
    )
    is_zip = session.data_given_as == _ZIP
    given = st.file_uploader(
        "ZIP file" if is_zip else "Folder",
        type="zip" if is_zip else FILE_TYPES,
        accept_multiple_files=False if is_zip else "directory",
        key=f"data_{session.data_given_as}",
        help="One folder per class, with its pictures: cat/1.jpg, dog/1.jpg.",
    )
    uploader_role("data_folders_role")
    side = side_control("data_folders_side")
    files = given if isinstance(given, list) else [given] if given else []
    if files and session.get("data_read") != (asked := (*(file.file_id for file in files), side)):
        _read(files, side)
        session.data_read = asked
    if session.get("data_folders_problem"):
        st.error(plain(session.data_folders_problem))
    data: DataSet | None = session.get("data_folders")
    return data


def _read(files: Sequence[Any], side: int) -> None:
    """Read what was uploaded; where it cannot be used, what was read before stays."""
    place = st.empty()
    bar = Bar(place.progress(0.0, "Reading the pictures"), "Reading the pictures")
    session.data_folders_problem = ""
    try:
        if session.data_given_as == _ZIP:
            (file,) = files
            made = datasets.from_zip(file.getvalue(), file.name, side, bar.show, MOST_FILES)
        else:
            named = [(file.name, file.getvalue()) for file in files]
            made = datasets.from_files(named, "The folder", side, bar.show, MOST_FILES)
    except DataSetError as error:
        session.data_folders_problem = str(error)
    else:
        session.data_folders = made
    place.empty()

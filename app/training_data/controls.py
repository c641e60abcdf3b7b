"""What a data set needs before there is one: a download, a ZIP, pictures of one's own."""

import streamlit as st

from app.markdown_text import plain
from app.state.session import SessionValue
from app.training_data import own_classes
from app.training_data.class_editor import class_editor
from app.training_data.folders import folders
from app.training_data.progress import Bar
from app.training_data.sides import side_control
from engine import datasets
from engine.datasets import DataSet, DataSetError

ZIP, OWN = "zip", "own"
NAMES = (*datasets.names(), ZIP, OWN)
"""Every choice, by the name that a link has for it."""

_TITLES = {ZIP: "Your own class folders (ZIP or folder)", OWN: "Your own classes"}
_wanted = SessionValue[str | None]("data_wanted", lambda: None)
"""The data set that is to be downloaded."""
_problem = SessionValue[tuple[str, str] | None]("data_problem", lambda: None)
"""Which data set could not be downloaded, and why."""


def title(name: str) -> str:
    """Return the data set's title in a menu."""
    return _TITLES.get(name) or datasets.describe(name).title


def controls(name: str) -> DataSet | None:
    """Show what is to be done until there is the data set `name`, and return it once there is.

    It is the same object until the learner changes something.
    """
    match name:
        case "zip":
            return _with_notes(folders())
        case "own":
            return _with_notes(_own())
        case _ if datasets.is_ready(name):
            return _loaded(name)
        case _:
            return _download(name)


def _with_notes(data: DataSet | None) -> DataSet | None:
    """Tell what is to be known of it; each note says of what, for a newer file may be refused."""
    if data is not None:
        for note in data.notes:
            st.info(plain(f"{data.name}: {note}"))
    return data


def _loaded(name: str) -> DataSet | None:
    try:
        with st.spinner(f"Reading {title(name)}"):
            return datasets.load(name)
    except DataSetError as error:  # the file in the cache is damaged, and there is no other
        st.error(plain(str(error)))
        return None


def _download(name: str) -> DataSet | None:
    entry, place = datasets.describe(name), st.empty()
    with place.container():
        st.markdown(plain(f"{entry.about}."))
        if _wanted.get() != name:
            label = f"Download {entry.megabytes} MB (once)"
            st.button(label, key=f"data-download-{name}", on_click=_want, args=(name,))
            of, problem = _problem.get() or ("", "")
            if of == name:
                st.error(plain(problem))
            return None
        bar = st.progress(0.0, f"Downloading {entry.title}")
        st.button("Stop", on_click=_want, args=(None,))
        try:
            data = datasets.load(name, Bar(bar, f"Downloading {entry.title}").show)
        except DataSetError as error:
            _want(None, (name, str(error)))
            st.rerun()
    place.empty()
    _wanted.set(None)
    return data


def _want(name: str | None, problem: tuple[str, str] | None = None) -> None:
    _wanted.set(name)
    _problem.set(problem)


def _own() -> DataSet | None:
    with st.container(key="own_classes"):
        class_editor()
    side = side_control("data_own_side")
    try:
        return own_classes.data_set(side)
    except DataSetError as error:
        st.info(plain(str(error)))
        return None

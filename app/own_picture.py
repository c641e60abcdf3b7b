"""The learner's own picture on a page: an upload or a shot of the camera."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from app import pictures
from app.components.uploader_role import uploader_role
from app.markdown_text import plain
from app.pictures import FILE_TYPES, LARGEST_FILE, OWN
from app.state import reruns
from app.state.schema import Schema
from app.state.session import reported
from app.state.store import PageStore

State = TypeVar("State", bound=Schema)
NAME = "own-picture"


def arrive(state: State, given: Collection[str], before: State | None) -> State:
    """Keep an upload where a link says nothing of a picture: it can be in none."""
    shown: Any = before
    kept = before is None or shown.picture == OWN
    return _with_own(state) if kept and "picture" not in given and pictures.has_own() else state


def menu(store: PageStore[State]) -> None:
    """Show the menu of pictures, and beside it the button for one's own."""
    titles = {name: pictures.title(name) for name in pictures.names()}
    choice, own = st.columns(2)
    with choice:
        store.select("picture", "Picture", titles, label_visibility="collapsed")
    with own:
        popover(store)


def popover(store: PageStore[State]) -> None:
    """Show the button that opens the controls, and why the last picture was refused."""
    box = store.popover(NAME, "Use your own picture", whole=True, width="stretch")
    with box if box.open else st.container():
        if box.open:
            _controls(store)
        if error := store.refused(NAME):
            st.error(plain(str(error)))


def _controls(store: PageStore[State]) -> None:
    upload, camera = f"{store.page}-upload", f"{store.page}-camera"
    st.file_uploader(
        "Picture file",
        type=FILE_TYPES,
        key=upload,
        on_change=_take,
        args=(store, upload),
        max_upload_size=LARGEST_FILE,
    )
    uploader_role("uploader_role")
    if st.toggle("Use the camera"):
        st.camera_input("Camera", key=camera, on_change=_take, args=(store, camera))


@reruns.atomic_callback
def _take(store: PageStore[State], key: str) -> None:
    """Open the file or shot of a control, or say why that cannot be done."""
    reruns.begin()
    given = reported(key)

    def opened(state: State) -> State:
        if given is None:
            return state
        pictures.own.set(pictures.OwnPicture(given.getvalue(), given.name))
        return _with_own(state)

    store.record.do(NAME, opened)


def _with_own(state: State) -> State:
    return replace(state, picture=OWN)  # type: ignore[type-var]

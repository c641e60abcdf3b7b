"""The page's store, and the last result that could be computed."""

from collections.abc import Collection
from dataclasses import replace

import streamlit as st

from app import pictures
from app.pictures import OWN
from app.state.session import SessionValue
from app.state.store import PageStore
from app.volumes import compute
from app.volumes.compute import Result
from app.volumes.schema import VolumeState
from app.words import sentence


def _arrive(state: VolumeState, given: Collection[str], before: VolumeState | None) -> VolumeState:
    """Keep an upload, which is in no address."""
    del before
    keeps = "picture" not in given and "own_picture" in st.session_state
    return replace(state, picture=OWN) if keeps else state


store = PageStore("volumes", VolumeState, _arrive)
last_result = SessionValue[Result | None]("volumes result", lambda: None)


def take_picture() -> None:
    """Show a picture that was uploaded or taken on this page."""
    if not st.session_state.picture_problem:
        store.change(picture=OWN)


def result() -> tuple[Result | None, str | None]:
    """Return all numbers to show, and a sentence where there are none: the last ones stay."""
    store.publish()
    state = store.current()
    picture = pictures.source(state.picture, "colour").pixels
    try:
        last_result.set(compute.run(compute.reduced(picture, state.side), state))
    except ValueError as error:
        return last_result.get(), sentence(str(error))
    return last_result.get(), None

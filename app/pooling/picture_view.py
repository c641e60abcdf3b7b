"""Pooling on a picture, beside what takes its place, and what a shift of the picture changes."""

import streamlit as st

from app import pictures
from app.markdown_text import plain, sentence
from app.pooling import code_view, tiles
from app.pooling.state import store
from app.state.sliders import Slider

_MAPS = {"edges": "Vertical edges (Sobel, ReLU)", "picture": "Brightness"}


@st.fragment
def picture() -> None:
    """Show every way to make the map smaller, with size, cost and what a shift leaves of it."""
    store.publish()
    now = store.current()
    _controls()
    source = pictures.source(now.picture, "grey")
    try:
        st.html(tiles.board(source.pixels, now.map, (now.down, now.right)))
    except ValueError as error:
        st.error(plain(sentence(str(error))))
    st.caption(
        plain(
            "Unchanged: values that stay as they are where they are (invariance). Moved along: "
            "values that move with the picture (equivariance), where the shift is a whole number "
            "of cells. Mean change: by how much a value changes on average, divided by the mean of "
            f"the map's values. Both convolutions average over 3×3. {pictures.about(now.picture)}"
        )
    )
    code_view.expander("picture")


def _controls() -> None:
    shift, what = st.columns([5, 4], gap="medium", vertical_alignment="center")
    with shift:
        store.sliders(
            "shift",
            [
                Slider.of(store, "right", "Shift the picture right, in pixels"),
                Slider.of(store, "down", "Shift it down, in pixels"),
            ],
        )
    with what:
        store.segmented("map", "Feature map", _MAPS)

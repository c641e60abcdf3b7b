"""The menus at the head of the page, and the views that they choose among."""

import streamlit as st

from app.activation_functions.curve_view import curve_view
from app.activation_functions.functions import TITLES
from app.activation_functions.state import store

_PURPOSE = (
    "An activation function decides what a unit passes on, and its derivative how much gradient "
    "comes back."
)
_TO_DO = {
    "curve": "Drag the point, or point at a pixel.",
    "compare": "Zoom with a box; a double click zooms out.",
    "experiments": "Each experiment is computed now.",
}
_SHOWS = {"curve": "Curve", "compare": "Compare two", "experiments": "Experiments"}
_HIDDEN = {"label_visibility": "collapsed"}


def purpose() -> None:
    """Say what the page is for, and what is to be done."""
    st.markdown(f"{_PURPOSE} {_TO_DO[store.current().show]}")


def show_menu() -> None:
    """Choose a view."""
    store.segmented("show", "Show", _SHOWS, **_HIDDEN)


def function_menus() -> None:
    """Choose the function, and what it is compared with where two are shown."""
    if store.current().show == "curve":
        store.select("function", "Function", TITLES, **_HIDDEN)
        return
    first, second = st.columns(2)
    with first:
        store.select("function", "Function", TITLES, **_HIDDEN)
    with second:
        store.select("other", "Compared with", TITLES, **_HIDDEN)


def view() -> None:
    """Show the chosen view."""
    match store.current().show:
        case "compare":
            from app.activation_functions.compare_view import compare_view

            compare_view()
        case _:
            curve_view()

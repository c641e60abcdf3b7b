"""The menus at the head of the page, and the views that they choose among."""

import streamlit as st

from app.activation_functions.compare_view import compare_view
from app.activation_functions.curve_view import curve_view
from app.activation_functions.experiments_view import experiments_view, needs
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
_LABELS = {"function": "Function", "other": "Compared with"}
_HIDDEN = {"label_visibility": "collapsed"}


def purpose() -> None:
    """Say what the page is for, and what is to be done."""
    st.markdown(f"{_PURPOSE} {_TO_DO[store.current().show]}")


def show_menu() -> None:
    """Choose a view."""
    store.segmented("show", "Show", _SHOWS, **_HIDDEN)


def function_menus() -> None:
    """Show the menus of functions that the view has."""
    now = store.current()
    names = {"curve": ("function",), "compare": ("function", "other")}.get(now.show)
    if names is None:
        names = needs(now.experiment)
    for place, name in zip(st.columns(max(1, len(names))), names, strict=False):
        with place:
            store.select(name, _LABELS[name], TITLES, **_HIDDEN)


def view() -> None:
    """Show the chosen view."""
    match store.current().show:
        case "compare":
            compare_view()
        case "experiments":
            experiments_view()
        case _:
            curve_view()

"""The controls of the Kernel lab, in the four columns under the pictures."""

from dataclasses import dataclass
from functools import cache

import streamlit as st

from app import formulas, own_picture, pictures
from app.cells import MAX_SIDE
from app.components.pipeline_view import pipeline_view
from app.kernel_lab import actions, named_filters, sliders
from app.kernel_lab import state as lab
from app.kernel_lab.schema import PAIRS, LabState
from app.kernel_lab.state import store
from app.markdown_text import plain
from app.state import matrices, pairs
from app.state.schema import options
from app.state.streamlit_internals import Container

HIDDEN = {"label_visibility": "collapsed"}
COLOURS = {"grey": "Grey", "colour": "Colour", "red": "R", "green": "G", "blue": "B"}
MODES = {
    "constant": "Zeros",
    "edge": "Replicate (edge pixel)",
    "reflect": "Reflect (about the edge pixel)",
    "wrap": "Circular (opposite side)",
}
SCALES = {
    "auto": "Automatic",
    "picture": "Picture, 0 to 255",
    "signed": "Signed, centred at 0",
    "magnitude": "Magnitude, from 0",
}


@dataclass(frozen=True)
class Places:
    """Where things stand: laid out first, so that the pictures can be sent before all controls."""

    head: Container
    pictures: Container
    picture: Container
    shifting: Container
    kernel: Container
    sliding: Container
    padding: Container
    stages: Container
    pooling: Container
    colours: Container


def lay_out() -> Places:
    """Lay out the pictures across the page, and under them four columns of controls."""
    head, pictures_place = st.container(), st.container()
    picture, kernel, sliding, after = st.columns(4, gap="medium")
    sliding.subheader("Stride and padding", anchor=False)
    after.subheader("Activation and pooling", anchor=False)
    return Places(
        head,
        pictures_place,
        picture=picture.container(),
        shifting=picture.container(),
        kernel=kernel,
        sliding=sliding.container(),
        padding=sliding.container(),
        stages=after.container(),
        pooling=after.container(),
        colours=after.container(),
    )


def picture_controls() -> None:
    """Show the menus of the picture and its channels."""
    st.subheader("Picture", anchor=False)
    titles = {name: pictures.title(name) for name in pictures.names()}
    store.select("picture", "Picture", titles, whole=True, **HIDDEN)
    store.segmented("colour", "Channels", COLOURS, after=lab.follow)
    own_picture.popover(store)
    st.caption(plain(pictures.about(store.current().picture)))


def kernel_controls() -> None:
    """Show the menu of filters and the kernel's cells."""
    st.subheader("Kernel", anchor=False)
    now = store.current()
    store.select(
        "filter",
        "Filter",
        _filters(),
        value=actions.filter_entry(now),
        act=actions.choose_filter,
        whole=True,
        **HIDDEN,
    )
    sliders.filter_panel()
    matrices.editor(
        store,
        "cells",
        lambda state: state.texts,
        actions.edit_kernel,
        label="Weights of the kernel",
        most=MAX_SIDE,
        numbers=lambda state: state.weights,
        whole=True,
    )
    total = formulas.short(sum(map(sum, now.weights)))
    shows = named_filters.shows(now.kernel) if isinstance(now.kernel, str) else ""
    st.caption(plain(f"{shows} The weights sum to {total}."))

    _comparison(now)


def _comparison(now: LabState) -> None:
    """Show the menu of the kernel to compare with, B."""
    kept = "This kernel, kept as B" if isinstance(now.kernel_b, str) else "Your own"
    store.select(
        "compared",
        "Compare with another, B",
        {"": "No other kernel"} | _filters() | {actions.OWN: kept},
        value=actions.compared_entry(now),
        act=actions.choose_compared,
        whole=True,
    )
    if now.kernel_b:
        st.button("Swap A and B", on_click=store.act, args=(actions.swap,))


@cache
def _filters() -> dict[str, str]:
    titles = {entry: named_filters.title(entry) for entry in named_filters.menu()}
    return {actions.OWN: "Your own"} | titles


def padding_controls() -> None:
    """Show the menus of the padding."""
    now = store.current()
    store.segmented(
        "padding",
        "Padding",
        {"valid": "Valid", "same": "Same", actions.NUMBER: "Number"},
        value=actions.padding_kind(now),
        act=actions.choose_padding,
        after=lab.follow,
    )
    store.select("mode", "Padding mode", MODES, after=lab.follow)
    pairs.toggle(
        store,
        "Separate vertical/horizontal",
        (*PAIRS, "last_padding"),
        after=lab.follow,
    )
    store.toggle(
        "flip",
        "True convolution",
        help="Rotates the kernel by 180° before it is applied. Networks do not: what they call "
        "convolution is cross-correlation.",
        after=lab.follow,
    )


def stage_controls() -> None:
    """Show the menus of activation and pooling, which follow one kernel only."""
    if store.current().kernel_b:
        st.caption("They are left out while two kernels are compared.")
        return
    store.segmented("activation", "Activation", {"relu": "ReLU", "none": "None"}, after=lab.follow)
    poolings = {name: name.capitalize() for name in options(LabState, "pooling")}
    store.segmented("pooling", "Pooling", poolings, after=lab.follow)


def colour_control() -> None:
    """Show the menu of colour scales."""
    store.select("shown_as", "Colour scale", SCALES, after=lab.follow)


@st.fragment(key=lab.PICTURES)
def pictures_and_sliders(places: Places) -> None:
    """Show what every move of a slider redraws, and no more: it sets how fast the page is."""
    with places.pictures:
        frames = lab.compute()
        columns = st.columns(len(frames), gap="medium")
        for column, frame, side in zip(columns, frames, "AB", strict=False):
            with column:
                pipeline_view(frame, key=f"pipeline-{side}")
    with places.shifting:
        sliders.shift_panel()
    with places.sliding:
        sliders.sliding_panel()
    if not store.current().kernel_b:
        with places.pooling:
            sliders.pooling_panel()

"""The controls of the Kernel lab, in the four columns under the pictures."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app import formulas, pictures
from app.components import kernel_grid
from app.components.pipeline_view import pipeline_view
from app.components.uploader_role import uploader_role
from app.kernel_lab import link, made_filter, named, sliders
from app.kernel_lab import state as lab
from app.state import reruns
from app.state.streamlit_internals import Container
from app.words import plain

KEPT = {"persist_state": "session"}  # a control that is out of sight keeps its value
MOVES = {**KEPT, "on_change": lab.follow}  # a control that changes no other control
session = st.session_state


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
    """The pictures across the page, and under them four columns of controls."""
    head, pictures_place = st.container(), st.container()
    picture, kernel, sliding, after = st.columns(4, gap="medium")
    sliding.subheader("Stride and padding", anchor=False)
    after.subheader("Activation and pooling", anchor=False)
    return Places(
        head,
        pictures_place,
        *(picture.container() for _ in range(2)),
        kernel,
        *(sliding.container() for _ in range(2)),
        *(after.container() for _ in range(3)),
    )


def picture_controls() -> None:
    st.subheader("Picture", anchor=False)
    st.selectbox(
        "Picture",
        pictures.names(),
        format_func=pictures.title,
        key="picture",
        on_change=lab.choose_picture,
        label_visibility="collapsed",
        **KEPT,
    )
    st.segmented_control(
        "Channels",
        link.COLOURS,
        format_func={"grey": "Grey", "colour": "Colour", "red": "R", "green": "G", "blue": "B"}.get,
        key="colour",
        required=True,
        **MOVES,
    )
    own = st.popover("Use your own picture", width="stretch", on_change=reruns.begin, key="own")
    with own if own.open else st.container():
        if own.open:
            own_picture_controls()
        if session.get("picture_problem"):
            st.error(plain(session.picture_problem))
    st.caption(plain(pictures.about(session.picture)))


def own_picture_controls(then: Callable[[], None] = lambda: None) -> None:
    """An upload or the camera; `then` is called when a picture was taken, or refused."""

    def take(key: str) -> None:
        pictures.take(key)
        then()

    st.file_uploader(
        "Picture file", type=pictures.FILE_TYPES, key="upload", on_change=take, args=("upload",)
    )
    uploader_role("uploader_role")
    if st.toggle("Use the camera", key="camera_on"):
        st.camera_input("Camera", key="camera", on_change=take, args=("camera",))


def kernel_controls() -> None:
    st.subheader("Kernel", anchor=False)
    st.selectbox(
        "Filter",
        [lab.OWN, *named.menu()],
        format_func=lambda entry: "Your own" if entry == lab.OWN else named.title(entry),
        key=lab.filter_menu(),
        on_change=lab.choose_filter,
        label_visibility="collapsed",
        **KEPT,
    )
    made_filter.numbers()
    kernel_grid.kernel_grid(
        session.texts,
        session.weights,
        session.problems,
        lab.KERNEL_GRID,
        lab.edit_kernel,
    )
    total = formulas.short(sum(map(sum, session.weights)))
    shows = "" if session.kernel == lab.OWN else named.shows(session.kernel)
    st.caption(plain(f"{shows} The weights sum to {total}."))


def padding_controls() -> None:
    st.segmented_control(
        "Padding",
        ["valid", "same", "number"],
        format_func=str.capitalize,
        key="padding",
        required=True,
        **MOVES,
    )
    st.selectbox(
        "Padding mode",
        link.MODES,
        format_func={
            "constant": "Zeros",
            "edge": "Replicate (edge pixel)",
            "reflect": "Reflect (mirror)",
            "wrap": "Circular (opposite side)",
        }.get,
        key="mode",
        **MOVES,
    )
    st.toggle("Separate vertical/horizontal", key=lab.APART, on_change=lab.set_apart, **KEPT)
    st.toggle(
        "True convolution",
        key="flip",
        help="Rotates the kernel by 180° before it is applied. Networks do not: what they call "
        "convolution is cross-correlation.",
        **MOVES,
    )


def stage_controls() -> None:
    st.segmented_control(
        "Activation",
        link.ACTIVATIONS,
        format_func={"relu": "ReLU", "none": "None"}.get,
        key="activation",
        required=True,
        **MOVES,
    )
    st.segmented_control(
        "Pooling", link.POOLINGS, format_func=str.capitalize, key="pooling", required=True, **MOVES
    )


def colour_control() -> None:
    st.selectbox(
        "Colour scale",
        link.SHOWN_AS,
        format_func={
            "auto": "Automatic",
            "picture": "Picture, 0 to 255",
            "signed": "Signed, centred at 0",
            "magnitude": "Magnitude, from 0",
        }.get,
        key="shown_as",
        **MOVES,
    )


@st.fragment(key=lab.PICTURES)
def pictures_and_sliders(places: Places) -> None:
    """What every move of a slider redraws, and no more: it decides how fast the page follows."""
    with places.pictures:
        pipeline_view(lab.compute(), key="pipeline")
    with places.shifting:
        sliders.shift_panel()
    with places.sliding:
        sliders.sliding_panel()
    with places.pooling:
        sliders.pooling_panel()

"""What a learner takes away: the link, the pictures, the code."""

import streamlit as st

from app import pictures
from app.components.copy_link import copy_link
from app.kernel_lab import downloads, snippets
from app.kernel_lab import state as lab

session = st.session_state


def link() -> None:
    """The button that copies the address."""
    own = session.picture == pictures.OWN
    copy_link("Your own picture is not in it." if own else "", key="copy_link")


@st.fragment(key=lab.SAVING)
def saving() -> None:
    box = st.popover("Download", on_change="rerun", key=lab.SAVING)
    if not box.open:
        return
    report = session.report
    with box:
        stage = st.selectbox(
            "Stage", ["picture", *report.stages], format_func=str.capitalize, key="stage"
        )
        source = pictures.source(session.picture, report.lab.colour)
        asked = (source, report.settings, report.lab.shown_as, stage)
        # A run after the click would replace the file that the browser is about to fetch.
        st.download_button(
            f"{stage.capitalize()}.png, as displayed",
            lambda: downloads.png(*asked),
            f"{stage}.png",
            "image/png",
            on_click="ignore",
        )
        st.download_button(
            f"{stage.capitalize()}.npy, raw values",
            lambda: downloads.npy(*asked),
            f"{stage}.npy",
            on_click="ignore",
        )


@st.fragment(key=lab.CODE)
def code() -> None:
    box = st.expander("Show me the code", on_change="rerun", key=lab.CODE)
    if not box.open or session.report.problem:
        return
    report = session.report
    with box:
        left, right = st.columns(2)
        left.markdown("**NumPy and SciPy**")
        left.code(
            snippets.numpy_code(report.settings, report.shape), language="python", wrap_lines=True
        )
        right.markdown("**PyTorch**")
        right.code(
            snippets.torch_code(report.settings, report.shape), language="python", wrap_lines=True
        )
        st.caption("picture.png is the stage “Picture” under Download, as PNG.")

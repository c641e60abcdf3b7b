"""What a learner takes away: the link, the pictures, the code."""

import streamlit as st

from app import pictures
from app.components.copy_link import copy_link
from app.components.learned_kernel import learned_kernel
from app.kernel_lab import downloads, making, named, snippets
from app.kernel_lab import state as lab
from app.words import plain, sentence

session = st.session_state


def link() -> None:
    """The button that copies the address."""
    own = session.picture == pictures.OWN
    copy_link("The link does not include your own picture." if own else "", key="copy_link")


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
        source = pictures.source(session.picture, report.lab.colour, report.lab.shift)
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
    made = None if session.kernel == lab.OWN else named.made_of(session.kernel)
    asked = report.settings, report.shape, making.lines(made) if made else ()
    with box:
        left, right = st.columns(2)
        left.markdown("**NumPy and SciPy**")
        left.code(snippets.numpy_code(*asked), language="python", wrap_lines=True)
        right.markdown("**PyTorch**")
        right.code(snippets.torch_code(*asked), language="python", wrap_lines=True)
        st.caption("picture.png is the “Picture” stage of the Download menu, as PNG.")


@st.fragment(key=lab.LEARNING)
def learning_demonstration() -> None:
    """Gradient descent finds the kernel again that stands in the lab."""
    title = "Why hand-design the filter? Let a network learn it"
    box = st.expander(title, on_change="rerun", key=lab.LEARNING)
    if not box.open:
        return
    # Here, so that no first picture waits until the networks are imported.
    from app.kernel_lab import learning

    report = session.report
    source = pictures.source(session.picture, report.lab.colour, report.lab.shift)
    seed = session.setdefault("learning_seed", 0)
    with box:
        st.markdown(
            "Gradient descent is given the image centre and the target output, but not the kernel. "
            "It starts from random weights and reduces the loss step by step."
        )
        try:
            learned_kernel(learning.payload(source, report.settings.kernel, seed), "learned_kernel")
        except ValueError as error:
            st.error(plain(sentence(str(error))))
        st.button("New random start", on_click=_start_anew)


def _start_anew() -> None:
    session.learning_seed += 1

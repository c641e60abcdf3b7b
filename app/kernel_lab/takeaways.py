"""What a learner takes away: the link, the pictures, the code."""

from collections.abc import Sequence

import streamlit as st

from app import code_box, compiling, pictures
from app.components.learned_kernel import learned_kernel
from app.kernel_lab import actions, downloads, kernel_code, snippets
from app.kernel_lab import state as lab
from app.kernel_lab.state import store
from app.markdown_text import plain, sentence
from engine.explain.pipeline import Settings


def link() -> None:
    """Show the button that copies the address."""
    own = store.current().picture == pictures.OWN
    store.copy_link("The link does not include your own picture." if own else "")


@st.fragment(key=lab.SAVING)
def saving() -> None:
    """Offer the pictures and values as files."""
    box = store.popover(lab.SAVING, "Download")
    if not box.open:
        return
    report = lab.report()
    with box:
        stage = st.selectbox("Stage", ["picture", *report.stages], format_func=str.capitalize)
        asked = (report.source, report.settings, report.lab.shown_as, stage)
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
    """Show the programs, once they are opened."""
    report = lab.report()
    if report.problem:
        missing = "The program appears when the kernel fits."
        code_box.show(store, missing, missing)
        return
    box = code_box.show(
        store,
        lambda: snippets.numpy_code(*_asked(report)),
        lambda: snippets.torch_code(*_asked(report)),
    )
    if not box.open:
        return
    with box:
        st.caption("picture.png is the “Picture” stage of the Download menu, as PNG.")
        if store.current().response:
            _response_code(report.settings, _asked(report)[2])


def _asked(report: lab.Report) -> tuple[Settings, tuple[int, ...], Sequence[str]]:
    made = actions.made_filter(report.lab)
    return report.settings, report.shape, kernel_code.lines(made) if made else ()


def _response_code(settings: Settings, kernel_code: Sequence[str]) -> None:
    for place, title, with_torch in zip(
        st.columns(2), ("NumPy", "PyTorch"), (False, True), strict=True
    ):
        place.markdown(f"**Frequency response with {title}**")
        code = snippets.response_code(settings, kernel_code, with_torch)
        place.code(code, language="python", wrap_lines=True)


@st.fragment(key=lab.LEARNING)
def learning_demonstration() -> None:
    """Gradient descent finds the kernel again that stands in the lab."""
    title = "Why hand-design the filter? Let a network learn it"
    box = store.expander(lab.LEARNING, title)
    if not box.open:
        return
    # Here, so that no first picture waits until the networks are imported.
    from app.kernel_lab import learning

    report, seed = lab.report(), lab.learning_seed.get()
    with box:
        st.markdown(
            "Gradient descent is given the image centre and the target output, but not the kernel. "
            "It starts from random weights and reduces the loss step by step."
        )
        try:
            compiling.wait()
            learned_kernel(
                learning.payload(report.source, report.settings.kernel, seed), "learned_kernel"
            )
        except ValueError as error:
            st.error(plain(sentence(str(error))))
        st.button("New random start", on_click=_start_anew)


def _start_anew() -> None:
    lab.learning_seed.set(lab.learning_seed.get() + 1)

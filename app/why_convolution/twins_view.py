"""A CNN and its fully connected twin, trained while one looks: the menu of experiments."""

import streamlit as st

from app.markdown_text import plain
from app.state import link
from app.training import actions as training
from app.training.schema import TrainingState
from app.why_convolution import code_view, verdicts
from app.why_convolution.schema import WhyState
from app.why_convolution.shifts_view import shifted
from app.why_convolution.shuffles_view import shuffled
from app.why_convolution.state import store
from engine.explain import twins
from engine.networks.table import table

_EXPERIMENTS = {"shifted": "Shifted images", "shuffled": "Shuffled pixels"}
_ENDS = {
    "global": "Global pooling",
    "pooled": "2×2 pooling, global pooling",
    "flat": "2×2 pooling, FC layer",
}
_LAYERS = {
    "global": "CONV 16, CONV 32, max pooling over the whole map, FC 10",
    "pooled": "CONV 16, POOL, CONV 32, max pooling over the whole map, FC 10",
    "flat": "CONV 8, POOL, CONV 20, POOL, FC 10, which has weights of its own for every position",
}


def twins_view() -> None:
    """Show the menu of experiments, and the chosen one."""
    menu, end = st.columns([3, 5])
    with menu:
        store.segmented("experiment", "Experiment", _EXPERIMENTS)
    with end:
        store.segmented("end", "The CNN ends in", _ENDS)
    _experiment()
    code_view.expander("twins")
    st.page_link(
        "../pages/training.py",
        label="Train a CNN and its twin on shapes in Training",
        query_params=link.write(in_training()),
    )


def in_training() -> TrainingState:
    """Return the state of the page Training that compares a CNN with its twin."""
    return training.choose_experiment(TrainingState().start(), "dense")


@st.fragment
def _experiment() -> None:
    """All that follows the sliders, and the pieces of a run."""
    now = store.current()
    if now.experiment == "shifted":
        shifted()
    else:
        shuffled()
    st.caption(plain(_about(now)))
    store.publish()


def _about(now: WhyState) -> str:
    shape = 1, twins.SIDE, twins.SIDE
    cnn, dense = (table(shape, layers).parameters for layers in twins.networks(now.end))
    data = twins.split()
    return (
        f"CNN: {_LAYERS[now.end]}; {cnn:,} parameters, fully connected {dense:,}. "
        f"{len(data.x):,} handwritten digits of 8×8 in the centre of {twins.SIDE}×{twins.SIDE} "
        f"pixels, {twins.STEPS} steps of Adam in batches of {twins.BATCH}, tested on "
        f"{len(data.test_x)} others; no image is shifted in training. A difference counts from "
        f"{verdicts.POINTS} percentage points on."
    )

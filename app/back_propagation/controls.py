"""The controls of the page: what the chain is made of, with which settings."""

from typing import Any

import streamlit as st

from app.back_propagation import actions, editors, schema
from app.back_propagation.state import store
from app.markdown_text import sentence
from app.state.sliders import Slider

_POOLINGS = {"none": "None", "max": "Max", "average": "Average"}
_LOSSES = {
    "sum": "Sum of all outputs",
    "squared": "½ Σ (output − target)²",
    "cross_entropy": "Softmax cross-entropy",
}
_TIES = {
    "first": "First maximum (PyTorch)",
    "even": "Equal parts",
    "every": "Each maximum in full",
}


def convolution(problem: str | None) -> None:
    """Show the sliders of the convolution."""
    st.subheader("Convolution", anchor=False)
    now = store.current()
    store.sliders(
        "convolution",
        [
            Slider.of(store, "stride", "Stride S"),
            Slider.of(store, "padding", "Padding P on each side"),
            Slider.of(store, "dilation", "Dilation"),
            Slider("channels", "Channels", 1, 4, len(now.volume), act=actions.set_channels),
            Slider("filters", "Filters", 1, 4, len(now.kernels), act=actions.set_filters),
        ],
        problem and sentence(problem),
    )


def chain_controls() -> None:
    """Show what follows the convolution, and the loss."""
    st.subheader("What follows", anchor=False)
    now = store.current()
    store.toggle("relu", "ReLU")
    store.select("pooling", "Pooling", _POOLINGS)
    if now.pooling != "none":
        store.sliders(
            "pooling sizes",
            [
                Slider.of(store, "window", "Window F"),
                Slider.of(store, "pool_stride", "Stride of pooling"),
            ],
        )
    if now.pooling == "max":
        store.select("ties", "Gradient of tied maxima", _TIES)
    classes = {0: "None", **{count: f"{count} classes" for count in range(2, 5)}}
    store.select("classes", "Fully connected layer", classes)


def scores(count: int) -> str:
    """Say which outputs the classes are."""
    if count == 1:
        return "The output is the score of the only class."
    return f"The {count} outputs are the scores, one for each class, row by row."


def loss_controls(model: dict[str, Any] | None) -> None:
    """Show the loss, what it compares with, and the step of gradient descent."""
    st.subheader("Loss and one step", anchor=False)
    now = store.current()
    store.select("loss", "Loss C", _LOSSES)
    if model and now.loss == "cross_entropy":
        count = now.last_shape[0] * now.last_shape[1] * now.last_shape[2]
        store.select(
            "label",
            "True class",
            range(count),
            value=min(now.label, count - 1),
            help=scores(count),
        )
    if model and now.loss == "squared":
        editors.target_editor()
    store.select("rate", "Learning rate η", schema.RATES)
    st.button(
        "Take this step",
        on_click=store.act,
        args=(actions.take_step,),
        disabled=model is None,
        help="The weights after the step become the weights of the page.",
    )

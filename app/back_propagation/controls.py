"""The controls of the page: what the chain is made of, with which settings, on which numbers."""

from typing import Any

import streamlit as st

from app.back_propagation import actions, network, schema
from app.back_propagation import code as programs
from app.back_propagation.examples import EXAMPLES, OWN, title
from app.back_propagation.state import last_model, store
from app.components import jacobians
from app.components.gradient_chain import gradient_chain, web_page
from app.markdown_text import plain, sentence
from app.state.matrices import editor
from app.state.sliders import Slider
from engine.checks import times

_VIEWS = {"chain": "Chain", "jacobians": "1-D Jacobians"}
_JACOBIANS = (
    "How does every output change with every input, and with every weight? Two Jacobians answer; "
    "the chain rule multiplies them by the gradient that comes back."
)
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
_CHAIN = "back_propagation_chain"
"""The key of the container that the chain is shown in."""


def example_menu() -> None:
    """Show the menu of examples."""
    shown = actions.example_name(store.current())
    names = [*([OWN] if shown == OWN else []), *EXAMPLES]
    store.select(
        "shown example",
        "Example",
        {name: title(name) for name in names},
        value=shown,
        act=actions.choose_example,
        label_visibility="collapsed",
    )


def view_menu() -> None:
    """Show which part of the page is looked at."""
    store.segmented("view", "View", _VIEWS, act=actions.choose_view, label_visibility="collapsed")


def caption() -> None:
    """Say what the example shows, or what the page is for."""
    if store.current().view == "jacobians":
        st.markdown(plain(_JACOBIANS))
        return
    example = EXAMPLES.get(actions.example_name(store.current()))
    purpose = "How much does the loss change with each weight and each pixel?"
    st.markdown(plain(example.shows if example else purpose))


def chain(model: dict[str, Any] | None) -> None:
    """Show the two passes; without a model, the last is hidden and not taken away."""
    shown = model or last_model.get()
    if model is None:
        st.html(f"<style>.st-key-{_CHAIN} {{ visibility: hidden; }}</style>")
    with st.container(key=_CHAIN):
        if shown:
            gradient_chain(shown, "gradient_chain", store.position())


def web_page_button(model: dict[str, Any]) -> None:
    """Offer the two passes as a web page of their own."""
    asked = model, f"{title(actions.example_name(store.current()))} – back-propagation"
    st.download_button(
        "Web page",
        lambda: web_page(*asked),
        "back-propagation.html",
        "text/html",
        on_click="ignore",
        help="Both passes with these numbers in one file, for a slide or a course page; it works "
        "offline.",
    )


def toy_view(made: dict[str, Any]) -> None:
    """Show both Jacobians of the 1-D convolution."""
    jacobians.jacobians(made, "jacobians", store.position())


def toy_page_button(made: dict[str, Any]) -> None:
    """Offer both Jacobians as a web page of their own."""
    st.download_button(
        "Web page",
        lambda: jacobians.web_page(made, "Both Jacobians of a 1-D convolution"),
        "jacobians.html",
        "text/html",
        on_click="ignore",
        help="Both Jacobians with these numbers in one file; it works offline.",
    )


_TOY = {
    "points": "Inputs I1 … I4",
    "weights": "Weights W1 … W3",
    "upstream": "Gradients g1, g2 of the outputs",
}


def toy_editors() -> None:
    """Show the cells of the 1-D convolution."""
    for (name, label), column in zip(_TOY.items(), st.columns(3, gap="medium"), strict=True):
        with column:
            st.subheader(label, anchor=False)
            editor(
                store,
                name,
                actions.row_of(name),
                actions.set_row(name),
                label=label,
                most=4,
                tools="",
            )


def code() -> None:
    """Show the programs, once they are opened."""
    box = store.expander("code", "Show me the code")
    if not box.open:
        return
    now = store.current()
    asked = network.build(now), float(now.rate)
    with box:
        left, right = st.columns(2)
        left.markdown("**NumPy**")
        left.code(programs.numpy_code(*asked), language="python", wrap_lines=True)
        right.markdown("**PyTorch**")
        right.code(programs.torch_code(*asked), language="python", wrap_lines=True)


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
    store.segmented("pooling", "Pooling", _POOLINGS)
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


def loss_controls(model: dict[str, Any] | None) -> None:
    """Show the loss, what it compares with, and the step of gradient descent."""
    st.subheader("Loss and one step", anchor=False)
    now = store.current()
    store.select("loss", "Loss C", _LOSSES)
    if model and now.loss == "cross_entropy":
        outputs = times(now.last_shape).replace("×1", "") if now.classes else "outputs"
        count = now.last_shape[0] * now.last_shape[1] * now.last_shape[2]
        store.select(
            "label",
            "True class",
            range(count),
            value=min(now.label, count - 1),
            help=f"The {outputs} scores are the classes, row by row.",
        )
    if model and now.loss == "squared":
        _target_editor()
    store.select("rate", "Learning rate η", schema.RATES)
    st.button(
        "Take this step",
        on_click=store.act,
        args=(actions.take_step,),
        disabled=model is None,
        help="The weights after the step become the weights of the page.",
    )


def _target_editor() -> None:
    targets = store.current().target_texts
    k = _pick("map", len(targets), "Target of map")
    editor(
        store,
        "target",
        lambda state: state.target_texts[k],
        actions.set_target(k),
        part=k,
        label=f"Target, map {k}",
        most=2 * schema.MAX_SIDE,
        tools="",
    )


def input_editor() -> None:
    """Show the cells of a channel of the input."""
    st.subheader("Input X", anchor=False)
    channel = _pick("channel", len(store.current().volume), "Channel")
    editor(
        store,
        "input",
        lambda state: state.volume[channel],
        actions.set_channel(channel),
        part=channel,
        label=f"Input, channel {channel}",
        most=schema.MAX_SIDE,
        tools="sides",
    )
    st.button("New numbers", on_click=store.act, args=(actions.draw_anew,))


def kernel_editor() -> None:
    """Show the cells of a channel of a filter, and the biases."""
    st.subheader("Kernel K and bias B", anchor=False)
    now = store.current()
    k = _pick("filter", len(now.kernels), "Filter")
    c = _pick("kernel_channel", len(now.volume), "Input channel")
    editor(
        store,
        "kernel",
        lambda state: state.kernels[k][c],
        actions.set_kernel(k, c),
        part=(k, c),
        label=f"Weights of filter {k} for channel {c}",
        most=schema.MAX_KERNEL,
        tools="sides",
    )
    editor(
        store,
        "bias",
        lambda state: (state.bias,),
        actions.set_bias,
        label="Bias of each filter",
        most=schema.MAX_DEPTH,
        tools="",
    )


def dense_editor() -> None:
    """Show the weights and biases of the fully connected layer, where there is room for them."""
    now = store.current()
    if now.inputs > 15:
        return
    st.subheader("Weights W and bias b (FC)", anchor=False)
    editor(
        store,
        "dense",
        lambda state: state.dense_texts,
        actions.set_dense,
        label="Weights of the fully connected layer, a row for each class",
        most=15,
        tools="",
    )
    editor(
        store,
        "offset",
        lambda state: (state.offset_texts,),
        actions.set_offset,
        label="Bias of each class",
        most=schema.MAX_CLASSES,
        tools="",
    )


def _pick(name: str, count: int, label: str) -> int:
    """Choose which of several matrices the editor shows."""
    chosen: int = min(getattr(store.current(), name), count - 1)
    if count > 1:
        store.segmented(name, label, range(count), value=chosen)
    return chosen

"""The cells of all matrices, to edit."""

import streamlit as st

from app import cells
from app.back_propagation import actions, schema
from app.back_propagation.state import store
from app.state.matrices import editor

_TOY = {
    "points": "Inputs I1 … I4",
    "weights": "Weights W1 … W3",
    "upstream": "Gradients g1, g2 of the outputs",
}
_BIASES = {"filter": "One bias for each filter", "position": "A bias for each position"}
_MOST_INPUTS = cells.MAX_SIDE


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


def target_editor() -> None:
    """Show the cells of what the loss compares with."""
    targets = store.current().target_texts
    k = store.pick("map", "Target of map", len(targets))
    editor(
        store,
        "target",
        lambda state: state.target_texts[k],
        actions.set_target(k),
        part=k,
        label=f"Target, map {k}",
        most=schema.MAX_MAP,
        tools="",
    )


def input_editor() -> None:
    """Show the cells of a channel of the input."""
    st.subheader("Input X", anchor=False)
    channel = store.pick("channel", "Channel", len(store.current().volume))
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
    """Show the cells of a channel of a filter."""
    st.subheader("Kernel K and bias B", anchor=False)
    now = store.current()
    k = store.pick("filter", "Filter", len(now.kernels))
    c = store.pick("kernel_channel", "Input channel", len(now.volume))
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


def bias_editor(has_output: bool) -> None:
    """Show how many biases there are, and their cells; those of positions need an output."""
    store.select("biases", "Bias B", _BIASES, act=actions.set_biases)
    now = store.current()
    if now.biases == "position":
        if has_output:
            _bias_map_editor(min(now.filter, len(now.kernels) - 1))
        return
    editor(
        store,
        "bias",
        lambda state: (state.bias,),
        actions.set_bias,
        label="Bias of each filter",
        most=schema.MAX_DEPTH,
        tools="",
    )


def _bias_map_editor(k: int) -> None:
    editor(
        store,
        "bias map",
        lambda state: state.bias_map_texts[k],
        actions.set_bias_map(k),
        part=k,
        label=f"Bias of each position, filter {k}",
        most=schema.MAX_MAP,
        tools="",
    )


def dense_editor() -> None:
    """Show the weights, where an editor has room for them, and biases of the fully connected layer.

    The weights are edited as a matrix of as many columns as the layer has inputs.
    """
    inputs = store.current().inputs
    st.subheader("Weights W and bias b (FC)", anchor=False)
    if inputs > _MOST_INPUTS:
        st.caption(
            f"W has {inputs} columns, one for each input; with at most {_MOST_INPUTS} inputs it "
            "can be edited here."
        )
    else:
        editor(
            store,
            "dense",
            lambda state: state.dense_texts,
            actions.set_dense,
            label="Weights of the fully connected layer, a row for each class",
            most=_MOST_INPUTS,
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

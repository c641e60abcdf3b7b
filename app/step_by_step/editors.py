"""Menu, sliders and editors of a convolution's numbers, for every page that has such a state."""

from typing import TypeVar

import streamlit as st

from app.markdown_text import sentence
from app.state import pairs
from app.state.matrices import editor
from app.state.schema import fields
from app.state.store import PageStore
from app.step_by_step import actions, schema
from app.step_by_step.examples import EXAMPLES, OWN, RANDOM, title
from app.step_by_step.schema import CONVOLUTIONS, POOLINGS, SAME, StepState

State = TypeVar("State", bound=StepState)

_SIZES = {
    "rows": "Rows",
    "columns": "Columns",
    "channels": "Channels",
    "filters": "Filters",
    "side": "Kernel size",
    "seed": "Seed",
}


def example_menu(store: PageStore[State]) -> None:
    """Show the menu of examples."""
    shown = actions.example_name(store.current())
    offered = fields(store.schema)["example"].options
    names = [*([OWN] if shown == OWN else []), *offered]
    store.select(
        "shown example",
        "Example",
        {name: title(name) for name in names},
        value=shown,
        act=actions.choose_example,
        label_visibility="collapsed",
    )


def caption(state: StepState) -> str:
    """Say what the example does, as long as the state is one."""
    example = EXAMPLES.get(actions.example_name(state))
    return example.shows if example else ""


def random_controls(store: PageStore[State]) -> None:
    """Show what the example "random" is drawn by, where it is that one."""
    if store.current().example != RANDOM:
        return
    columns = st.columns(3)
    for i, (name, label) in enumerate(_SIZES.items()):
        with columns[i % 3]:
            store.number(name, label, act=actions.draw_anew(name))


def sliders(store: PageStore[State], problem_sentence: str | None) -> None:
    """Show the sliders of stride and padding."""
    now = store.current()
    st.subheader("Stride and padding", anchor=False)
    if now.operation in CONVOLUTIONS:
        store.segmented(
            "padding",
            "Padding",
            {"number": "Number", SAME: "Same"},
            value=SAME if now.padding == SAME else "number",
            act=actions.choose_padding,
        )
    store.sliders(
        "sliders",
        [
            slider
            for name, label in _slider_names(now).items()
            for slider in pairs.sliders(store, name, label)
        ],
        problem_sentence and sentence(problem_sentence),
    )
    pairs.toggle(store, "Separate vertical/horizontal", schema.PAIRS)


def _slider_names(now: StepState) -> dict[str, str]:
    names = {"stride": "Stride S", "padding": "Padding P on each side", "dilation": "Dilation"}
    if now.padding == SAME:
        del names["padding"]
    if now.operation == "transposed":
        names["padding"] = "Padding P, cropped on each side"
        names["output_padding"] = "Output padding, added at the end"
    if now.operation in POOLINGS:
        names = {"window": "Window F", "stride": names["stride"], "padding": names["padding"]}
    return names


def input_editor(store: PageStore[State]) -> None:
    """Show the cells of a channel of the input."""
    st.subheader("Input x", anchor=False)
    channels = store.current().volume
    channel = store.pick("channel", "Channel", len(channels))
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


def kernel_editor(store: PageStore[State]) -> None:
    """Show the cells of a channel of a filter."""
    now = store.current()
    st.subheader("Kernel w", anchor=False)
    many = len(now.kernels), len(now.volume)
    k = store.pick("filter", "Filter", many[0])
    c = store.pick("kernel_channel", "Input channel", many[1])
    editor(
        store,
        "kernel",
        lambda state: state.kernels[k][c],
        actions.set_kernel(k, c),
        part=(k, c),
        label=f"Weights of filter {k} for channel {c}",
        most=schema.MAX_KERNEL,
    )
    st.markdown("**Bias b**" if many[0] == 1 else "**Bias b of each filter**")
    editor(
        store,
        "bias",
        actions.biases,
        actions.set_bias,
        label="Bias of each filter",
        most=schema.MAX_DEPTH,
        tools="",
    )

"""The controls under the stepper: what is done, with which settings, on which numbers."""

from typing import Any

import streamlit as st

from app import theme
from app.components.matrix_product import matrix_product
from app.components.receptive_field import receptive_field
from app.components.stepper import stepper, web_page
from app.markdown_text import plain, sentence
from app.state import pairs
from app.state.matrices import editor
from app.step_by_step import actions, fields, matrices, schema
from app.step_by_step.examples import EXAMPLES, OWN, RANDOM, title
from app.step_by_step.schema import CONVOLUTIONS, POOLINGS, SAME, StepState
from app.step_by_step.state import last_problem, store

_OPERATIONS = {
    "correlation": "Cross-correlation (as in CNNs)",
    "convolution": "True convolution (rot180)",
    "transposed": "Transposed convolution",
    "max": "Max pooling",
    "average": "Average pooling",
}
_MODES = {
    "constant": "Zeros",
    "edge": "Replicate (edge value)",
    "reflect": "Reflect (about the edge value)",
    "wrap": "Circular (opposite side)",
}
_SIZES = {
    "rows": "Rows",
    "columns": "Columns",
    "channels": "Channels",
    "filters": "Filters",
    "side": "Kernel size",
    "seed": "Seed",
}


def example_menu() -> None:
    """Show the menu of examples."""
    shown = actions.example_name(store.current())
    names = [*([OWN] if shown == OWN else []), *EXAMPLES, RANDOM]
    store.select(
        "shown example",
        "Example",
        {name: title(name) for name in names},
        value=shown,
        act=actions.choose_example,
        label_visibility="collapsed",
    )


_VIEWS = {
    "steps": "Steps",
    "neurons": "Neurons",
    "matrix": "Matrices",
    "pooling": "Pooling",
}
_VIEW = "step_by_step_view"
"""The key of the container that the problem is shown in."""


def view_menu() -> None:
    """How a convolution is looked at."""
    if store.current().operation in CONVOLUTIONS:
        store.segmented(
            "view", "View", _VIEWS, act=actions.choose_view, label_visibility="collapsed"
        )


def view(problem: dict[str, Any] | None) -> None:
    """Show the problem, as the learner wants to look at it.

    Without one, the last is hidden and not taken away: below it stand the sliders that the hand is
    on.
    """
    shown = problem or last_problem.get()
    theme.out_of_sight(_VIEW, problem is None)
    with st.container(key=_VIEW):
        if shown:
            _view(shown)


def _view(shown: dict[str, Any]) -> None:
    position = store.position()
    match store.current().shown_view:
        case "neurons":
            receptive_field(fields.neurons(shown), "neurons", is_rgb(), position)
        case "pooling":
            receptive_field(fields.pooling(shown), "pooling", is_rgb(), position)
        case "matrix":
            matrix_product(shown, matrices.build(shown), "matrix_product", is_rgb(), position)
        case _:
            stepper(shown, "stepper", is_rgb(), position=position)


_CAPTIONS = {
    "neurons": "Each output value is a neuron that sees only its window; all neurons of a map "
    "share one set of weights.",
    "matrix": "Every window becomes a column and every filter a row: one matrix product computes "
    "all output values at once.",
    "pooling": "The same windows under the filters and under pooling, beside each other.",
}


def caption() -> None:
    """Say what the view shows; of the steps, what the example does, as long as it is one."""
    now = store.current()
    example = EXAMPLES.get(actions.example_name(now))
    shows = example.shows if example else ""
    if text := _CAPTIONS.get(now.shown_view, shows):
        st.markdown(plain(text))


def is_rgb() -> bool:
    """Whether the channels are red, green and blue."""
    example = EXAMPLES.get(store.current().example)
    return bool(example and example.rgb)


def web_page_button(shown: dict[str, Any]) -> None:
    """Offer the stepper as a web page of its own."""
    # Made on the click, outside of this run: all that it takes from the session is taken here.
    asked = shown, f"{title(actions.example_name(store.current()))} – step by step", is_rgb()
    st.download_button(
        "Web page",
        lambda: web_page(*asked),
        "step-by-step.html",
        "text/html",
        on_click="ignore",
        help="The stepper with these numbers in one file, for a slide or a course page; it works "
        "offline.",
    )


def operation_controls() -> None:
    """Show the menu of operations, and what belongs to the chosen one."""
    st.subheader("Operation", anchor=False)
    now = store.current()
    store.select("operation", "Operation", _OPERATIONS, act=actions.choose_operation)
    if now.operation in CONVOLUTIONS:
        store.select("mode", "Padding mode", _MODES)
    if len(now.possible_groups) > 1 and now.operation not in POOLINGS:
        store.select("groups", "Groups", now.possible_groups)
    if now.example == RANDOM:
        _random_controls()


def _random_controls() -> None:
    columns = st.columns(3)
    for i, (name, label) in enumerate(_SIZES.items()):
        with columns[i % 3]:
            store.number(name, label, act=actions.draw_anew(name))


def sliders(problem_sentence: str | None) -> None:
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


def input_editor() -> None:
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


def kernel_editor() -> None:
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

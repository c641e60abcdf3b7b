"""The controls under the stepper: what is done, with which settings, on which numbers."""

from functools import partial
from typing import Any

import streamlit as st

from app.components import kernel_grid
from app.components.matrix_product import matrix_product
from app.components.receptive_field import receptive_field
from app.components.slider_panel import Slider, slider_panel
from app.components.stepper import stepper, web_page
from app.step_by_step import fields, link, matrices, problem, state
from app.step_by_step.examples import EXAMPLES, OWN, RANDOM, title
from app.words import plain, sentence

session = st.session_state

_OPERATIONS = {
    "correlation": "Cross-correlation (what networks call convolution)",
    "convolution": "True convolution (kernel rotated by 180°)",
    "transposed": "Transposed convolution",
    "max": "Max pooling",
    "average": "Average pooling",
}
_MODES = {
    "constant": "Zeros",
    "edge": "Replicate (edge value)",
    "reflect": "Reflect (mirror)",
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
    shown = state.example_name()
    names = [*([OWN] if shown == OWN else []), *EXAMPLES, RANDOM]
    # Changed numbers make another menu: the browser would go on reporting the old one's choice.
    key = state.menu("example_own" if shown == OWN else "example")
    st.selectbox(
        "Example",
        names,
        names.index(shown),
        format_func=title,
        key=key,
        on_change=state.choose_example,
        args=(key,),
        label_visibility="collapsed",
    )


_VIEWS = {
    "steps": "Steps",
    "neurons": "Neurons",
    "matrix": "Matrices",
    "pooling": "Pooling",
}


def view_menu() -> None:
    """How a convolution is looked at."""
    now = state.current()
    if now.operation in link.CONVOLUTIONS:
        st.segmented_control(
            "View",
            link.VIEWS,
            default=now.view,
            format_func=_VIEWS.get,
            key=state.menu("view"),
            required=True,
            on_change=state.choose,
            args=("view",),
            label_visibility="collapsed",
        )


def view(shown: dict[str, Any]) -> None:
    """The problem, as the learner wants to look at it."""
    now = state.current()
    match now.view if now.operation in link.CONVOLUTIONS else "steps":
        case "neurons":
            receptive_field(fields.neurons(shown), "neurons", rgb=is_rgb())
        case "pooling":
            receptive_field(fields.pooling(shown), "pooling", rgb=is_rgb())
        case "matrix":
            matrix_product(shown, matrices.build(shown), "matrix_product", rgb=is_rgb())
        case _:
            stepper(shown, "stepper", rgb=is_rgb())


def example_text() -> None:
    """What the example shows, as long as it is one."""
    example = EXAMPLES.get(state.example_name())
    if example:
        st.markdown(plain(example.shows))


def is_rgb() -> bool:
    """Whether the channels are red, green and blue."""
    example = EXAMPLES.get(state.current().example)
    return bool(example and example.rgb)


def web_page_button(shown: dict[str, Any]) -> None:
    # Made on the click, outside of this run: all that it takes from the session is taken here.
    asked = shown, f"{title(state.example_name())} – step by step", is_rgb()
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
    st.subheader("Operation", anchor=False)
    now = state.current()
    _menu("Operation", "operation", list(_OPERATIONS), _OPERATIONS)
    if now.operation in link.CONVOLUTIONS:
        _menu("Padding mode", "mode", list(_MODES), _MODES)
    groups = problem.possible_groups(now)
    if len(groups) > 1 and now.operation not in problem.POOLINGS:
        _menu("Groups", "groups", groups, {})
    if now.example == RANDOM:
        _random_controls()


def _menu(label: str, name: str, options: list, titles: dict) -> None:
    state.KEPT.select(
        label, name, options, lambda option: titles.get(option, str(option)), state.choose
    )


def _random_controls() -> None:
    columns = st.columns(3)
    for i, (name, label) in enumerate(_SIZES.items()):
        lowest, highest = link.SIZES[name]
        columns[i % 3].number_input(
            label,
            lowest,
            highest,
            getattr(state.current(), name),
            key=state.menu(name),
            on_change=state.choose,
            args=(name,),
        )


def sliders(problem_sentence: str | None) -> None:
    now = state.current()
    st.subheader("Stride and padding", anchor=False)
    if now.operation in link.CONVOLUTIONS:
        st.segmented_control(
            "Padding",
            ["number", link.SAME],
            default=link.SAME if now.padding == link.SAME else "number",
            format_func=str.capitalize,
            key=state.menu("padding"),
            required=True,
            on_change=state.choose_padding,
        )
    slider_panel(
        [slider for name, label in _slider_names(now).items() for slider in _axes(name, label)],
        "step_sliders",
        _take_slider,
        problem_sentence and sentence(problem_sentence),
    )
    st.toggle(
        "Separate vertical and horizontal settings",
        state.apart(),
        key=state.menu("apart"),
        on_change=state.set_apart,
    )


def _slider_names(now: link.StepState) -> dict[str, str]:
    names = {"stride": "Stride S", "padding": "Padding P on each side", "dilation": "Dilation"}
    if now.padding == link.SAME:
        del names["padding"]
    if now.operation == "transposed":
        names["padding"] = "Padding P, cropped on each side"
        names["output_padding"] = "Output padding, added at the end"
    if now.operation in problem.POOLINGS:
        names = {"window": "Window F", "stride": names["stride"], "padding": names["padding"]}
    return names


def _axes(name: str, label: str) -> list[Slider]:
    down, across = getattr(state.current(), name)
    if not state.apart():
        return [Slider(name, label, *link.LIMITS[name], down)]
    return [
        Slider(name, f"{label}, vertical", *link.LIMITS[name], down),
        Slider(name + state.ACROSS, f"{label}, horizontal", *link.LIMITS[name], across),
    ]


def _take_slider() -> None:
    """Do what the browser asks for, which is trusted for nothing."""
    match session.step_sliders.asked:
        case {"slider": str(name), "value": int(value)}:
            lowest, highest = link.LIMITS.get(name.removesuffix(state.ACROSS), (1, 0))
            if lowest <= value <= highest:
                state.slide(name, value)


def input_editor() -> None:
    st.subheader("Input x", anchor=False)
    channels = list(range(len(state.current().volume)))
    channel = _pick("channel", channels, "Channel") if len(channels) > 1 else 0
    _editor(("volume", channel), "input", f"Input, channel {channel}", link.MAX_SIDE, "sides")


def kernel_editor() -> None:
    now = state.current()
    st.subheader("Kernel w", anchor=False)
    many = len(now.kernels), len(now.volume)
    k = _pick("filter", list(range(many[0])), "Filter") if many[0] > 1 else 0
    c = _pick("kernel_channel", list(range(many[1])), "Input channel") if many[1] > 1 else 0
    label = f"Weights of filter {k} for channel {c}"
    _editor(("kernels", k, c), "kernel", label, link.MAX_KERNEL, "sides operations")
    st.markdown("**Bias b**" if many[0] == 1 else "**Bias b of each filter**")
    _editor(("bias",), "bias", "Bias of each filter", link.MAX_DEPTH, "")


def _pick(name: str, options: list[int], label: str) -> int:
    chosen: int = st.segmented_control(
        label, options, default=0, key=state.menu(name), required=True
    )
    return chosen if chosen in options else 0


def _editor(part: state.Part, name: str, label: str, most: int, tools: str) -> None:
    kernel_grid.editor(
        state.draft(part), f"step_{name}_grid", partial(state.edit, part), label, most, tools
    )

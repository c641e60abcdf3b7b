"""The controls under the volumes: the picture, the layer, the weights; and the opened place."""

from functools import partial
from typing import Any

import streamlit as st

from app import formulas, pictures, runs
from app.components import kernel_grid
from app.components.slider_panel import Slider, slider_panel
from app.components.stepper import stepper
from app.components.volume_view import volume_view
from app.kernel_lab.controls import own_picture_controls
from app.step_by_step import link as steps_link
from app.step_by_step import problem
from app.volumes import bank, compute, frame, link, state
from app.volumes.compute import Result
from app.words import plain
from engine.volumes import multiply_adds, output_volume, parameters

session = st.session_state
VIEW, SLIDERS = "volume_view", "volume_sliders"


def set_menu() -> None:
    _menu("Filters", "set", list(bank.SETS), lambda name: bank.SETS[name].title, hidden=True)


def _menu(label: str, name: str, options: list, title: Any, hidden: bool = False) -> None:
    st.selectbox(
        label,
        options,
        options.index(getattr(state.current(), name)),
        format_func=title,
        key=state.menu(name),
        on_change=state.choose,
        args=(name,),
        label_visibility="collapsed" if hidden else "visible",
    )


def view(result: Result) -> None:
    """The hero: channels, products, sum, activation, and the volume of maps."""
    volume_view(frame.build(result), VIEW, _take_place)


def _take_place() -> None:
    """Open a place that was clicked; what the browser sends is trusted for nothing."""
    match session[VIEW].asked:
        case {"place": [int(k), int(row), int(column)]}:
            state.open_place(k, row, column)


def sizes(result: Result) -> None:
    """The formulas with the learner's numbers in them."""
    volume, layer = result.input, result.layer
    made = output_volume(volume, layer)
    fits = formulas.lines(*result.fits)
    side, filters = layer.kernel, layer.filters
    noun = "filter" if filters == 1 else "filters"
    count = f"({side}·{side}·{volume.depth} + 1)·{filters} = {parameters(volume, layer):,}"
    st.markdown(
        plain(
            f"{volume}  →  {filters} {noun} of {side}×{side}×{volume.depth}  →  {made}.  "
            f"{'; '.join(fits)}.  Parameters {count}; "
            f"multiply-adds {multiply_adds(volume, layer):,}."
        )
    )


def picture_controls() -> None:
    st.subheader("Picture", anchor=False)
    _menu("Picture", "picture", list(pictures.names()), pictures.title, hidden=True)
    st.segmented_control(
        "Longest side, in pixels",
        link.SIDES,
        default=state.current().side,
        key=state.menu("side"),
        required=True,
        on_change=state.choose,
        args=("side",),
    )
    own = st.popover(
        "Use your own picture", width="stretch", on_change=runs.begin, key="volume_own"
    )
    with own if own.open else st.container():
        if own.open:
            own_picture_controls(state.take_picture)
        if session.get("picture_problem"):
            st.error(plain(session.picture_problem))
    st.caption(plain(pictures.about(state.current().picture)))


def layer_controls(sentence: str | None) -> None:
    now = state.current()
    st.subheader("Layer", anchor=False)
    values = {
        "filters": ("Filters K", len(now.filters)),
        "kernel": ("Kernel F×F", len(now.filters[0][0])),
        "stride": ("Stride S", now.stride),
        "padding": ("Padding P on each side", now.padding),
    }
    slider_panel(
        [Slider(name, label, *link.LIMITS[name], value) for name, (label, value) in values.items()],
        SLIDERS,
        _take_slider,
        sentence,
    )
    st.segmented_control(
        "Activation",
        link.ACTIVATIONS,
        default=now.activation,
        format_func={"relu": "ReLU", "none": "None"}.get,
        key=state.menu("activation"),
        required=True,
        on_change=state.choose,
        args=("activation",),
    )


def _take_slider() -> None:
    """Do what the browser asks for, which is trusted for nothing."""
    match session[SLIDERS].asked:
        case {"slider": str(name), "value": int(value)} if name in link.LIMITS:
            lowest, highest = link.LIMITS[name]
            if lowest <= value <= highest:
                state.slide(name, value)


def filter_controls() -> None:
    """The weights of the chosen filter, channel by channel, and the biases of all."""
    now = state.current()
    heading, menu, seed = st.columns([2, 4, 2], vertical_alignment="bottom")
    heading.subheader(f"Filter {now.chosen}", anchor=False)
    with menu:
        _filter_menu(now)
    if now.set == bank.RANDOM:
        key = state.menu("seed")
        seed.number_input(
            "Seed", 1, 99999, now.seed, key=key, on_change=state.choose, args=("seed",)
        )
    places = st.columns(bank.CHANNELS)
    for c, name in enumerate(frame.CHANNEL_NAMES):
        with places[c]:
            st.markdown(f"w{now.chosen}[:, :, {c}], {name}")
            _editor(c, f"Weights of filter {now.chosen} for {name}", "operations")
    st.markdown("Bias b of each filter")
    _editor(None, "Bias of each filter", "")


def _filter_menu(now: link.VolumeState) -> None:
    named = bank.title(now.filters[now.chosen], now.seed, now.chosen)
    options = [*bank.BANK, bank.RANDOM_TITLE]
    shown = options if named in options else [named, *options]
    key = state.menu(f"filter_{now.chosen}_{named}")  # another weight makes another menu
    st.selectbox(
        "Take a filter",
        shown,
        shown.index(named),
        key=key,
        on_change=state.choose_filter,
        args=(key,),
        label_visibility="collapsed",
    )


def _editor(part: state.Part, label: str, tools: str) -> None:
    texts, numbers, problems = state.draft(part)
    key = f"volume_weights_{part}"
    kernel_grid.kernel_grid(
        texts,
        numbers,
        problems,
        key,
        lambda: kernel_grid.take(key, partial(state.edit, part)),
        label,
        link.MAX_FILTERS,
        tools,
    )


def opened_place(result: Result) -> None:
    """The surroundings of the place in the stepper, every number of them."""
    steps, (row, column) = compute.opened(result)
    y, x = result.place
    title, more = st.columns([4, 2], vertical_alignment="center")
    title.subheader(f"Around v[{y}, {x}, {result.state.chosen}], number by number", anchor=False)
    with more.container(horizontal=True, horizontal_alignment="right"):
        st.page_link(
            "../pages/step_by_step.py",
            label="Open it in Step by step",
            query_params=steps_link.write(steps),
        )
    shown = problem.build(steps)
    rows, columns = problem.sizes(steps).output
    # Another output is another stepper: one that is there would go to its first cell.
    key = f"volume_stepper_{rows}_{columns}"
    stepper(shown, key, rgb=True, start=row * columns + column)

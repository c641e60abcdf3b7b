"""The controls under the volumes: the picture, the layer, the weights; and the opened place."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from app import formulas, pictures
from app.components import kernel_grid
from app.components.slider_panel import Slider, slider_panel
from app.components.stepper import stepper
from app.components.volume_view import volume_view
from app.kernel_lab.controls import own_picture_controls
from app.state import reruns
from app.state.streamlit_internals import Container
from app.step_by_step import link as steps_link
from app.step_by_step import problem
from app.volumes import bank, compute, link, payload, snippets, state
from app.volumes.compute import Result
from app.words import plain
from engine.planning.volumes import Volume, multiply_adds, output_volume, parameters

session = st.session_state
VIEW, SLIDERS = "volume_view", "volume_sliders"


@dataclass(frozen=True)
class Places:
    """Where things stand: laid out first, so that a part of them can be redrawn alone."""

    maps: Container
    picture: Container
    layer: Container
    weights: Container
    opened: Container


def lay_out() -> Places:
    """The maps across the page, three columns of controls, and what is opened of the maps."""
    maps = st.container()
    picture, layer, weights = st.columns([3, 3, 7], gap="medium")
    return Places(maps, picture, layer, weights, st.container())


@st.fragment
def layer(places: Places) -> None:
    """All that follows the layer's settings, and is redrawn with them; the maps come first."""
    found, sentence = state.result()
    with places.maps:
        if found:
            _view(found)
            _sizes(found)
    with places.layer:
        _layer_controls(sentence)
    with places.weights:
        _filter_controls()
    with places.opened:
        if found:
            _opened_place(found)
            _code(found)


def set_menu() -> None:
    """The sets of filters, and the seed where they are drawn by one."""
    if state.current().set != bank.RANDOM:
        _menu("Filters", "set", list(bank.SETS), lambda name: bank.SETS[name].title)
        return
    menu, seed = st.columns([3, 1])
    with menu:
        _menu("Filters", "set", list(bank.SETS), lambda name: bank.SETS[name].title)
    key = state.menu("seed")
    seed.number_input(
        "Seed",
        1,
        99999,
        state.current().seed,
        key=key,
        on_change=state.choose,
        args=("seed",),
        label_visibility="collapsed",
    )


def _menu(label: str, name: str, options: list, title: Any) -> None:
    state.KEPT.select(label, name, options, title, state.choose, hidden=True)


def _view(result: Result) -> None:
    """The hero: channels, products, sum, activation, and the volume of maps."""
    volume_view(payload.build(result), VIEW, _take_place)


def _take_place() -> None:
    """Open a place that was clicked; what the browser sends is trusted for nothing."""
    match session[VIEW].asked:
        case {"place": [int(k), int(row), int(column)]}:
            state.open_place(k, row, column)


def _sizes(result: Result) -> None:
    """The formulas with the learner's numbers in them."""
    volume, layer = result.input, result.layer
    made = output_volume(volume, layer)
    fits = formulas.lines(*result.fits)
    side, filters = layer.kernel, layer.filters
    noun = "filter" if filters == 1 else "filters"
    height, width = result.plan.padded
    padded = f"padded {Volume(width, height, volume.depth)}  →  " if layer.padding else ""
    count = f"({side}·{side}·{volume.depth} + 1)·{filters} = {parameters(volume, layer):,}"
    st.markdown(
        plain(
            f"{volume}  →  {padded}{filters} {noun} of {side}×{side}×{volume.depth}  →  {made}.  "
            f"{'; '.join(fits)}.  Parameters {count}; "
            f"multiply-adds {multiply_adds(volume, layer):,}. "
            "Rows, columns, channels and filters count from 0."
        )
    )


def picture_controls() -> None:
    st.subheader("Picture", anchor=False)
    _menu("Picture", "picture", list(pictures.names()), pictures.title)
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
        "Use your own picture", width="stretch", on_change=reruns.begin, key="volume_own"
    )
    with own if own.open else st.container():
        if own.open:
            own_picture_controls(state.take_picture)
        if session.get("picture_problem"):
            st.error(plain(session.picture_problem))
    st.caption(plain(pictures.about(state.current().picture)))


def _layer_controls(sentence: str | None) -> None:
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


def _filter_controls() -> None:
    """The weights of the chosen filter, channel by channel, and the biases of all."""
    now = state.current()
    heading, menu = st.columns([2, 6], vertical_alignment="bottom")
    heading.subheader(f"Filter {now.chosen}", anchor=False)
    with menu:
        _filter_menu(now)
    places = st.columns(bank.CHANNELS)
    for c, name in enumerate(payload.CHANNEL_NAMES):
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
        "Choose a filter",
        shown,
        shown.index(named),
        key=key,
        on_change=state.choose_filter,
        args=(key,),
        label_visibility="collapsed",
    )


def _editor(part: state.Part, label: str, tools: str) -> None:
    kernel_grid.editor(
        state.draft(part),
        f"volume_weights_{part}",
        partial(state.edit, part),
        label,
        link.MAX_FILTERS,
        tools,
    )


def _opened_place(result: Result) -> None:
    """The surroundings of the place in the stepper, every number of them."""
    steps, (k, row, column) = compute.opened(result)
    y, x = result.place
    title, more = st.columns([4, 2], vertical_alignment="center")
    title.subheader(f"Around v[{y}, {x}, {result.state.chosen}], cell by cell", anchor=False)
    with more.container(horizontal=True, horizontal_alignment="right"):
        st.page_link(
            "../pages/step_by_step.py",
            label="Open in Step by step",
            query_params=steps_link.write(steps),
        )
    shown = problem.build(steps)
    rows, columns = problem.sizes(steps).output
    # Another output is another stepper: one that is there would go to its first cell.
    key = f"volume_stepper_{steps.filters}_{rows}_{columns}"
    stepper(shown, key, rgb=True, start=(k * rows + row) * columns + column)


def _code(result: Result) -> None:
    with st.expander("The layer in PyTorch and NumPy"):
        left, right = st.columns(2)
        left.code(snippets.torch_code(result), language="python", wrap_lines=True)
        right.code(snippets.numpy_code(result), language="python", wrap_lines=True)

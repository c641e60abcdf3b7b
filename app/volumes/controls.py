"""The controls under the volumes: the picture, the layer, the weights; and the opened place."""

from dataclasses import dataclass

import streamlit as st

from app import formulas, own_picture, pictures
from app.components.stepper import stepper
from app.components.volume_view import volume_view
from app.markdown_text import plain
from app.state import link, reruns
from app.state.matrices import editor
from app.state.schema import options
from app.state.session import asked
from app.state.sliders import Slider
from app.state.streamlit_internals import Container
from app.step_by_step import problem
from app.volumes import actions, bank, compute, payload, snippets, state
from app.volumes.compute import Result
from app.volumes.schema import MAX_FILTERS, MAX_KERNEL, VolumeState
from app.volumes.state import store
from engine.planning.volumes import Volume, multiply_adds, output_volume, parameters

VIEW = "volume_view"


@dataclass(frozen=True)
class Places:
    """Where things stand: laid out first, so that a part of them can be redrawn alone."""

    maps: Container
    picture: Container
    layer: Container
    weights: Container
    opened: Container


def lay_out() -> Places:
    """Lay out the maps across the page, three columns of controls, and what is opened of maps."""
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
    """Show the sets of filters, and the seed where they are drawn by one."""
    titles = {name: one.title for name, one in bank.SETS.items()}
    is_random = store.current().set == bank.RANDOM
    menu, *seed = st.columns([3, 1]) if is_random else [st.container()]
    with menu:
        hidden = {"label_visibility": "collapsed"}
        store.select("set", "Filters", titles, act=actions.choose_set, **hidden)
    for place in seed:
        with place:
            store.number("seed", "Seed", act=actions.choose_seed, **hidden)


def _view(result: Result) -> None:
    """Show the main view: channels, products, sum, activation, and the volume of maps."""
    volume_view(payload.build(result), VIEW, _take_place)


@reruns.atomic_callback
def _take_place() -> None:
    """Open a place that was clicked; what the browser sends is trusted for nothing."""
    shown = state.last_result.get()
    match asked(VIEW):
        case {"place": [int(k), int(row), int(column)]} if shown:
            place = k, row, column
            store.record.do("", lambda now: actions.open_place(now, place, shown.maps.shape))


def _sizes(result: Result) -> None:
    """Show the formulas with the learner's numbers in them."""
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
    """Show the menus of the picture and its size."""
    st.subheader("Picture", anchor=False)
    titles = {name: pictures.title(name) for name in pictures.names()}
    store.select("picture", "Picture", titles, label_visibility="collapsed")
    store.segmented("side", "Longest side, in pixels", options(VolumeState, "side"))
    own_picture.popover(store)
    st.caption(plain(pictures.about(store.current().picture)))


def _layer_controls(sentence: str | None) -> None:
    now = store.current()
    st.subheader("Layer", anchor=False)
    count, limits = len(now.filters), (1, MAX_FILTERS)
    store.sliders(
        "layer",
        [
            Slider("filters", "Filters K", *limits, count, act=actions.set_count),
            Slider("kernel", "Kernel F×F", 1, MAX_KERNEL, now.kernel, act=actions.set_kernel),
            Slider.of(store, "stride", "Stride S"),
            Slider.of(store, "padding", "Padding P on each side"),
        ],
        sentence,
    )
    store.segmented("activation", "Activation", {"relu": "ReLU", "none": "None"})


def _filter_controls() -> None:
    """Show the weights of the chosen filter, channel by channel, and the biases of all."""
    now = store.current()
    heading, menu = st.columns([2, 6], vertical_alignment="bottom")
    heading.subheader(f"Filter {now.chosen}", anchor=False)
    with menu:
        _filter_menu(now)
    places = st.columns(bank.CHANNELS)
    for c, name in enumerate(payload.CHANNEL_NAMES):
        with places[c]:
            st.markdown(f"w{now.chosen}[:, :, {c}], {name}")
            _weights(c, f"Weights of filter {now.chosen} for {name}")
    st.markdown("Bias b of each filter")
    editor(
        store,
        "bias",
        lambda state: (state.bias,),
        actions.set_bias,
        label="Bias of each filter",
        most=MAX_FILTERS,
        tools="",
    )


def _weights(c: int, label: str) -> None:
    editor(
        store,
        f"weights {c}",
        lambda state: state.filters[state.chosen][c],
        actions.set_matrix(c),
        part=store.current().chosen,
        label=label,
        most=MAX_FILTERS,
        tools="operations",
    )


def _filter_menu(now: VolumeState) -> None:
    named = bank.title(now.filters[now.chosen], now.seed, now.chosen)
    options = [*bank.BANK, bank.RANDOM_TITLE]
    store.select(
        "filter",
        "Choose a filter",
        options if named in options else [named, *options],
        value=named,
        act=actions.choose_filter,
        label_visibility="collapsed",
    )


def _opened_place(result: Result) -> None:
    """Show the surroundings of the position in the stepper, every number of them."""
    steps, (k, row, column) = compute.opened(result)
    y, x = result.place
    title, more = st.columns([4, 2], vertical_alignment="center")
    title.subheader(f"Around v[{y}, {x}, {result.state.chosen}], cell by cell", anchor=False)
    with more.container(horizontal=True, horizontal_alignment="right"):
        st.page_link(
            "../pages/step_by_step.py",
            label="Open in Step by step",
            query_params=link.write(steps),
        )
    shown = problem.build(steps)
    rows, columns = steps.plan.output
    # Another output is another stepper: one that is there would go to its first cell.
    key = f"volume_stepper_{steps.filters}_{rows}_{columns}"
    start = (k * rows + row) * columns + column
    stepper(shown, key, rgb=True, start=start, position=store.position())


def _code(result: Result) -> None:
    with st.expander("The layer in PyTorch and NumPy"):
        left, right = st.columns(2)
        left.code(snippets.torch_code(result), language="python", wrap_lines=True)
        right.code(snippets.numpy_code(result), language="python", wrap_lines=True)

"""The controls of the page: where to start, the input, the pattern's sliders."""

import streamlit as st

from app.builder import link, ready
from app.builder import state as page
from app.components.slider_panel import Slider, slider_panel
from app.state.streamlit_internals import Container
from engine.networks.builder import ACTIVATIONS, POOLINGS
from engine.networks.layers.registry import LAYERS

OWN = "Your own network"
session = st.session_state
_TITLES = {name: LAYERS[name].label for name in ACTIVATIONS}


def start() -> None:
    """A network to start from, and the input."""
    shown = page.current()
    session.builder_network = ready.name_of(shown) or OWN
    numbers = {"Width and height": "width", "Depth": "depth"}
    if shown.show == "pattern":  # elsewhere the last layer has as many neurons as it says
        numbers["Classes"] = "classes"
    network, *places, twin = st.columns(
        [3, *(1.3 for _ in numbers), 2.2], vertical_alignment="bottom"
    )
    network.selectbox(
        "Start from",
        [OWN, *ready.NETWORKS],
        key="builder_network",
        on_change=lambda: page.start_from(session.builder_network),
    )
    is_fixed = shown.show == "googlenet"
    for place, (label, name) in zip(places, numbers.items(), strict=True):
        _number(place, label, name, is_fixed)
    twin.button(
        "Fully connected twin",
        on_click=page.take_twin,
        disabled=is_fixed,
        help="A fully connected network of one hidden layer with about the same number of "
        "parameters.",
        width="stretch",
    )


def _number(place: Container, label: str, name: str, disabled: bool) -> None:
    key = f"builder_{name}"
    session[key] = getattr(page.current(), name)
    place.number_input(
        label,
        *link.INPUT[name],
        key=key,
        disabled=disabled,
        on_change=lambda: page.change(**{name: session[key]}),
    )


def pattern() -> None:
    """The pattern with its numbers, and what they are set with."""
    shown = page.current()
    slider_panel(_sliders(shown), page.PANEL, page.slide)
    _choice("Filter size F", "kernel", link.KERNELS)
    _choice("Padding", "padding", link.PADDINGS)
    _choice("Pooling", "pooling", tuple(POOLINGS))
    session.builder_activation = shown.activation
    st.selectbox(
        "Activation",
        list(ACTIVATIONS),
        format_func=_TITLES.get,
        key="builder_activation",
        on_change=lambda: page.change(activation=session.builder_activation),
    )
    session.builder_norm = shown.norm
    st.toggle(
        "Batch normalisation",
        key="builder_norm",
        on_change=lambda: page.change(norm=session.builder_norm),
    )
    _choice("Dropout", "dropout", link.DROPOUTS)


def _choice(label: str, name: str, options: tuple) -> None:
    key = f"builder_{name}"
    session[key] = getattr(page.current(), name)
    st.segmented_control(
        label,
        options,
        format_func=lambda option: str(option).capitalize(),
        key=key,
        required=True,
        on_change=lambda: page.change(**{name: session[key]}),
    )


def _sliders(shown: link.BuilderState) -> list[Slider]:
    blocks, hidden = shown.blocks, shown.hidden
    return [
        Slider("blocks", "M: blocks", 0, link.MOST_BLOCKS, len(blocks)),
        Slider(
            "convolutions",
            "N: convolutions per block",
            1,
            link.MOST_CONVOLUTIONS,
            shown.convolutions,
            not blocks,
        ),
        *(
            Slider(f"filter {number}", f"Filters in block {number}", *link.FILTERS, count)
            for number, count in enumerate(blocks, 1)
        ),
        Slider("dense", "K: hidden FC layers", 0, link.MOST_DENSE, len(hidden)),
        *(
            Slider(f"neurons {number}", f"Neurons in FC {number}", *link.NEURONS, count)
            for number, count in enumerate(hidden, 1)
        ),
    ]


def formula(shown: link.BuilderState) -> str:
    """The pattern with the numbers of now."""
    act = _TITLES[shown.activation]
    norm = "NORM → " * shown.norm
    drop = " → DROPOUT" * (shown.dropout != "0")
    blocks = f"[(CONV → {norm}{act})·{shown.convolutions} → POOL]·{len(shown.blocks)} → "
    hidden = f"(FC → {act}{drop})·{len(shown.hidden)} → "
    return f"{blocks * bool(shown.blocks)}{hidden * bool(shown.hidden)}FC → softmax"

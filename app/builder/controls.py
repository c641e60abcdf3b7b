"""The controls of the page: where to start, the input, the pattern's sliders."""

import streamlit as st

from app.branching_networks import WIDTHS
from app.builder import actions, presets
from app.builder.schema import FILTERS, MOST_BLOCKS, MOST_DENSE, NEURONS, BuilderState
from app.builder.state import store
from app.markdown_text import plain
from app.state.schema import options
from app.state.sliders import Slider
from engine.networks.builder import ACTIVATIONS
from engine.networks.layers.registry import LAYERS

OWN = "Your own network"
_TITLES = {name: LAYERS[name].label for name in ACTIVATIONS}


def network_name() -> str:
    """Name the network that is shown, the learner's own as soon as anything was changed."""
    return presets.name_of(store.current()) or OWN


def start() -> str:
    """Show a network to start from, and the input; return what the menu says."""
    shown, said = store.current(), network_name()
    numbers = {"Width and height": "width", "Depth": "depth"}
    if shown.show == "pattern":  # layer by layer, the last has as many neurons as it says
        numbers["Classes"] = "classes"
    elif shown.branching:
        numbers["Classes"] = "outputs"
    network, *places, twin = st.columns(
        [3, *(1.3 for _ in numbers), 2.2], vertical_alignment="bottom"
    )
    with network:
        store.select(
            "network",
            "Start from",
            [OWN, *presets.NETWORKS],
            value=said,
            act=actions.start_from,
        )
    for place, (label, name) in zip(places, numbers.items(), strict=True):
        with place:
            store.number(name, label)
    twin.button(
        "Fully connected twin",
        on_click=store.act,
        args=(actions.take_twin, "table"),
        help="A fully connected network of one hidden layer with about the same number of "
        "parameters.",
        width="stretch",
    )
    return said


def note() -> None:
    """Say what has to be said of a paper's network, as long as it is that one."""
    if text := presets.note_of(store.current()):
        st.caption(plain(text))


def counting() -> None:
    """Say what numbers in names count from."""
    st.caption("Blocks and layers count from 1, in names such as “layer 1”, “CONV1” or “block 1”.")


def pattern() -> None:
    """Show the pattern with its numbers, and what they are set with."""
    store.sliders("pattern", _sliders(store.current()))
    _choice("Filter size F", "kernel")
    _choice("Padding", "padding")
    _choice("Pooling", "pooling")
    _activation()
    store.toggle("norm", "Batch normalisation")
    _choice("Dropout", "dropout")


def branching() -> None:
    """Show what can be set of a network that branches."""
    shown = store.current().branching
    sliders = []
    if shown and shown.has_blocks:
        sliders.append(Slider.of(store, "repeats", "Blocks per stage"))
    if shown and shown.has_filters:
        sliders.append(Slider.of(store, "base", "Filters in the first convolution"))
    sliders += [
        Slider(
            f"width {place + 1}",
            f"Filters in stage {place + 1}",
            *WIDTHS,
            count,
            act=actions.set_width(place),
        )
        for place, count in enumerate(store.current().stages)
    ]
    if sliders:
        store.sliders("branching", sliders)
    if shown and shown.has_side:
        _choice("Side of the kernels in blocks", "side")
    _activation()


def _activation() -> None:
    store.select("activation", "Activation", _TITLES)


def _choice(label: str, name: str) -> None:
    every = options(BuilderState, name)
    store.segmented(name, label, {option: str(option).capitalize() for option in every})


def _sliders(shown: BuilderState) -> list[Slider[BuilderState]]:
    blocks, hidden = shown.blocks, shown.hidden
    return [
        Slider("blocks", "M: blocks", 0, MOST_BLOCKS, len(blocks), act=actions.set_blocks),
        Slider.of(store, "convolutions", "N: convolutions per block", disabled=not blocks),
        *(
            Slider(
                f"filter {place + 1}",
                f"Filters in block {place + 1}",
                *FILTERS,
                count,
                act=actions.set_filters(place),
            )
            for place, count in enumerate(blocks)
        ),
        Slider("dense", "K: hidden FC layers", 0, MOST_DENSE, len(hidden), act=actions.set_dense),
        *(
            Slider(
                f"neurons {place + 1}",
                f"Neurons in FC {place + 1}",
                *NEURONS,
                count,
                act=actions.set_neurons(place),
            )
            for place, count in enumerate(hidden)
        ),
    ]


def formula(shown: BuilderState) -> str:
    """Write the pattern with its present numbers."""
    act = _TITLES[shown.activation]
    if shown.branching:
        return shown.branching.formula.format(act=act, blocks=shown.repeats)
    norm = "NORM → " * shown.norm
    drop = " → DROPOUT" * (shown.dropout != "0")
    blocks = f"[(CONV → {norm}{act})·{shown.convolutions} → POOL]·{len(shown.blocks)} → "
    hidden = f"(FC → {act}{drop})·{len(shown.hidden)} → "
    return f"{blocks * bool(shown.blocks)}{hidden * bool(shown.hidden)}FC → softmax"

"""One layer: its sliders, the formula with the windows, the volumes and what they cost."""

import streamlit as st

from app.markdown_text import plain
from app.output_size import actions, drawings, presets, wording
from app.output_size.schema import SizeState
from app.output_size.state import store
from app.state.sliders import Offers, Slider
from engine.planning.volumes import output_volume

OWN = "Your own numbers"

_LABELS = {
    "width": "Input width W",
    "kernel": "Filter size F",
    "stride": "Stride S",
    "padding": "Padding P on each side",
    "dilation": "Dilation",
    "depth": "Input depth D1",
    "filters": "Number of filters K",
}


@st.fragment
def layer_view() -> None:
    """All that follows a slider while it is dragged."""
    picture, controls = st.columns([3, 1], gap="large")
    with controls:
        _controls()
    shown = store.current()
    fitting = actions.fitting(shown)
    offers = {wording.offer(fitting, near): near for near in actions.nearest(shown)}
    with picture:
        drawings.windows(
            fitting, list(offers), *store.offers("axis", [*map(actions.take, offers.values())])
        )
        made = output_volume(shown.volume, shown.layer) if fitting.output else None
        drawings.volumes(shown.volume, shown.layer, made, "layer_picture", "no output")
        if note := presets.note_of(shown):
            st.caption(plain(note))
    store.publish()


def _controls() -> None:
    shown = store.current()
    store.select(
        "layer example",
        "Example",
        [OWN, *presets.LAYERS],
        value=presets.name_of(shown, presets.LAYERS) or OWN,
        act=actions.start_from,
    )
    store.segmented("kind", "Layer", {"conv": "Convolution", "pool": "Pooling"})
    sliders = [
        Slider.of(store, name, label, disabled=_is_off(shown, name))
        for name, label in _LABELS.items()
    ]
    common = {name: actions.common(numbers) for name, numbers in presets.COMMON.items()}
    store.sliders("layer", sliders, offers=Offers("Common settings (K: a power of two):", common))


def _is_off(shown: SizeState, name: str) -> bool:
    return name == "filters" and shown.kind == "pool"

"""One layer: its sliders, the formula with the windows, the volumes and what they cost."""

import streamlit as st

from app.components.slider_panel import Offers, Slider, slider_panel
from app.output_size import drawings, presets, wording
from app.output_size.link import LAYER_KINDS, LIMITS, SizeState
from app.output_size.state import change, publish, put, state
from engine.planning.geometry import Fit, Setting, fit
from engine.planning.volumes import output_volume

PANEL, AXIS = "size_panel", "size_axis"
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
    shown = state()
    fitting = _fit(shown)
    with picture:
        offers = [wording.offer(fitting, near) for near in _nearest(shown)]
        drawings.windows(fitting, AXIS, offers, _take_offer)
        made = output_volume(shown.volume, shown.layer) if fitting.output else None
        drawings.volumes(shown.volume, shown.layer, made, "layer_picture", "no output")
    publish()


def _fit(shown: SizeState) -> Fit:
    return fit(shown.width, shown.kernel, shown.stride, shown.padding, shown.dilation)


def _controls() -> None:
    shown = state()
    st.session_state.size_preset = presets.name_of(shown, presets.LAYERS) or OWN
    st.selectbox("Example", [OWN, *presets.LAYERS], key="size_preset", on_change=_start_from)
    st.session_state.size_kind = shown.kind
    st.segmented_control(
        "Layer",
        LAYER_KINDS,
        format_func={"conv": "Convolution", "pool": "Pooling"}.get,
        key="size_kind",
        required=True,
        on_change=lambda: change(kind=st.session_state.size_kind),
    )
    sliders = [
        Slider(name, label, *LIMITS[name], getattr(shown, name), _is_off(shown, name))
        for name, label in _LABELS.items()
    ]
    common = Offers("Common settings; K is a power of two:", list(presets.COMMON))
    slider_panel(sliders, PANEL, _take_slider, offers=common)


def _is_off(shown: SizeState, name: str) -> bool:
    return name == "filters" and shown.kind == "pool"


def _start_from() -> None:
    preset = presets.LAYERS.get(st.session_state.size_preset)
    if preset is not None:
        put(presets.apply(state(), preset))


def _nearest(shown: SizeState) -> list[Setting]:
    """Settings that fit and that the sliders can reach."""
    fitting = _fit(shown)
    found = []
    for setting in fitting.nearest:
        name, value = wording.changed(fitting, setting)
        lowest, highest = LIMITS["width" if name == "size" else name]
        if lowest <= value <= highest:
            found.append(setting)
    return found[: wording.MAX_BUTTONS]


def _take_slider() -> None:
    """Move a slider, or take over common settings; the browser is trusted for nothing."""
    common = list(presets.COMMON.values())
    match st.session_state[PANEL].asked:
        case {"slider": str(name), "value": int(value)} if _allows(name, value):
            change(**{name: value})
        case {"offer": int(index)} if 0 <= index < len(common):
            change(kind="conv", dilation=1, **common[index])


def _take_offer() -> None:
    """Take over settings that fit."""
    shown = state()
    match st.session_state[AXIS].asked:
        case {"offer": int(index)} if 0 <= index < len(nearest := _nearest(shown)):
            name, value = wording.changed(_fit(shown), nearest[index])
            change(**{"width" if name == "size" else name: value})


def _allows(name: str, value: int) -> bool:
    lowest, highest = LIMITS.get(name, (1, 0))
    return lowest <= value <= highest

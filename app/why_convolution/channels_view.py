"""How channels are connected: all with all, in groups, each for itself, or pixel by pixel."""

from typing import Any

import streamlit as st

from app.components.stepper import stepper
from app.slide_text import say
from app.state.sliders import Slider
from app.why_convolution import actions, code_view, drawings, facts, wording
from app.why_convolution.schema import WhyState
from app.why_convolution.state import store
from engine.explain import channel_groups
from engine.explain.channel_groups import KINDS, Wiring, possible_groups

_SIDES = {side: f"{side}×{side}" for side in (1, 3, 5, 7)}
_PIXELS = (
    ((3, 0, 2), (1, 4, 0), (2, 1, 5)),
    ((1, 2, 0), (0, 3, 1), (4, 0, 2)),
    ((0, 1, 3), (2, 0, 2), (1, 3, 0)),
    ((2, 2, 1), (1, 0, 3), (0, 1, 4)),
)
_FILTERS = ((1, 2, -1, 0), (0, -1, 1, 2))


@st.fragment
def channels() -> None:
    """Show what connects the channels, what that costs, and a 1×1 convolution in numbers."""
    store.publish()
    now = store.current()
    store.segmented(
        "kind",
        "Connections between channels",
        wording.WIRINGS,
        act=actions.choose_kind,
        label_visibility="collapsed",
    )
    found = made(now.kind, now)
    drawn, counted = st.columns([5, 6], gap="large")
    with drawn:
        if found:
            drawings.channels(found)
        else:
            st.error(f"No number of groups above 1 divides both {now.inputs} and {now.outputs}.")
    with counted:
        if found:
            say(wording.wiring(found, _standard(found, now)))
        _table(now)
        _controls(now)
    if now.kind == "pointwise":
        st.header("A 1×1 convolution, pixel by pixel", anchor=False)
        stepper(POINTWISE, "why_pointwise", position=store.position())
    code_view.expander("channels")


def made(kind: str, state: WhyState) -> Wiring | None:
    """Return what connects the channels; None where there are no such groups."""
    groups = state.used_groups
    if kind == "groups" and groups is None:
        return None
    return channel_groups.wiring(kind, state.inputs, state.outputs, state.side, groups or 1)


def _standard(found: Wiring, state: WhyState) -> Wiring:
    """Return the standard convolution that makes as many maps; depthwise makes as many as enter."""
    return channel_groups.wiring("standard", state.inputs, found.parts[-1].outputs, state.side)


def _table(now: WhyState) -> None:
    kinds = {kind: one for kind in KINDS if (one := made(kind, now))}
    chosen = list(kinds).index(now.kind) if now.kind in kinds else None
    rows = [wording.wiring_row(one) for one in kinds.values()]
    facts.table(["Parameters", "Multiply-adds per position"], rows, chosen)


def _controls(now: WhyState) -> None:
    store.sliders(
        "maps",
        [
            Slider.of(store, "inputs", "Input channels"),
            Slider.of(store, "outputs", "Filters (output channels)"),
        ],
    )
    kernel, groups = st.columns(2)
    with kernel:
        store.segmented("side", "Kernel", _SIDES)
    possible = possible_groups(now.inputs, now.outputs)
    if now.kind == "groups" and possible:
        with groups:
            titles = {one: str(one) for one in possible}
            store.segmented("groups", "Groups", titles, value=now.used_groups)


POINTWISE: dict[str, Any] = {
    "operation": "correlation",
    "input": [[[*row] for row in channel] for channel in _PIXELS],
    "kernels": [[[[weight]] for weight in one] for one in _FILTERS],
    "bias": [1, 0],
    "window": [1, 1],
    "stride": [1, 1],
    "padding": [[0, 0], [0, 0]],
    "output_padding": [0, 0],
    "dilation": [1, 1],
    "groups": 1,
    "mode": "constant",
}
"""Four channels of 3×3 pixels and two filters of 1×1×4, as `arithmetic.js` describes a problem."""

"""The curve with its point, and what the function does to a response map of a picture."""

import numpy as np
import streamlit as st

from app import own_picture, pictures
from app.activation_functions import actions, functions, payload, takeaways, wording
from app.activation_functions.functions import TITLES
from app.activation_functions.schema import MAX_OFFSET, MAX_RATE, ActivationState
from app.activation_functions.state import store
from app.components.activation_curve import activation_curve
from app.components.activation_maps import activation_maps
from app.markdown_text import plain
from app.state.sliders import Offers, Slider
from app.volumes.compute import reduced
from engine import filters
from engine.explain import activation_curves
from engine.explain import activation_maps as engine_maps
from engine.explain.activation_curves import Curve, Function

SIDE = 128
"""Pixels that the picture is reduced to, along its longer side."""


@st.fragment
def curve_view() -> None:
    """All that follows the sliders of the function and of the filter."""
    now = store.current()
    function = functions.function(now.function, now)
    curve = activation_curves.draw(function)
    hero, beside = st.columns([7, 5], gap="large")
    with hero:
        activation_curve(
            curve,
            now.function,
            functions.formulas(now.function, now),
            wording.facts(curve),
            function.parameters if now.function == "maxout" else (),
            ActivationState().point / 100,
            "activation_curve",
            store.position(),
        )
        parameter_sliders(now.function)
    with beside:
        _maps(now, function, curve)
    takeaways.code()
    store.publish()


def parameter_sliders(name: str) -> None:
    """Show the sliders of a function that has parameters."""
    now = store.current()
    match name:
        case "prelu":
            shown = [Slider.of(store, "slope", "Slope a below 0 (learned in training)", each=0.01)]
            store.sliders("slope", shown)
        case "elu":
            store.sliders("alpha", [Slider.of(store, "alpha", "α", each=0.1)])
        case "maxout":
            shown = [
                Slider[ActivationState](
                    f"{kind}{number}",
                    f"{label} of line {number + 1}",
                    -most,
                    most,
                    now.lines[number][part],
                    each=0.1,
                    act=actions.set_line(number, part),
                )
                for number in (0, 1)
                for part, (kind, label, most) in enumerate(
                    (("rate", "Slope", MAX_RATE), ("offset", "Offset", MAX_OFFSET))
                )
            ]
            acts = {title: actions.take_lines(lines) for title, lines in actions.AS_OTHERS.items()}
            store.sliders("lines", shown, offers=Offers("Two lines make:", acts))


def _maps(now: ActivationState, function: Function, curve: Curve) -> None:
    source = pictures.source(now.picture, "grey")
    kernel = np.array(filters.get(now.kernel), float)
    maps = engine_maps.apply(reduced(source.pixels, SIDE), kernel, function, curve, now.gain)
    identity = f"{source.head.digest} {now.kernel} {now.gain} {function}"
    sentence = wording.shares(maps, curve)
    activation_maps(
        payload.build(maps, TITLES[now.function], sentence, identity), "activation_maps"
    )
    picture, kernels = st.columns(2)
    with picture:
        titles = {name: pictures.title(name) for name in pictures.names()}
        store.select("picture", "Picture", titles)
    with kernels:
        store.select(
            "kernel", "Filter", {name: filters.describe(name).title for name in filters.names()}
        )
    store.sliders("gain", [Slider.of(store, "gain", "Weights, times")])
    own_picture.popover(store)
    st.caption(plain(pictures.about(now.picture)))

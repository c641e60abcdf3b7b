"""Maxout: two lines that make other functions, and twice the parameters."""

import numpy as np
import streamlit as st

from app.activation_functions import functions, wording
from app.activation_functions.curve_view import parameter_sliders
from app.activation_functions.functions import LEAKY, TITLES
from app.activation_functions.schema import ActivationState
from app.activation_functions.state import store
from app.components.activation_curve import activation_curve
from app.markdown_text import plain
from app.slide_text import say
from engine.explain import activation_curves
from engine.explain.activation_curves import Function
from engine.explain.activation_layers import block
from engine.networks import table

_INPUTS, _UNITS = 64, 32


def maxout_view() -> None:
    """Show the larger of two lines, which function that is, and what it costs."""
    now = store.current()
    function = functions.function("maxout", now)
    say(verdict(function))
    curve = activation_curves.draw(function)
    hero, beside = st.columns([7, 5], gap="large")
    with hero:
        activation_curve(
            curve,
            "maxout",
            functions.formulas("maxout", now),
            wording.facts(curve),
            function.parameters,
            ActivationState().point / 100,
            "maxout_curve",
            store.position(),
        )
    with beside:
        parameter_sliders("maxout")
        st.markdown(plain(parameters()))


def verdict(function: Function) -> str:
    """Say which other function the lines make: by all values of the curve."""
    x = activation_curves.grid()
    found = function(x)
    others = {
        "ReLU": Function("relu"),
        **{TITLES[name]: Function("leaky_relu", (leak,)) for name, leak in LEAKY.items()},
    }
    for title, other in others.items():
        if np.array_equal(found, other(x)):
            return f"The larger of these two lines is {title}: all {len(x):,} values are equal."
    if np.array_equal(found, np.abs(x)):
        return f"The larger of these two lines is |x|: all {len(x):,} values are equal."
    return "Maxout learns its lines; with the right two it is ReLU or leaky ReLU."


def parameters() -> str:
    """Compare the parameters of one layer with ReLU and with maxout."""
    plain_layer, doubled = (
        table((_INPUTS,), block(one, _INPUTS, _UNITS)).parameters
        for one in (Function("relu"), Function("maxout", ((0.0, 0.0), (1.0, 0.0))))
    )
    return (
        f"A layer from {_INPUTS} to {_UNITS} units has ({_INPUTS} + 1)·{_UNITS} = {plain_layer:,} "
        f"parameters with ReLU. Maxout computes two sums for each unit: {doubled:,} parameters, "
        f"{doubled / plain_layer:g} times as many. In return the slopes of both sides are learned."
    )

"""The numbers that a filter is made from: sliders that are there with such a filter only."""

from dataclasses import replace

import streamlit as st

from app.components.slider_panel import Slider, slider_panel
from app.kernel_lab import named
from app.kernel_lab import state as lab
from app.state import reruns
from engine.filters.families import Made, Parameter

PANEL, FOLLOWS = "filter_panel", "filter_size_follows"


def numbers() -> None:
    """Sliders of the chosen filter's numbers, where it is made from some."""
    made = _made()
    if made is None:
        return
    chosen = zip(made.family.parameters, made.numbers, strict=False)
    slider_panel([_slider(*pair) for pair in chosen], PANEL, _take)
    if made.family.size:
        st.session_state[FOLLOWS] = made.follows
        first = made.family.given[0].label.split()[0].lower()
        size = f": {made.all_numbers[-1]:g}×{made.all_numbers[-1]:g}" * made.follows
        st.toggle(f"Size follows {first}{size}", key=FOLLOWS, on_change=_let_follow)


def _made() -> Made | None:
    name = st.session_state.kernel
    return None if name == lab.OWN else named.made_of(name)


def _slider(parameter: Parameter, number: float) -> Slider:
    return Slider(
        f"filter_{parameter.name}",
        parameter.label,
        0,
        parameter.last,
        parameter.steps(number),
        first=parameter.lowest,
        each=parameter.step,
    )


def _take() -> None:
    """Do what the browser asks for, which is trusted for nothing."""
    made = _made()
    match st.session_state[PANEL].asked:
        case {"slider": str(slider), "value": int(steps)} if made is not None:
            moved = [
                parameter.number(steps)
                if f"filter_{parameter.name}" == slider and 0 <= steps <= parameter.last
                else number
                for parameter, number in zip(made.family.parameters, made.numbers, strict=False)
            ]
            lab.choose_numbers(replace(made, numbers=tuple(moved)))


@reruns.atomic_callback
def _let_follow() -> None:
    """The size follows from the other numbers, or starts from where it stands."""
    made = _made()
    if made is not None:
        given = made.all_numbers[: len(made.family.given)]
        lab.choose_numbers(
            replace(made, numbers=given if st.session_state[FOLLOWS] else made.all_numbers)
        )

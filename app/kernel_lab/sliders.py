"""The Kernel lab's sliders: what stands on them, and what is said and offered under them."""

import streamlit as st

from app import formulas
from app.kernel_lab import actions, shifting
from app.kernel_lab.actions import NUMBER
from app.kernel_lab.schema import LabState
from app.kernel_lab.state import Report, follow_slider, report, store
from app.markdown_text import plain
from app.state import pairs
from app.state.schema import limits
from app.state.sliders import Offers, Slider
from engine.explain import pipeline
from engine.filters.families import Parameter


def shift_panel() -> None:
    """Where the picture is moved to, and what moves along with it."""
    down, right = store.current().shift
    allowed = limits(LabState, "shift")
    shown = [
        Slider[LabState](
            "shift_across", "Shift the picture right", *allowed, right, act=actions.shift_right
        ),
        Slider[LabState]("shift", "Shift the picture down", *allowed, down, act=actions.shift_down),
    ]
    store.sliders("shifts", shown, after=follow_slider)
    for sentence in shifting.sentences(report().moved):
        st.markdown(plain(sentence))


def sliding_panel() -> None:
    """Stride, padding and dilation; how they fit, and the nearest settings that do."""
    names = {"stride": "Stride", "padding": "Padding on each side", "dilation": "Dilation"}
    if actions.padding_kind(store.current()) != NUMBER:
        del names["padding"]
    shown = [one for name, label in names.items() for one in pairs.sliders(store, name, label)]
    now = report()
    nearest = pipeline.nearest_that_fit(now.size, now.settings)
    acts = {formulas.stride_and_padding(fitting): actions.take_fit(fitting) for fitting in nearest}
    title = f"{_no_output(now)}Nearest settings that fit:"
    offers = Offers[LabState](title, acts, whole=True) if acts else None
    store.sliders("sliding", shown, now.problem, offers, follow_slider)


def _no_output(now: Report) -> str:
    """Write the formula where nothing comes out of it; else it stands under the pictures."""
    fits = pipeline.axis_fits(now.size, now.settings)
    return "" if all(fit.output for fit in fits) else f"{'; '.join(formulas.lines(*fits))}. "


def pooling_panel() -> None:
    """Size and stride of the pooling window."""
    off = store.current().pooling == "none"
    shown = [
        Slider.of(store, "pool_size", "Pooling size", off),
        Slider.of(store, "pool_stride", "Pooling stride", off),
    ]
    store.sliders("pooling windows", shown, report().pooling_problem, after=follow_slider)


def filter_panel() -> None:
    """Show the numbers of the chosen filter, where it is made from some."""
    made = actions.made_filter(store.current())
    if made is None:
        return
    chosen = zip(made.family.parameters, made.numbers, strict=False)
    store.sliders("filter numbers", [_of_filter(*pair) for pair in chosen], whole=True)
    if made.family.size:
        first = made.family.given[0].label.split()[0].lower()
        size = f": {made.all_numbers[-1]:g}×{made.all_numbers[-1]:g}" * made.follows
        store.toggle(
            "size follows",
            f"Size follows {first}{size}",
            value=made.follows,
            act=actions.let_size_follow,
            whole=True,
        )


def _of_filter(parameter: Parameter, number: float) -> Slider[LabState]:
    return Slider(
        f"filter_{parameter.name}",
        parameter.label,
        0,
        parameter.last,
        parameter.steps(number),
        first=parameter.lowest,
        each=parameter.step,
        act=actions.set_number(parameter),
    )

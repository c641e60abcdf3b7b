"""Pooling on numbers: window after window in the stepper, with its settings and its program."""

import streamlit as st

from app import formulas
from app.markdown_text import plain
from app.pooling import actions, code_view, problem, stepping
from app.pooling.examples import OWN, POOLED
from app.pooling.schema import MAX_SIDE, PAIRS
from app.pooling.state import last_problem, store
from app.state import pairs
from app.state.matrices import editor
from engine.planning import geometry

_OPERATIONS = {
    "max": "Max",
    "average": "Average",
    "l2": "L2",
    "global": "Global average",
}


def example_menu() -> None:
    """Show the menu of examples."""
    shown = actions.example_name(store.current())
    titles = {OWN: "Your own numbers"} if shown == OWN else {}
    titles |= {name: one.title for name, one in POOLED.items()}
    store.select(
        "shown example",
        "Example",
        titles,
        value=shown,
        act=actions.choose_example,
        label_visibility="collapsed",
    )


def numbers() -> None:
    """Show the stepper, and what it is set with."""
    store.publish()
    now = store.current()
    example = POOLED.get(actions.example_name(now))
    st.markdown(plain(example.shows if example else _sizes()))
    refused = stepping.show(problem.pooling, last_problem, "pooling")
    _controls(refused)
    if not refused:
        code_view.expander("numbers")


def _controls(refused: str | None) -> None:
    operation, sliding, matrix = st.columns([3, 4, 5], gap="medium")
    now = store.current()
    with operation:
        st.subheader("Pooling", anchor=False)
        store.radio("operation", "Operation", _OPERATIONS, label_visibility="collapsed")
        if now.operation in ("max", "average"):
            store.toggle(
                "ceil",
                "Ceil mode",
                help="Round the size up: a last window may extend past the end.",
            )
        if now.operation == "average":
            store.toggle(
                "include_pad",
                "Count the padding",
                help="Divide by the whole window, padding zeros included, or by the values only.",
            )
    with sliding:
        st.subheader("Window and stride", anchor=False)
        if now.operation == "global":
            st.markdown("The window is the whole map: no size, stride or padding to choose.")
        else:
            _sliders(refused)
    with matrix:
        st.subheader("Input x", anchor=False)
        editor(
            store,
            "input",
            lambda state: state.numbers_in,
            actions.set_numbers,
            label="Input",
            most=MAX_SIDE,
        )


def _sliders(refused: str | None) -> None:
    names = {"window": "Window F", "stride": "Stride S", "padding": "Padding P on each side"}
    if store.current().operation == "l2":
        del names["padding"]
    shown = [
        slider for name, label in names.items() for slider in pairs.sliders(store, name, label)
    ]
    store.sliders("sliders", shown, refused)
    pairs.toggle(store, "Separate vertical/horizontal", PAIRS)


def _sizes() -> str:
    """Write the output size with the learner's numbers; the depth and the parameters with it."""
    now = store.current()
    try:
        planned = now.plan
    except ValueError:
        return "No window fits with these settings."
    rounded = planned.padded != tuple(
        size + 2 * (0 if now.operation in ("l2", "global") else around)
        for size, around in zip(planned.size, now.padding, strict=True)
    )
    fits = [
        geometry.fit(size, kernel, stride, around[0], suggest=False)
        for size, kernel, stride, around in zip(
            planned.size,
            planned.kernel,
            planned.stride,
            (planned.vertical, planned.horizontal),
            strict=True,
        )
    ]
    rows, columns = planned.output
    up = f", rounded up to {rows} × {columns} (ceil mode)" if rounded else ""
    return f"{'; '.join(formulas.lines(*fits))}{up}. Depth unchanged, 0 parameters."

"""Two functions in one chart that can be zoomed and read, and their values beside each other."""

import streamlit as st

from app import charts, figures, formulas
from app.activation_functions import comparison, functions, printing, wording
from app.activation_functions.curve_view import parameter_sliders
from app.activation_functions.functions import TITLES
from app.activation_functions.state import store
from app.markdown_text import plain
from engine.explain import activation_curves
from engine.explain.activation_curves import PER_UNIT, REACH, Curve

_PLACES = (-10, 0, 10)


@st.fragment
def compare_view() -> None:
    """All that follows the sliders of both functions."""
    now = store.current()
    names = list(dict.fromkeys((now.function, now.other)))
    curves = {TITLES[name]: activation_curves.draw(functions.function(name, now)) for name in names}
    titles = " and ".join(curves)
    charts.show(
        comparison.chart(curves),
        "comparison",
        f"{titles}, and their derivatives, from −10 to 10; the table has their values.",
    )
    charts.finish()
    table, facts = st.columns([5, 4], gap="large")
    with table:
        _table(curves)
    with facts:
        for title, curve in curves.items():
            st.markdown(plain(f"{title}: {' '.join(wording.facts(curve))}"))
        for name in names:
            parameter_sliders(name)
    figures.offer(titles, "-".join(names), lambda: printing.figure(curves))
    store.publish()


def _table(curves: dict[str, Curve]) -> None:
    head = " | ".join(f"x = {place}".replace("-", "−") for place in _PLACES)
    rows = [f"| Function | {head} |", "|:--|" + "--:|" * len(_PLACES)]
    for title, curve in curves.items():
        for what, values in (("f", curve.values), ("f′", curve.slopes)):
            cells = " | ".join(
                formulas.value_text(float(values[(place + REACH) * PER_UNIT])) for place in _PLACES
            )
            rows.append(f"| {plain(title)}, {what} | {cells} |")
    st.markdown("\n".join(rows))

"""What each layer costs: bars beside each other, and programs that count it, once opened."""

from functools import partial

import streamlit as st

from app import charts, code_box, figures
from app.builder import cost_charts, cost_code, cost_printing
from app.builder.code import why_no_program
from app.builder.inspection import Inspection
from app.builder.state import store
from app.markdown_text import plain

SCALES = {"linear": "Linear", "log": "Logarithmic"}


def costs(inspection: Inspection) -> None:
    """Show parameters, multiply-adds and memory of all layers that fit."""
    box = store.unfolding("costs", "Costs layer by layer")
    if not box.open:
        return
    made = inspection.table
    with box:
        if not made.rows:
            st.markdown("The bars appear when the first layer fits.")
            return
        store.segmented("scale", "Scale", SCALES)
        is_log = store.current().scale == "log"
        sentences = [cost_charts.largest(made, cost) for cost in cost_charts.COSTS]
        st.markdown(plain(" ".join(filter(None, sentences))))
        for place, cost, sentence in zip(
            st.columns(3, gap="medium"), cost_charts.COSTS, sentences, strict=True
        ):
            with place:
                charts.show(
                    cost_charts.chart(made, cost, is_log),
                    f"cost-{cost.title}",
                    f"{cost.title} of {len(made.rows)} layers. {sentence}",
                )
        charts.finish()
        if is_log:
            st.caption("Each grid line is a power of ten. A layer with 0 has no bar.")
        figures.offer("Costs", "costs", partial(cost_printing.figure, made, is_log))


def code(inspection: Inspection) -> None:
    """Show the programs that count these costs and draw them, once they are opened."""
    made, network = inspection.table, inspection.computed
    is_log = store.current().scale == "log"
    numpy: code_box.Program = "The program appears when the first layer fits."
    torch: code_box.Program = why_no_program(inspection)
    if made.rows:
        numpy = partial(cost_code.numpy_code, made, is_log)
        if network:
            torch = partial(cost_code.torch_code, made, network, is_log)
    code_box.show(store, numpy, torch)

"""The kernel as a surface and as what it does to waves, once that is opened."""

from functools import partial

import numpy as np
import streamlit as st

from app import charts, figures, formulas
from app.cells import Numbers
from app.kernel_lab import (
    named_filters,
    response_charts,
    response_printing,
    response_wording,
    turning,
)
from app.kernel_lab import state as lab
from app.kernel_lab.schema import LabState
from app.kernel_lab.state import store
from app.markdown_text import plain
from engine.explain import frequency_response


@st.fragment(key=lab.RESPONSE)
def response() -> None:
    """Show the surface and the frequency response of each kernel, side by side."""
    title = "Kernel surface and frequency response"
    box = store.unfolding(lab.RESPONSE, title, after=lab.follow_response)
    store.publish()
    if not box.open:
        return
    now = store.current()
    kernels = _kernels(now)
    found = {
        side: frequency_response.response(weights, now.dilation)
        for side, (_, weights) in kernels.items()
    }
    view = turning.view.get()
    with box:
        for side, (name, _) in kernels.items():
            before = f"{side}, {name}: " if side else ""
            st.markdown(plain(f"{before}{response_wording.sentences(found[side])}"))
        shape, plane, along = st.columns([4, 4, 5], gap="medium")
        for side, (name, weights) in kernels.items():
            of_side = f" of {side}" * bool(side)
            with shape:
                chart = response_charts.surface(np.array(weights), f"Weights{of_side}", view)
                charts.show(chart, f"response-surface-{side}", f"{name}: {_of_surface(weights)}")
            with plane:
                chart = response_charts.plane(found[side], f"Gain{of_side}")
                said = response_wording.sentences(found[side])
                charts.show(chart, f"response-plane-{side}", said)
        with shape:
            turning.buttons()
        with along:
            chart = response_charts.cuts(found)
            said = "Gain along three directions; the table has the numbers."
            charts.show(chart, "response-cuts", said)
        charts.finish()
        st.markdown(response_wording.table(found))
        st.caption(_remark(now))
        weights_of = {side: weights for side, (_, weights) in kernels.items()}
        draw = partial(response_printing.figure, weights_of, found, view)
        figures.offer("Frequency response", "frequency-response", draw)


def _kernels(now: LabState) -> dict[str, tuple[str, Numbers]]:
    """Return name and weights of each kernel, by its side, A or B, where there are two."""
    first = named_filters.label(now.kernel), now.weights
    if not now.kernel_b:
        return {"": first}
    other = named_filters.label(now.kernel_b), LabState(kernel=now.kernel_b).weights
    return {"A": first, "B": other}


def _remark(now: LabState) -> str:
    remark = "0.5 cycles per pixel is the finest pattern: stripes one pixel wide."
    if max(now.dilation) > 1:
        down, across = now.dilation
        remark += f" The response is that of the kernel dilated by {down}×{across}."
    if max(now.stride) > 1:
        remark += " The stride keeps only some of the output and can fold high frequencies (alias)."
    return remark


def _of_surface(kernel: Numbers) -> str:
    weights = [weight for row in kernel for weight in row]
    low, high = (formulas.short(one) for one in (min(weights), max(weights)))
    return f"The {len(kernel)}×{len(kernel[0])} weights as steps, from {low} to {high}."
